/* Completes values: a declared value for a write, and a value whose unset members mean what the default says. */

import { filledFrom, overlay } from '../model/canonical.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import { childOf } from '../model/members.ts';
import { memoize } from '../model/memoize.ts';
import type { MemberTree, Setting } from '../model/setting.ts';

/** The declared members laid over the effective value: the value after the declaration is applied. */
export function completedValue(
  row: Setting,
  declared: Json,
  { live, inherited }: { readonly live: Json; readonly inherited: Json },
): Json {
  return completed(row, declared, live, inherited);
}

const completed = memoize((row: Setting, declared: Json, live: Json, inherited: Json) => {
  const own = live === null ? null : overlay(row, declared, filledFrom(row, live, inherited));
  // Nothing is left of the live value if the only TargetConfiguration that it sets is declared `unset`.
  return own ?? overlay(row, declared, inherited);
});

/**
 * The value with its unset members: from the default or, for an object that has no default, the flags of `wanted`, off.
 */
export function withUnsetMembers(
  row: Setting,
  value: Json,
  { inherited, wanted }: { readonly inherited: Json; readonly wanted: Json },
): Json {
  return row.ownEndpoint ? overlay(row, value, withFlagsOff(row.tree, wanted)) : filledFrom(row, value, inherited);
}

/** The value with every flag off: the meaning of unset members of an object that has no default. Labels stay. */
function withFlagsOff(node: MemberTree, value: Json): Json {
  if (!isJsonObject(value)) return typeof value === 'boolean' ? false : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const child = childOf(node, key);
      return [key, child ? withFlagsOff(child, member) : member];
    }),
  );
}
