import type { Member } from '../model/fieldTable.ts';
import { isJsonObject, type Json } from '../model/json.ts';

/** The value with every flag off: what an object without a default behind it means where it says nothing. Labels stay. */
export function turnedOff(members: readonly Member[], value: Json): Json {
  if (!isJsonObject(value)) return typeof value === 'boolean' ? false : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const below = members
        .filter(({ path }) => path[0] === key)
        .map((each) => ({ ...each, path: each.path.slice(1) }));
      return [key, below.length > 0 ? turnedOff(below, member) : member];
    }),
  );
}
