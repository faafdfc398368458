/*
 * The states that an apply may leave, from the promises of the README and in Graph's raw JSON: an oracle that shares no
 * code with the planner. A configuration here is written in Graph's own shape, so nothing has to be expanded.
 */
import type { TenantState } from '../../../src/emulator/state/tenantState.ts';
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../../../src/model/json.ts';

/** Settings by name: an object in Graph's shape, `inherit`, or (identitySynchronization) `absent`. */
export type Entry = Readonly<Record<string, JsonObject | 'inherit' | 'absent'>>;

export interface Declared {
  /** By tenantId; a tombstone, or settings. A missing partner is undeclared. */
  readonly partners: Readonly<Record<string, Entry | 'tombstone'>>;
  readonly default: Readonly<Record<string, JsonObject>>;
  readonly endpoints: readonly string[] | undefined;
  readonly undeclared: 'ignore' | 'delete';
  readonly protected: readonly string[];
}

/** Does not delete protected or ignored partners. */
function isKept({ protected: shielded }: Declared, { tenantId, ...partner }: JsonObject): boolean {
  const isOthers = partner.isServiceProvider === true || partner.isInMultiTenantOrganization === true;
  return isOthers || tenantId === microsoftSupport || shielded.includes(String(tenantId));
}

const microsoftSupport = 'b4c546a4-7dac-46a6-a7dd-ed822a11efd3';

const sync = 'identitySynchronization';

export interface States {
  readonly before: TenantState;
  readonly after: TenantState;
}

/** The limits of a run. */
export interface Scope {
  /** It ended normally, so everything is as declared. */
  readonly isWhole: boolean;
  /** `--only`: nothing else is touched. */
  readonly only?: readonly string[];
}

/** The violations; empty if there are none. */
export function misdeeds(all: Declared, states: States, { isWhole, only = [] }: Scope): readonly string[] {
  const { before, after } = states;
  const declared = only.length === 0 ? all : { ...all, default: {}, endpoints: undefined };
  const ids = new Set([...before.partners, ...after.partners].map(({ tenantId }) => String(tenantId)));
  for (const id of Object.keys(declared.partners)) ids.add(id);
  const names = new Set([...Object.keys(before.default), ...Object.keys(after.default)]);
  // The service's own flag flips when the default is written for the first time.
  names.delete('isServiceDefault');
  const defaults = [...names].filter((name) => {
    const [old, now] = [before.default[name] ?? null, after.default[name] ?? null];
    return !isAllowed(declared.default[name], { before: old, after: now, fallback: old }, isWhole);
  });
  return [
    ...[...ids].flatMap((id) => {
      const isLeftOut = only.length > 0 && !only.includes(id);
      const wrong = isLeftOut ? touched(id, states) : partnerMisdeeds(id, declared, states, isWhole);
      return wrong.map((what) => `${id} ${what}`);
    }),
    ...defaults.map((name) => `default.${name}`),
    ...(areEndpointsAllowed(declared, states, isWhole) ? [] : ['policy.allowedCloudEndpoints']),
  ];
}

function areEndpointsAllowed({ endpoints }: Declared, { before, after }: States, isWhole: boolean): boolean {
  const now = after.policy.allowedCloudEndpoints ?? null;
  if (endpoints !== undefined && jsonEquals(now, endpoints)) return true;
  return (endpoints === undefined || !isWhole) && jsonEquals(now, before.policy.allowedCloudEndpoints ?? null);
}

function touched(id: string, { before, after }: States): readonly string[] {
  const isSame = jsonEquals(partnerOf(before, id) ?? null, partnerOf(after, id) ?? null);
  return isSame ? [] : ["is not this run's and was touched"];
}

function partnerMisdeeds(id: string, declared: Declared, states: States, isWhole: boolean): readonly string[] {
  const wanted = declared.partners[id];
  const [old, now] = [partnerOf(states.before, id), partnerOf(states.after, id)];
  const isUnwanted =
    wanted === undefined && declared.undeclared === 'delete' && old !== undefined && !isKept(declared, old);
  if (wanted === 'tombstone' || isUnwanted)
    return isBuried(old, now, isWhole) ? [] : ['is to be deleted and is there, or is another'];
  if (wanted === undefined) return touched(id, states);
  if (now === undefined) return old !== undefined || isWhole ? ['was deleted, or not created'] : [];
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now), ...Object.keys(wanted)]);
  names.delete('tenantId');
  return [...names].flatMap((name) => {
    if (old === undefined && wanted[name] === undefined && (isUnset(now[name]) || now[name] === false)) return [];
    const fallback = name === sync ? null : overlaid(declared.default[name], states.before.default[name] ?? null);
    const sides = { before: old?.[name] ?? null, after: now[name] ?? null, fallback };
    // A partner and its synchronization are two requests, of which only the first may have been sent.
    const mayBeAsBefore = !isWhole && (old !== undefined || name === sync);
    if (isAllowed(wanted[name], sides, !mayBeAsBefore)) return [];
    return [`${name} ${JSON.stringify(sides)}, declared ${JSON.stringify(wanted[name])}`];
  });
}

function isBuried(old: JsonObject | undefined, now: JsonObject | undefined, isWhole: boolean): boolean {
  if (now === undefined) return true;
  const bare = ({ [sync]: _, ...rest }: JsonObject): JsonObject => rest;
  return !isWhole && old !== undefined && jsonEquals(bare(old), bare(now));
}

interface Sides {
  readonly before: Json;
  readonly after: Json;
  /** What applies where nothing is set: the default that this run writes. */
  readonly fallback: Json;
}

/** As it was, or as it is declared; nothing in between, and nothing else. */
function isAllowed(wanted: JsonObject | 'inherit' | 'absent' | undefined, sides: Sides, isWhole: boolean): boolean {
  const { before, after, fallback } = sides;
  if (wanted === undefined) return jsonEquals(before, after);
  if (!isWhole && jsonEquals(before, after)) return true;
  if (wanted === 'inherit' || wanted === 'absent') return isUnset(after);
  if (isUnset(after)) return false;
  const keys = new Set([...Object.keys(wanted), ...membersOf(before), ...membersOf(fallback)]);
  const effective = (value: Json, key: string): Json => memberOf(value, key) ?? memberOf(fallback, key);
  return [...keys].every((key) => jsonEquals(effective(after, key), wanted[key] ?? effective(before, key)));
}

function overlaid(over: JsonObject | undefined, under: Json): Json {
  return isJsonObject(under) ? { ...under, ...over } : (over ?? null);
}

function isUnset(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    (isJsonObject(value) && Object.values(value).every((each) => each === null))
  );
}

function membersOf(value: Json): readonly string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}

function memberOf(value: Json, key: string): Json {
  return isJsonObject(value) ? (value[key] ?? null) : null;
}

/** With its synchronization, without what the service keeps for itself there. */
export function partnerOf({ partners, identitySynchronization }: TenantState, id: string): JsonObject | undefined {
  const partner = partners.find(({ tenantId }) => tenantId === id);
  const { tenantId: _t, displayName: _d, ...own } = identitySynchronization[id] ?? {};
  return partner && { ...partner, [sync]: Object.keys(own).length === 0 ? null : own };
}
