/*
 * The plan: the one value that is reviewed, saved and applied.
 *
 * The intent of a change (action, resource, tenantId, preimage, after, basis) determines its requests, fields and
 * impact through a pure function. The planner derives them from the intents it builds; loading a plan file derives them
 * again from the file's intents and compares. So a plan file cannot show one change and send another.
 */
import type { ApiVersion, Cloud } from './cloud.ts';
import type { IgnoredPartner } from './desiredState.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { DiagnosticCode } from './diagnosticCodes.ts';
import type { Json, JsonObject } from './json.ts';
import type { SettingValues } from './liveState.ts';
import type { FileAndLine } from './position.ts';
import type { TenantId } from './tenantId.ts';

export const actions = ['create', 'update', 'delete'] as const;
export type Action = (typeof actions)[number];
export const resources = ['partner', 'default', 'policy'] as const;
export type Resource = (typeof resources)[number];
export const impacts = ['broadens', 'narrows', 'mixed', 'neutral'] as const;
export type Impact = (typeof impacts)[number];
/** `waiting`: merged after the last apply. */
export const origins = ['config', 'waiting', 'drift', 'both', 'unknown'] as const;
export type Origin = (typeof origins)[number];

export const requestMethods = ['POST', 'PATCH', 'PUT', 'DELETE'] as const;

/** One request of a change; `url` is relative to `{graph}/{version}`. */
export interface PlannedRequest {
  readonly method: (typeof requestMethods)[number];
  readonly url: string;
  readonly body?: JsonObject;
}

/** The line of the configuration that decides something, and its profile. Labels, not in the digest. */
export interface Cause extends FileAndLine {
  readonly profile?: string;
}

/** `before` and `after`: the leaf's value, `"inherit"` where the default applies, null where there is nothing. */
export interface FieldChange extends Cause {
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
  readonly impact: Impact;
  /** Undefined for a member that nobody declares and whose effective value stays the same. */
  readonly origin?: Origin;
}

/** `other-clouds`: creating or deleting it. `service-provider`: creating one. `whole`: the change as a whole. */
export const changeReasonCodes = ['other-clouds', 'service-provider', 'whole'] as const;

/** What a change broadens or narrows beyond its fields. Not in the digest. */
export interface ChangeReason {
  readonly code: (typeof changeReasonCodes)[number];
  readonly impact: Impact;
  readonly message: string;
}

export interface ChangeIntent {
  readonly action: Action;
  readonly resource: Resource;
  readonly tenantId?: TenantId;
  /** Live values of the touched settings, null where inherited; a deletion: the whole partner; a creation: null. */
  readonly preimage: SettingValues | null;
  /** Complete new values, null where inherited; a deletion: null. */
  readonly after: SettingValues | null;
  /**
   * The inherited values the change depends on: the live default of every touched setting inherited before or after.
   */
  readonly basis: SettingValues;
}

export interface Change extends ChangeIntent, FileAndLine {
  readonly name?: string;
  readonly origin: Origin;
  readonly impact: Impact;
  readonly fields: readonly FieldChange[];
  /** Empty if the fields show all that the change broadens and narrows. */
  readonly reasons: readonly ChangeReason[];
  /** For a change of `default`: the partners that inherit a changed setting afterwards. A label, not in the digest. */
  readonly inheritedBy?: readonly { readonly tenantId: TenantId; readonly name?: string }[];
  readonly requests: readonly PlannedRequest[];
}

/** An undeclared partner, setting or member. For people; not in the digest. */
export interface Undeclared {
  /** Of an undeclared setting of the tenant default or the policy root. */
  readonly resource?: 'default' | 'policy';
  readonly tenantId?: TenantId;
  /** The partner's label, where one is known. */
  readonly name?: string;
  /** An undeclared setting of a declared partner, the default or the policy. */
  readonly setting?: string;
  /** A member of a setting that is declared in part: `applications`. */
  readonly member?: string;
  readonly reason: string;
  /** The live value of a setting or member. */
  readonly value?: Json;
  /** The live settings of a partner. */
  readonly settings?: SettingValues;
  /** The live value against the default that this plan leaves: `broadens` means more access. */
  readonly impact: Impact;
  /** `unmanaged` lists the setting: it is not a difference for drift. */
  readonly accepted?: true;
}

/** A live partner that `ignored` lists. For people; not in the digest. */
export interface Ignored {
  readonly tenantId: TenantId;
  readonly name?: string;
  readonly reason: string;
  readonly access: IgnoredPartner['access'];
  /** Its access against the default that this plan leaves. */
  readonly impact: Impact;
  readonly settings: SettingValues;
}

/** Labels by id. */
export type Names = Readonly<Record<string, string>>;

/** How many warnings of one code `silence` left out. */
export interface Silenced {
  readonly code: DiagnosticCode;
  readonly count: number;
}

/** Declared in the base, not declared now, and live. The plan sends no request for it. A label, not in the digest. */
export interface Released {
  readonly resource: Resource;
  readonly tenantId?: TenantId;
  readonly name?: string;
  /** Undefined: the whole partner is not declared any more. */
  readonly setting?: string;
  /** A member of a setting that stays declared in part: `applications`, `userSyncInbound.isSyncAllowed`. */
  readonly member?: string;
  /** The live value; of a whole partner: its live settings by name. Null: it was not read. */
  readonly value: Json;
  /** The access it gives beyond the planned tenant default. */
  readonly impact: Impact;
}

/** A rule that is stricter in the base. A label, not in the digest. */
export interface Loosened {
  /** The key of the configuration: `protected`, `guards.maxDeletes`. */
  readonly what: string;
  readonly tenantId?: TenantId;
  readonly name?: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** In the order in which a plan lists them. */
export const guardNames = [
  'maxDeletes',
  'maxDeletePercent',
  'maxChangePercent',
  'protected',
  'emptyDesiredState',
] as const;
export type GuardName = (typeof guardNames)[number];

export interface GuardResult {
  readonly guard: GuardName;
  readonly limit: number;
  readonly actual: number;
  readonly status: 'ok' | 'exceeded';
  /** The partners behind an exceeded guard. */
  readonly tenantIds?: readonly TenantId[];
  /** The base's file that sets the limit, if it is stricter than the head's. A label, not in the digest. */
  readonly file?: string;
}

export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly unchanged: number;
  readonly undeclared: number;
  readonly broadening: number;
  readonly narrowing: number;
  /** Partners that could not be planned. */
  readonly problems: number;
}

export interface PlanWarning extends FileAndLine {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly tenantId?: TenantId;
  /** The number of warnings that this entry summarizes. */
  readonly hidden?: number;
}

/** A declared partner that could not be planned: apply would send a value that Graph refuses. */
export interface Problem extends FileAndLine {
  readonly tenantId: TenantId;
  readonly name?: string;
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** The plan that an undo plan reverts. */
export type UndonePlan = Pick<Plan, 'digest' | 'createdAt'>;

export interface Plan {
  readonly formatVersion: 1;
  readonly toolVersion: string;
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly source: 'graph' | 'snapshot';
  readonly createdAt: string;
  readonly configDigest: string;
  readonly digest: string;
  readonly partial: boolean;
  /** Only of an undo plan. A label, not in the digest. */
  readonly undoOf?: UndonePlan;
  readonly summary: PlanSummary;
  readonly changes: readonly Change[];
  /** The author's labels of ids that occur in this plan. For people; not in the digest. */
  readonly names?: Names;
  readonly undeclared: readonly Undeclared[];
  readonly ignored: readonly Ignored[];
  /** One for each partner. Such a partner has no change. Tenant and code are in the digest. */
  readonly problems: readonly Problem[];
  /** Both empty without a base. */
  readonly released: readonly Released[];
  readonly loosened: readonly Loosened[];
  readonly warnings: readonly PlanWarning[];
  readonly silenced: readonly Silenced[];
  readonly guards: readonly GuardResult[];
  /** SHA-256 over everything else in the file, to detect edited labels and counts. */
  readonly integrity: string;
}

/** The members that `drift` adds to its plan as JSON, besides the report of a correction. */
export const driftMembers = ['drift', 'driftDigest', 'attribution', 'attributionNotRead', 'directoryNames'] as const;

/** The member that `--sign-ins` adds to a plan as JSON: labels for people, not a part of the plan. */
export const replayMember = 'replay';

/**
 * A plan, with the findings behind its problems; or the errors of the default and the policy that prevent one: declared
 * values that Graph would refuse.
 */
export type PlanningResult =
  | { readonly plan: Plan; readonly findings: readonly Diagnostic[]; readonly errors?: undefined }
  | { readonly plan?: undefined; readonly findings?: undefined; readonly errors: readonly Diagnostic[] };

export function broadensAccess({ impact }: { readonly impact: Impact }): boolean {
  return impact === 'broadens' || impact === 'mixed';
}

/** True if an ignored partner is a difference for drift. */
export function isBroaderThanAllowed({ access, impact }: Ignored): boolean {
  return access !== 'any' && broadensAccess({ impact });
}

export function narrowsAccess({ impact }: { readonly impact: Impact }): boolean {
  return impact === 'narrows' || impact === 'mixed';
}

export function summarizeChanges(
  changes: readonly Change[],
  counted: Pick<PlanSummary, 'unchanged' | 'undeclared' | 'problems'>,
): PlanSummary {
  const count = (test: (change: Change) => boolean): number => changes.filter(test).length;
  return {
    create: count(({ action }) => action === 'create'),
    update: count(({ action }) => action === 'update'),
    delete: count(({ action }) => action === 'delete'),
    unchanged: counted.unchanged,
    undeclared: counted.undeclared,
    broadening: count(broadensAccess),
    narrowing: count(narrowsAccess),
    problems: counted.problems,
  };
}
