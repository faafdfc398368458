/**
 * Put in place by the build (esbuild `define`) and, under jest, by `test/setup.ts`; both read package.json.
 * Importing package.json itself would put the whole manifest into the bundle.
 */
declare const XTAP_VERSION: string;

/** The version of xtap that is running, as in package.json. */
export const version: string = XTAP_VERSION;
