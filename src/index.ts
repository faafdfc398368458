/** The library's public face: everything a program may import from `xtap` is named here. */
export { version } from './app/version.ts';
