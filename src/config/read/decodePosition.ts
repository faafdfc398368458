import type { DecodeError } from './codecs/reader.ts';
import type { NewFinding } from './findings.ts';
import type { Places } from './yaml/places.ts';

/** The error of a codec as a finding, at the key or the value that is wrong. */
export function withPosition({ code, message, hint, at, context }: DecodeError, places: Places): NewFinding {
  const holder: unknown = context.at(-2)?.actual;
  const key = context.at(-1)?.key ?? '';
  if (typeof holder !== 'object' || holder === null) return { code, message, hint, position: places.ofRoot() };
  return { code, message, hint, position: at === 'key' ? places.ofKey(holder, key) : places.ofValue(holder, key) };
}
