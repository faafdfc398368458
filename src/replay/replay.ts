/*
 * The result of a replay: what the sign-ins of a file would have met under the policy that results from a plan. Counts
 * of people are exact numbers of distinct people; people have no ids here.
 */
import type { NotJudgedReason, SignInDirection, SignInsFile, SignInType } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';

/** Why a sign-in could not be decided. In the order of the outputs. */
export const undecidedReasons = [
  'foreign-id',
  'group-not-resolved',
  'client-or-resource-app',
  'office365',
  'outside-rule',
  'user-target',
  'small-cohort',
  'other-cloud',
  'type-unknown',
] as const;
export type UndecidedReason = (typeof undecidedReasons)[number];

export interface Affected {
  readonly people: number;
  readonly signIns: number;
}

export interface AffectedByChange extends Affected {
  /** By the application id of the client; the most people first. */
  readonly apps: readonly { readonly app: string; readonly people: number }[];
  /** The most people first. */
  readonly tenants: readonly { readonly tenantId: TenantId; readonly people: number }[];
  /** The last day, in UTC; null without a sign-in. */
  readonly lastSeen: string | null;
}

/** What the plan does to a sign-in. In the order of the outputs. */
export const effectKinds = ['wouldBeBlocked', 'undecided', 'wouldBeAllowed'] as const;
export type EffectKind = (typeof effectKinds)[number];

/** One for each access setting of collaboration and direct connect that the plan changes. */
export interface ReplayedChange {
  readonly resource: 'partner' | 'default' | 'policy';
  readonly tenantId?: TenantId;
  readonly setting: string;
  readonly direction: SignInDirection;
  readonly wouldBeBlocked: AffectedByChange;
  readonly wouldBeAllowed: AffectedByChange;
  readonly undecided: AffectedByChange & { readonly reasons: Reasons };
}

/** People by reason; a person may have several reasons. */
export type Reasons = Readonly<Partial<Record<UndecidedReason, number>>>;

/** People who rely on a trust flag that the plan turns off, for one tenant. */
export interface Exposure {
  readonly tenantId: TenantId;
  readonly flag: string;
  /** Of the MFA flag alone, whose effect differs; the device flags count people of every kind of access. */
  readonly type?: SignInType;
  readonly people: number;
}

/** Sign-ins that worked although the live policy, as xtap reads it, blocks them. */
export interface ModelDisagreement {
  readonly tenantId: TenantId;
  readonly setting: string;
  readonly direction: SignInDirection;
  readonly signIns: number;
  readonly lastSeen: string;
}

/** Where the sign-ins come from, and how much of the time was read. */
export interface ReplayedSignIns {
  readonly from: string;
  readonly to: string;
  readonly complete: boolean;
  /** The number of spans of the log that could not be read. */
  readonly gaps: number;
  readonly events: number;
  readonly source: SignInsFile['source'];
  /** The share of the time that was read, from 0 to 1. */
  readonly read: number;
  /** Whether it is known when the policy changed. */
  readonly policyChanges: SignInsFile['policyChanges']['state'];
}

export interface ReplaySummary {
  readonly wouldBeBlocked: Affected & { readonly tenants: number };
  readonly wouldBeAllowed: Affected & { readonly tenants: number };
  readonly undecided: Affected & { readonly reasons: Reasons };
  /** Sign-ins. */
  readonly modelDisagrees: number;
  /** Sign-ins that worked under an earlier policy and that the live policy blocks. */
  readonly earlierPolicy: number;
  /** Sign-ins. */
  readonly notJudged: Readonly<Record<NotJudgedReason, number>>;
}

export interface Replay {
  readonly planDigest: string;
  readonly signIns: ReplayedSignIns;
  readonly summary: ReplaySummary;
  readonly changes: readonly ReplayedChange[];
  readonly exposure: readonly Exposure[];
  readonly disagreements: readonly ModelDisagreement[];
}

export const replayFailOnChoices = ['blocked', 'undecided', 'none'] as const;
export interface ReplayGate {
  readonly failOn: (typeof replayFailOnChoices)[number];
  /** People; undefined: any number. */
  readonly maxBlocked: number | undefined;
  /** A file with gaps fails the run too. */
  readonly requireComplete: boolean;
}

/** Whether the run has to fail. */
export function failsReplayGate({ summary, signIns }: Replay, gate: ReplayGate): boolean {
  const { wouldBeBlocked, undecided } = summary;
  if (gate.requireComplete && !signIns.complete) return true;
  if (gate.maxBlocked !== undefined && wouldBeBlocked.people > gate.maxBlocked) return true;
  if (gate.failOn === 'none') return false;
  return wouldBeBlocked.signIns > 0 || (gate.failOn === 'undecided' && undecided.signIns > 0);
}
