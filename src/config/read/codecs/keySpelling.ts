/*
 * Keys that were written in another spelling than the known one: found before the values are read, refused with the
 * known key, and read under it.
 */
import { excerpt } from '../../../platform/text.ts';
import { nearestWords } from '../didYouMean.ts';
import { invisibleIn, invisibleWords } from '../invisible.ts';
import { sameSpelling } from '../spelling.ts';
import { type DecodeSite, refuse } from './reader.ts';

/** The known keys that were written in another spelling; undefined if there are none, which is the usual case. */
export function spellingOf(
  keys: readonly string[],
  knownKeys: readonly string[],
  isKnown: (key: string) => boolean,
): ReadonlyMap<string, string> | undefined {
  const others = keys.filter((key) => !isKnown(key));
  if (others.length === 0) return undefined;
  return new Map(
    others.flatMap((written): readonly (readonly [string, string])[] => {
      const key = knownKeys.find((each) => sameSpelling(each, written));
      return key === undefined ? [] : [[written, key]];
    }),
  );
}

export function refuseSpelling(
  written: string,
  { key, expected, isRepeated }: { readonly key: string; readonly expected: string; readonly isRepeated: boolean },
  at: DecodeSite,
): void {
  const invisible = invisibleIn(written);
  const message = invisible
    ? `\`${key}\` is written with ${invisibleWords(invisible)} in it`
    : `\`${excerpt(written)}\` is not a key of ${expected}`;
  const right = isRepeated ? `keep one of them: \`${key}\` is in this mapping too` : `write \`${key}\``;
  const hint = keySlip(written, [key]) ?? right;
  refuse(at, { code: 'unknown-key', message, hint, at: 'key', understood: true });
}

/** `tenantId:90e2…`, `tenantId 90e2…` and `-tenantId`: YAML takes each as one text. */
export function keySlip(written: string, knownKeys: readonly string[]): string | undefined {
  const [, dash = '', key = '', gap = '', rest = ''] =
    /^(-?)([A-Za-z][\w-]*)(?:(:| +)([^\s:].*))?$/.exec(excerpt(written)) ?? [];
  const meant = knownKeys.find((each) => sameSpelling(each, key));
  if (meant === undefined || (dash === '' && rest === '')) return undefined;
  // The text continues in the next line of the file, which has the same mistake.
  const value = /: *\S/.test(rest) ? rest.replace(/\s.*$/, '') : rest;
  const right = value.startsWith('{') ? '' : `: write \`${dash === '' ? '' : '- '}${meant}: ${value || '…'}\``;
  const slips = [
    ...(dash === '' ? [] : ['a space is missing after the dash']),
    ...(gap === ':' ? ['a space is missing after the colon'] : []),
    ...(gap.startsWith(' ') ? [`a colon is missing after \`${meant}\``] : []),
  ];
  return `${slips.join(', and ')}${right}`;
}

/** Adds the missing keys that unknown keys probably mean. Only looked for where a key is missing: it is work. */
export function withIntended(
  spelling: ReadonlyMap<string, string> | undefined,
  {
    unknown,
    missing,
    knownKeys,
  }: {
    readonly unknown: readonly string[];
    readonly missing: readonly string[];
    readonly knownKeys: readonly string[];
  },
): ReadonlyMap<string, string> | undefined {
  const intended = unknown.flatMap((written): readonly (readonly [string, string])[] => {
    const [only, ...others] = nearestWords(written, knownKeys);
    return only !== undefined && others.length === 0 && missing.includes(only) ? [[written, only]] : [];
  });
  return intended.length === 0 ? spelling : new Map([...(spelling ?? []), ...intended]);
}
