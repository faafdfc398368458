import type * as t from 'io-ts';
import type { Position } from '../../model/position.ts';
import type { DecodeError } from './codecs/reader.ts';
import type { NewFinding } from './findings.ts';
import type { Places } from './yaml/places.ts';

/** The error of a codec as a finding, at the key or the value that is wrong. */
export function withPosition({ code, message, hint, at, context }: DecodeError, places: Places): NewFinding {
  return { code, message, hint, position: positionOf(context, places, at) };
}

/** The position of the value at a context, or of its key. */
export function positionOf(context: t.Context, places: Places, at: DecodeError['at'] = 'value'): Position {
  const holder: unknown = context.at(-2)?.actual;
  const key = context.at(-1)?.key ?? '';
  if (typeof holder !== 'object' || holder === null) return places.ofRoot();
  return at === 'key' ? places.ofKey(holder, key) : places.ofValue(holder, key);
}
