/*
 * xtap as a library: the use cases of the commands behind one object. Nothing here prints, asks, sets an exit code or
 * ends the process. A function that cannot give its result throws XtapError; see its `code`.
 */
import { failsGate, summarizeResults } from '../check/verdict.ts';
import { usualFolder } from '../config/read/sourceFile.ts';
import { XtapError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import { describeDrift, isDrift } from '../plan/drift/describeDrift.ts';
import { renderPlanGithub } from '../render/plan/planGithub.ts';
import { renderPlanJson } from '../render/plan/planJson.ts';
import { renderPlanMarkdown } from '../render/plan/planMarkdown.ts';
import { renderPlanText } from '../render/plan/planText.ts';
import { actionCommentLimit } from '../render/text/fitLimit.ts';
import { applyPlan } from './applyPlan.ts';
import { loadSavedPlan, prepareApply } from './applyTask.ts';
import { checkPolicy } from './checkPolicy.ts';
import type { GraphOptions } from './connect.ts';
import { pullTenant } from './edit/pullTenant.ts';
import { explainTenant } from './explainTenant.ts';
import { groupPaths } from './groupPaths.ts';
import type {
  ApplyRequest,
  CheckOptions,
  CheckOutcome,
  ConfigurationOptions,
  GraphRequest,
  PlanRequest,
  RenderFormat,
  Xtap,
} from './libraryTypes.ts';
import { type Configuration, loadConfiguration } from './loadConfiguration.ts';
import { loadPacks } from './loadPacks.ts';
import { type PlanningOptions, planTenant } from './planTenant.ts';
import { replayConfiguration, replaySavedPlan } from './replaySignIns.ts';
import type { RunContext } from './runContext.ts';
import { runDefaults } from './runDefaults.ts';

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
    check: (options = {}) => check(options, context),
    replay: async ({ signIns, plan, ...request }) => {
      const planning = planningOf(request, context);
      const { replay } =
        plan === undefined
          ? await replayConfiguration(await load(request), { ...planning, signIns }, context)
          : await replaySavedPlan({ plan, graph: planning.graph, live: request.live, signIns }, context);
      return replay;
    },
    render,
  };
}

async function check(options: CheckOptions, context: RunContext): Promise<CheckOutcome> {
  const { paths = [usualFolder], packs = [], live = [], online = false, newSince, cloud, ...rest } = options;
  const { acceptNewWaivers = false, failOn = 'error', requireComplete = false, ...graph } = rest;
  if (online && live.length > 0) throw new XtapError('usage', '`online` and `live` both name a live state.');
  const configurations: Configuration[] = [];
  for (const group of groupPaths(paths, context)) {
    const base = newSince === undefined ? {} : { base: newSince, baseFlag: 'new-since' as const };
    configurations.push(await loadConfiguration({ paths: group, cloud, ...base }, context));
  }
  const request = {
    configurations,
    packs: await loadPacks(packs, context),
    graph: graphOf(graph, context),
    live,
    online,
    acceptNewWaivers,
  };
  const { results, earlier } = await checkPolicy(request, context);
  const fails = failsGate(results, { failOn, requireComplete });
  return { fails, results, summary: summarizeResults(results), earlier };
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
