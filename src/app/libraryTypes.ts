/*
 * The interface of the library: what each method takes and gives. Every type is a promise to users; index.ts exports
 * them.
 */
import type { Explanation } from '../access/explain.ts';
import type { CheckResult } from '../check/runRules.ts';
import type { CheckGate, CheckSummary } from '../check/verdict.ts';
import type { AuthKind } from '../graph/identity/credentialKind.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import type { Service } from '../model/setting.ts';
import type { Drift } from '../plan/drift/describeDrift.ts';
import type { Replay } from '../replay/replay.ts';
import type { Applied } from './applyPlan.ts';
import type { PullResult } from './edit/pullResult.ts';

/** The tenant's Graph. All times are in seconds. */
export interface GraphRequest {
  /** Default: `XTAP_GRAPH_URL`, otherwise Graph of the cloud. */
  readonly graphUrl?: string;
  readonly auth?: AuthKind;
  readonly requestTimeout?: number;
  readonly retryTimeout?: number;
}

export interface ConfigurationOptions {
  /** Files or folders of YAML. Default: `configs/`. */
  readonly paths?: readonly string[];
  /** An earlier configuration: a path, `git:REF` or `git:REF:PATH`. */
  readonly base?: string;
  /** Overrides the configuration's `cloud`. */
  readonly cloud?: Cloud;
}

export interface PlanRequest extends ConfigurationOptions, GraphRequest {
  /** A snapshot file instead of the tenant. */
  readonly live?: string;
  /** Ids, names or domains of partners: the plan is made for these alone. */
  readonly only?: readonly string[];
}

/** What was approved. Nothing is approved by default. */
export interface Approval {
  /** The digest of the reviewed plan. Any other plan is refused (`digest-mismatch`). */
  readonly expectDigest?: string;
  readonly allowBroadening?: boolean;
  /** The number of deletions that may exceed the guards. */
  readonly allowDeletes?: number;
  /** The number of changes that may exceed the guard `maxChangePercent`. */
  readonly allowChanges?: number;
}

export interface ApplyRequest extends Omit<PlanRequest, 'live'> {
  /** A saved plan (`xtap plan -o json=FILE`). Without it, apply makes a plan from `paths`. */
  readonly plan?: string;
  readonly approval?: Approval;
  readonly concurrency?: number;
  readonly maxWritesPerSecond?: number;
  readonly burst?: number;
  readonly verifyTimeout?: number;
  /** The path of the journal. Default: a new file in `.xtap/journal`. */
  readonly journal?: string;
  /** Where to write the undo plan. Default: nowhere. */
  readonly undo?: string;
}

/** `refused`, `stale`: nothing was sent. `finished`: see `report.converged`. */
export type ApplyResult = Exclude<Applied, { readonly outcome: 'declined' }> & { readonly plan: Plan };

export interface DriftResult {
  /** Whether `xtap drift` would exit with 2. */
  readonly isDrift: boolean;
  readonly drift: Drift;
  /** The plan that would revert the drift. */
  readonly plan: Plan;
}

export interface PullOptions extends GraphRequest {
  /** The folder of the YAML. Default: `configs/`. */
  readonly dir?: string;
  readonly split?: boolean;
  /** Also writes a snapshot to this file. */
  readonly snapshot?: string;
  readonly live?: string;
  readonly cloud?: Cloud;
  readonly apiVersion?: ApiVersion;
}

export interface ExplainOptions extends Omit<PlanRequest, 'only'> {
  /** The id, name or domain of the partner. */
  readonly tenant: string;
  /** Explains the state after an apply of the configuration. */
  readonly desired?: boolean;
  readonly direction?: 'inbound' | 'outbound';
  readonly service?: Service;
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
  readonly apps?: readonly string[];
}

export interface CheckOptions extends GraphRequest {
  /** Files or folders of YAML. Default: `configs/`. The paths of several tenants are checked together. */
  readonly paths?: readonly string[];
  /** Overrides the configuration's `cloud`. */
  readonly cloud?: Cloud;
  /** Names of packs of xtap, or files. Default: `xtap`. */
  readonly packs?: readonly string[];
  /** Reads the tenants. Without it and without `live`, what the configuration does not declare is unknown. */
  readonly online?: boolean;
  /** A snapshot file for each tenant, instead of the tenants. */
  readonly live?: readonly string[];
  /** `git:REF[:PATH]`: only the findings that this commit does not have. */
  readonly newSince?: string;
  /** With `newSince`: waivers that the commit does not have excuse new findings, too. */
  readonly acceptNewWaivers?: boolean;
  /** Default: `error`. */
  readonly failOn?: CheckGate['failOn'];
  /** An unknown result fails, too. */
  readonly requireComplete?: boolean;
}

export interface CheckOutcome {
  /** Whether `xtap check` would exit with 3. */
  readonly fails: boolean;
  /** The worst first. */
  readonly results: readonly CheckResult[];
  readonly summary: CheckSummary;
  /** With `newSince`: the number of failures that the commit has too. */
  readonly earlier: number;
}

export interface ReplayOptions extends Omit<PlanRequest, 'only'> {
  /** The file that `xtap signins` wrote. */
  readonly signIns: string;
  /** A saved plan. Without it, replay makes a plan from `paths`. */
  readonly plan?: string;
}

export type RenderFormat = 'text' | 'json' | 'markdown' | 'github';

export interface Xtap {
  /** Reads the configuration and returns its warnings. Throws `invalid-configuration` with all findings. */
  readonly validate: (options?: ConfigurationOptions) => Promise<{ readonly diagnostics: readonly Diagnostic[] }>;
  /** Compares the configuration with the tenant. Sends no write. */
  readonly plan: (request?: PlanRequest) => Promise<Plan>;
  /** Applies a saved plan, or a new one. Never asks: what needs approval and has none is `refused`. */
  readonly apply: (request?: ApplyRequest) => Promise<ApplyResult>;
  /**
   * Compares the tenant with the configuration, as a watch does. `base` is the configuration applied last. No write.
   */
  readonly drift: (request?: PlanRequest) => Promise<DriftResult>;
  /** Writes the tenant as YAML. */
  readonly pull: (options?: PullOptions) => Promise<PullResult>;
  /** The effective settings between this tenant and another one, and the answers to questions about access. */
  readonly explain: (options: ExplainOptions) => Promise<Explanation>;
  /** Compares the policy after an apply with the rules of packs. */
  readonly check: (options?: CheckOptions) => Promise<CheckOutcome>;
  /** Who would be blocked: sign-ins under the live policy and under the policy after an apply. Exact counts. */
  readonly replay: (options: ReplayOptions) => Promise<Replay>;
  /** A plan in a format of `xtap plan`. `width`: columns of text (100). */
  readonly render: (plan: Plan, format: RenderFormat, options?: { readonly width?: number }) => string;
}
