/*
 * xtap as a library: the use cases of the commands behind one object. Nothing here prints, asks, sets an exit code or
 * ends the process. A function that cannot give its result throws XtapError; see its `code`.
 */
import type { Explanation } from '../access/explain.ts';
import { usualFolder } from '../config/read/sourceFile.ts';
import type { AuthKind } from '../graph/identity/credentialKind.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import type { Service } from '../model/setting.ts';
import { type Drift, describeDrift, isDrift } from '../plan/drift/describeDrift.ts';
import { renderPlanGithub } from '../render/plan/planGithub.ts';
import { renderPlanJson } from '../render/plan/planJson.ts';
import { renderPlanMarkdown } from '../render/plan/planMarkdown.ts';
import { renderPlanText } from '../render/plan/planText.ts';
import { actionCommentLimit } from '../render/text/fitLimit.ts';
import { type Applied, applyPlan } from './applyPlan.ts';
import { loadSavedPlan, prepareApply } from './applyTask.ts';
import type { GraphOptions } from './connect.ts';
import { type PullResult, pullTenant } from './edit/pullTenant.ts';
import { explainTenant } from './explainTenant.ts';
import { type Configuration, loadConfiguration } from './loadConfiguration.ts';
import { type PlanningOptions, planTenant } from './planTenant.ts';
import type { RunContext } from './runContext.ts';
import { runDefaults } from './runDefaults.ts';

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

export type RenderFormat = 'text' | 'json' | 'markdown' | 'github';

export interface Xtap {
  /** Reads the configuration and returns its warnings. Throws `invalid-configuration` with all findings. */
  readonly validate: (options?: ConfigurationOptions) => Promise<{ readonly diagnostics: readonly Diagnostic[] }>;
  /** Compares the configuration with the tenant. Sends no write. */
  readonly plan: (request?: PlanRequest) => Promise<Plan>;
  /** Applies a saved plan, or a new one. Never asks: what needs approval and has none is `refused`. */
  readonly apply: (request?: ApplyRequest) => Promise<ApplyResult>;
  /** Compares the tenant with the configuration, as a watch does. `base` is the configuration applied last. No write. */
  readonly drift: (request?: PlanRequest) => Promise<DriftResult>;
  /** Writes the tenant as YAML. */
  readonly pull: (options?: PullOptions) => Promise<PullResult>;
  /** The effective settings between this tenant and another one, and the answers to questions about access. */
  readonly explain: (options: ExplainOptions) => Promise<Explanation>;
  /** A plan in a format of `xtap plan`. `width`: columns of text (100). */
  readonly render: (plan: Plan, format: RenderFormat, options?: { readonly width?: number }) => string;
}

export function createLibrary(context: RunContext): Xtap {
  const load = ({ paths = [usualFolder], base, cloud }: ConfigurationOptions): Promise<Configuration> =>
    loadConfiguration({ paths, base, cloud }, context);
  return {
    validate: async (options = {}) => ({ diagnostics: (await load(options)).warnings }),
    plan: async (request = {}) => (await planTenant(await load(request), planningOf(request, context), context)).plan,
    apply: async (request = {}) => {
      const task =
        request.plan === undefined
          ? await prepareApply(await load(request), planningOf(request, context), context)
          : await loadSavedPlan(request.plan, {
              graph: graphOf(request, context),
              cloud: request.cloud,
              runContext: context,
            });
      const applied = await applyPlan({ ...task, ...applyOptions(request) }, context);
      if (applied.outcome === 'declined') throw new Error('The library never asks for an answer.');
      return { ...applied, plan: task.plan };
    },
    drift: async (request = {}) => {
      const configuration = await load(request);
      const { plan, live } = await planTenant(
        configuration,
        { ...planningOf(request, context), baseIsApplied: true },
        context,
      );
      const drift = describeDrift(plan, { ...configuration, live });
      return { isDrift: isDrift(drift), drift, plan };
    },
    pull: ({ dir, split = false, snapshot, live, cloud, apiVersion, ...graph } = {}) =>
      pullTenant(
        {
          dir: dir ?? usualFolder,
          writesYaml: snapshot === undefined || dir !== undefined || split,
          split,
          snapshot,
          live,
          cloud,
          apiVersion,
          graph: graphOf(graph, context),
        },
        context,
      ),
    explain: async ({ tenant, desired = false, live, cloud, direction, service, ...rest }) =>
      explainTenant(
        {
          tenant,
          desired,
          live,
          cloud,
          direction,
          service,
          configuration: rest.paths || desired ? await load({ ...rest, ...(cloud && { cloud }) }) : undefined,
          graph: graphOf(rest, context),
          users: rest.users ?? [],
          groups: rest.groups ?? [],
          apps: rest.apps ?? [],
        },
        context,
      ),
    render,
  };
}

function render(plan: Plan, format: RenderFormat, { width = 100 }: { readonly width?: number } = {}): string {
  switch (format) {
    case 'text':
      return renderPlanText(plan, { color: false, width });
    case 'json':
      return renderPlanJson(plan);
    case 'markdown':
      return renderPlanMarkdown(plan, { limit: actionCommentLimit });
    case 'github':
      return renderPlanGithub(plan);
  }
}

function graphOf(
  { graphUrl, auth = 'auto', requestTimeout, retryTimeout }: GraphRequest,
  { env }: RunContext,
): GraphOptions {
  return {
    graphUrl: graphUrl ?? env.XTAP_GRAPH_URL,
    auth,
    requestTimeoutMs: (requestTimeout ?? runDefaults.requestTimeout) * 1000,
    retryTimeoutMs: (retryTimeout ?? runDefaults.retryTimeout) * 1000,
  };
}

function planningOf(request: PlanRequest, context: RunContext): PlanningOptions {
  return { graph: graphOf(request, context), live: request.live, only: request.only ?? [] };
}

type ApplyOptions = Pick<Parameters<typeof applyPlan>[0], 'consent' | 'ask' | 'execution' | 'progress'>;

function applyOptions({ approval = {}, ...request }: ApplyRequest): ApplyOptions {
  return {
    consent: {
      deletes: approval.allowDeletes,
      changes: approval.allowChanges,
      broadening: approval.allowBroadening ?? false,
      digest: approval.expectDigest,
    },
    ask: undefined,
    execution: {
      concurrency: request.concurrency ?? runDefaults.concurrency,
      maxWritesPerSecond: request.maxWritesPerSecond ?? runDefaults.maxWritesPerSecond,
      burst: request.burst ?? runDefaults.burst,
      verifyTimeoutMs: (request.verifyTimeout ?? runDefaults.verifyTimeout) * 1000,
      journal: request.journal,
      undo: request.undo,
    },
    progress: () => undefined,
  };
}
