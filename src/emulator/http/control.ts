/*
 * Commands to a running emulator: `POST /emulator` with JSON. They do what Graph's API cannot do: an edit in the
 * portal, a fault, a reset. They are not in the log of requests, and no fault affects them.
 */
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { EditTarget } from '../state/portalEdit.ts';
import type { TenantState } from '../state/tenantState.ts';
import { isGuid } from '../targetRules.ts';

export const controlPath = '/emulator';

/** The parts of the emulator that a command may use. */
export interface Controlled {
  /** A copy of the true state, without quirks and lag. It can be the seed of another emulator. */
  readonly state: () => TenantState;
  /** Edits the tenant as if in the portal, without checks, and records an audit event; null deletes. */
  readonly portalEdit: (target: EditTarget, change: JsonObject | null) => void;
  readonly addFault: (rule: string) => void;
  /** Restores the tenant and the faults of the start. */
  readonly reset: () => void;
}

export interface ControlAnswer {
  readonly isDone: boolean;
  /** A sentence for people: what was done, or why nothing was done. */
  readonly message: string;
}

/** Takes `["reset"]`, `["fault", RULE]`, or `["edit", TARGET, MEMBER=VALUE…]`; `delete` deletes the target. */
export function control(emulator: Controlled, words: readonly string[]): ControlAnswer {
  try {
    return { isDone: true, message: perform(emulator, words) };
  } catch (error) {
    return { isDone: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function perform(emulator: Controlled, [verb, ...rest]: readonly string[]): string {
  const [first = '', ...others] = rest;
  if (verb === 'reset' && rest.length === 0) {
    emulator.reset();
    return 'The emulated tenant is as at the start, and the faults are those of the start.';
  }
  if (verb === 'fault' && rest.length === 1) {
    emulator.addFault(first);
    return `From now on: ${first}`;
  }
  if (verb === 'edit' && others.length > 0) return edit(emulator, first, others);
  throw new Error('Give "reset", "fault RULE", or "edit TARGET MEMBER=VALUE".');
}

function edit(emulator: Controlled, name: string, changes: readonly string[]): string {
  const state = emulator.state();
  const target = targetOf(state, name);
  if (changes.join() === 'delete') {
    emulator.portalEdit(target, null);
    return `Edited as if in the portal: ${name} deleted.`;
  }
  let entity = entityOf(state, target);
  const members = new Set<string>();
  for (const change of changes) {
    const [, path = '', value = ''] = /^([\w.]+)=(.+)$/s.exec(change) ?? [];
    if (path === '') throw new Error(`"${change}" is not MEMBER=VALUE.`);
    const names = path.split('.');
    members.add(names[0] ?? '');
    entity = withMember(entity, names, jsonOf(value, names));
  }
  emulator.portalEdit(target, Object.fromEntries([...members].map((member) => [member, entity[member] ?? null])));
  return `Edited as if in the portal: ${name} ${changes.join(' ')}`;
}

/** A tenant id, `default` or `policy`, or a name or domain of the emulated directory. */
function targetOf({ directory }: TenantState, name: string): string {
  const wanted = name.toLowerCase();
  if (wanted === 'default' || wanted === 'policy' || isGuid(wanted)) return wanted;
  const found = directory.find(({ displayName, defaultDomainName, domains }) =>
    [displayName, defaultDomainName, ...domains].some((each) => each.toLowerCase() === wanted),
  );
  if (found === undefined) throw new Error(`The emulated directory has no "${name}". Give a tenant id.`);
  return found.tenantId;
}

function entityOf(state: TenantState, target: string): JsonObject {
  if (target === 'default' || target === 'policy') return state[target];
  return state.partners.find(({ tenantId }) => String(tenantId).toLowerCase() === target.toLowerCase()) ?? {};
}

function withMember(entity: JsonObject, [name = '', ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...entity, [name]: value };
  const inner = entity[name];
  return { ...entity, [name]: withMember(isObject(inner) ? inner : {}, rest, value) };
}

/** The halves of the settings that do not have both. */
const singleHalf: Readonly<Record<string, string>> = {
  m365CollaborationInbound: 'users',
  m365CollaborationOutbound: 'usersAndGroups',
  appServiceConnectInbound: 'applications',
};

/** JSON, or `allowed` or `blocked` for a setting or one of its halves: everybody, and every application. */
function jsonOf(text: string, [setting = '', half]: readonly string[]): Json {
  if (text === 'allowed' || text === 'blocked') {
    const halfOf = (name: string): Json =>
      name === 'applications'
        ? { accessType: text, targets: [{ target: 'AllApplications', targetType: 'application' }] }
        : { accessType: text, targets: [{ target: 'AllUsers', targetType: 'user' }] };
    if (half !== undefined) return halfOf(half);
    const single = singleHalf[setting];
    const halves = single === undefined ? ['usersAndGroups', 'applications'] : [single];
    return Object.fromEntries(halves.map((name) => [name, halfOf(name)]));
  }
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Error(`"${text}" is not JSON, "allowed" or "blocked".`);
  }
}
