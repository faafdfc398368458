import type { TenantSeed } from '../../../src/emulator/state/tenantState.ts';
import type { Declaration, DesiredState } from '../../../src/model/desiredState.ts';
import { isJsonObject, type Json } from '../../../src/model/json.ts';
import { isGuid } from '../../../src/model/tenantId.ts';
import type { World } from './arbitraries.ts';

/** The same world in another spelling: sets in another order, GUIDs in another case. */
export function shuffled(world: World, dice: number): World {
  let state = dice | 0;
  const roll = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % below;
  };
  const reorder = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => [roll(1 << 20), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  const respell = (value: Json): Json => {
    if (typeof value === 'string') return isGuid(value) && roll(2) === 0 ? value.toUpperCase() : value;
    if (Array.isArray(value)) {
      const items = (value as readonly Json[]).map(respell);
      return items.every(isJsonObject) ? reorder(items) : items;
    }
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(reorder(Object.entries(value)).map(([key, member]) => [key, respell(member)]));
  };
  const settings = (declared: ReadonlyMap<string, Declaration>) => new Map(reorder([...declared]));
  const { seed, desired } = world;
  const desiredAgain: DesiredState = {
    ...desired,
    policy: settings(desired.policy),
    default: settings(desired.default),
    partners: reorder(desired.partners).map((partner) => ({ ...partner, settings: settings(partner.settings) })),
  };
  const seedAgain = {
    ...seed,
    partners: reorder(seed.partners).map(respell),
    default: respell(seed.default),
    policy: respell(seed.policy),
  } as TenantSeed;
  return { ...world, seed: seedAgain, desired: desiredAgain };
}
