/*
 * Whether two keys are the same word in another spelling: another letter case, `_` or `-` between the words (other
 * tools and Graph's PowerShell write them so), or invisible characters.
 */
import { withoutInvisible } from './invisible.ts';

export function sameSpelling(known: string, written: string): boolean {
  // A key that is much longer is another word; it may be megabytes long.
  return written.length <= 2 * known.length + 8 && fold(known) === fold(written);
}

/** The key of an object that is `key`, if need be in another spelling. */
export function memberLike(holder: object, key: string): string | undefined {
  return Object.hasOwn(holder, key) ? key : Object.keys(holder).find((written) => sameSpelling(key, written));
}

function fold(word: string): string {
  return withoutInvisible(word).replace(/[_-]/g, '').toLowerCase();
}
