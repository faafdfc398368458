/**
 * Spells stored values as the real service does: arbitrary order, changed case, annotations, undocumented properties,
 * and several forms of "inherited". Deterministic: the same seed, partner and state give the same bytes.
 */
import { isList, isObject, type Json, type JsonObject } from './json.ts';
import { graphTypeName, type PropertyRow, types } from './schema.ts';
import { isGuid } from './targetRules.ts';

/** A source of numbers in [0, 1). */
export type Dice = () => number;

/** Dice that depend on the seed and on the purpose of the rolls. */
export function diceFor(seed: number, purpose: string): Dice {
  let state = seed | 0;
  for (let index = 0; index < purpose.length; index += 1) {
    state = Math.imul(state ^ purpose.charCodeAt(index), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** One entity as the service would spell it. With `mayInherit`, null settings get one of several spellings. */
export function respell(entity: JsonObject, typeName: string, dice: Dice, mayInherit: boolean): JsonObject {
  const rows = types[typeName] ?? {};
  const spelled: [string, Json][] = [];
  for (const [name, value] of Object.entries(entity)) {
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    const inherited = mayInherit && row?.type.startsWith('graph.') === true && isInherited(value);
    const spelling = inherited ? spellInherited(row as PropertyRow, dice) : respellValue(value, dice);
    if (spelling !== undefined) spelled.push([name, spelling]);
  }
  if (mayInherit) addUndocumented(spelled, entity);
  const result: Record<string, Json> = Object.fromEntries(shuffle(spelled, dice));
  const restrictions = result.tenantRestrictions;
  if (isObject(restrictions)) {
    result.tenantRestrictions = {
      '@odata.type': '#microsoft.graph.crossTenantAccessPolicyTenantRestrictions',
      ...restrictions,
    };
  }
  return result;
}

function isInherited(value: Json): boolean {
  return value === null || (isObject(value) && Object.values(value).every((member) => member === null));
}

function spellInherited(row: PropertyRow, dice: Dice): Json | undefined {
  const roll = dice();
  if (roll < 0.4) return null;
  if (roll < 0.7) return undefined;
  const members = Object.keys(types[graphTypeName(row.type) ?? ''] ?? {});
  return Object.fromEntries(members.map((name) => [name, null]));
}

function addUndocumented(spelled: [string, Json][], entity: JsonObject): void {
  for (const name of ['crossCloudMeetingConfiguration', 'protectedContentSharing']) {
    if (!Object.hasOwn(entity, name)) {
      spelled.push([name, { inboundAllowed: null, outboundAllowed: null }]);
    }
  }
}

function respellValue(value: Json, dice: Dice): Json {
  if (isGuid(value)) return dice() < 0.3 ? value.toUpperCase() : value;
  if (isList(value)) {
    const items = value.map((item) => respellValue(item, dice));
    // the order of a list of texts (identity providers, clouds) has a meaning; the order of targets does not
    return value.every(isObject) ? shuffle(items, dice) : items;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value)
    // the service sometimes omits members that are null
    .filter(([, member]) => member !== null || dice() < 0.6)
    .map(([name, member]): [string, Json] => [name, respellValue(member, dice)]);
  return Object.fromEntries(shuffle(members, dice));
}

function shuffle<T>(items: readonly T[], dice: Dice): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(dice() * (index + 1));
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}
