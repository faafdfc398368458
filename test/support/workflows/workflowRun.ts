/*
 * Executes the workflow files the way GitHub does: jobs by their needs, conditions, matrices, called workflows, gates,
 * permissions and attempts. Jobs run one after another, and a run stops where it has to wait for people or for its
 * turn.
 */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { ActionResult } from '../action/actionProcess.ts';
import type { FakeWorkflowRun } from '../action/fakeRepository.ts';
import { tokenOf } from '../action/fakeToken.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { asText, evaluate, evaluateAll, isWanted } from './expressions.ts';
import { gateOf } from './gates.ts';
import {
  contextsOf,
  type Instance,
  instancesFor,
  instancesOf,
  type JobState,
  listedJobs,
  needsOf,
  permissionsOf,
  type Result,
  type RunState,
  resetJobs,
  resultOf,
  type Scope,
  scopeOf,
  type Trigger,
  type Words,
  type World,
} from './jobGraph.ts';
import { runSteps } from './jobSteps.ts';
import type { WorkflowFile } from './workflowFiles.ts';

export interface JobRun {
  /** Undefined where it has not begun. */
  readonly state: Result | 'waiting' | 'pending' | undefined;
  readonly outputs: Words;
  readonly actions: readonly ActionResult[];
}

export interface Run {
  /** As GitHub lists it. */
  readonly listed: FakeWorkflowRun;
  /** A job by its name; of a matrix or a called workflow by its path, `tenant (contoso) / plan`. */
  readonly job: (name: string) => JobRun;
  readonly review: (environment: string, user: string, state?: 'approved' | 'rejected') => Promise<void>;
  readonly rerun: (jobs: 'all' | 'failed') => Promise<void>;
  readonly remove: () => void;
}

export async function startRun(file: WorkflowFile, trigger: Trigger, world: World): Promise<Run> {
  const { github } = world;
  const listed = listedRun(file, trigger, world);
  github.runs.unshift(listed);
  const artifacts = temporaryFolder().path;
  github.artifacts.set(listed.id, artifacts);
  const run: RunState = { world, trigger, listed, artifacts, reviewsSeen: github.reviews.length };
  const top = scopeOf(file, { run, prefix: '', inputs: inputsOf(file, trigger), bound: undefined });
  github.jobs.set(listed.id, () => listedJobs(top));
  const advance = (): Promise<void> => advanceRun(top, advance);
  await advance();
  return {
    listed,
    job: (name) => jobNamed(top, name),
    review: async (environment, user, state = 'approved') => {
      github.reviews.push({ run: listed.id, environment, user, state });
      await advance();
    },
    rerun: async (jobs) => {
      listed.run_attempt += 1;
      run.reviewsSeen = github.reviews.length;
      resetJobs(top, jobs);
      await advance();
    },
    remove: () => rmSync(artifacts, { recursive: true, force: true }),
  };
}

/** A run by another event has no inputs: GitHub evaluates them to nothing. */
function inputsOf({ workflow }: WorkflowFile, { event, inputs = {} }: Trigger): Words {
  const dispatch = workflow.on.workflow_dispatch as { readonly inputs?: Record<string, { default?: string }> } | null;
  const given = event === 'workflow_dispatch' ? inputs : {};
  const known = Object.entries(dispatch?.inputs ?? {});
  return Object.fromEntries(
    known.map(([name, input]) => [name, given[name] ?? (event === 'workflow_dispatch' ? (input.default ?? '') : '')]),
  );
}

function reviewedCommit({ payload }: Trigger): { readonly reviewed_sha?: string } {
  const { pull_request: pull } = payload as { readonly pull_request?: { readonly head: { readonly sha: string } } };
  return pull === undefined ? {} : { reviewed_sha: pull.head.sha };
}

function listedRun(file: WorkflowFile, trigger: Trigger, { github }: World): FakeWorkflowRun {
  const id = 1000 + github.runs.length;
  const workflow = basename(file.name);
  const title = asText(evaluate(file.workflow['run-name'], { inputs: inputsOf(file, trigger) }));
  return {
    id,
    workflow,
    run_number: Math.max(0, ...github.runs.filter((run) => run.workflow === workflow).map((run) => run.run_number)) + 1,
    run_attempt: 1,
    head_sha: trigger.sha,
    ...reviewedCommit(trigger),
    status: 'queued',
    conclusion: null,
    created_at: new Date(Date.UTC(2026, 10, 20, 4, 17, github.runs.length)).toISOString(),
    event: trigger.event,
    display_title: title.trim() === '' ? 'change' : title,
    head_branch: trigger.ref.replace('refs/heads/', ''),
    head_repository: { full_name: trigger.isForeign ? 'mallory/r' : 'o/r' },
    actor: { login: trigger.actor },
    html_url: `https://github.example/o/r/actions/runs/${id}`,
  };
}

/** Goes as far as people and groups let it, and lists the run as it then stands. */
async function advanceRun(top: Scope, again: () => Promise<void>): Promise<void> {
  const { listed } = top.run;
  Object.assign(listed, { status: 'in_progress', conclusion: null });
  let moves = true;
  while (moves) moves = await advanceScope(top, again);
  const instances = instancesOf(top).filter(({ result }) => result === undefined);
  const waits = (['waiting', 'pending'] as const).find((each) => instances.some(({ standing }) => standing === each));
  if (waits !== undefined) Object.assign(listed, { status: waits });
  else Object.assign(listed, { status: 'completed', conclusion: resultOf([...top.jobs.values()]) });
}

/** Whether something came to an end, so that something else may begin. */
async function advanceScope(scope: Scope, again: () => Promise<void>): Promise<boolean> {
  let moved = false;
  for (const job of scope.jobs.values()) {
    const needs = needsOf(scope, job);
    if (job.result !== undefined || needs.some(({ result }) => result === undefined)) continue;
    if (await advanceJob({ scope, job, needs }, again)) moved = true;
  }
  return moved;
}

interface ReadyJob {
  readonly scope: Scope;
  readonly job: JobState;
  readonly needs: readonly JobState[];
}

async function advanceJob({ scope, job, needs }: ReadyJob, again: () => Promise<void>): Promise<boolean> {
  if (!job.isPlanned) {
    const failed = needs.some(({ result }) => result !== 'success');
    job.isPlanned = isWanted(job.definition.if, contextsOf(scope, job), { failed, cancelled: false });
    if (job.isPlanned) job.instances = instancesFor(scope, job);
  }
  let moved = false;
  for (const instance of job.instances) {
    if (instance.result === undefined && (await advanceInstance({ scope, job, instance }, again))) moved = true;
  }
  if (job.instances.some(({ result }) => result === undefined)) return moved;
  job.result = resultOf(job.instances);
  return true;
}

interface Place {
  readonly scope: Scope;
  readonly job: JobState;
  readonly instance: Instance;
}

async function advanceInstance(place: Place, again: () => Promise<void>): Promise<boolean> {
  const { scope, job, instance } = place;
  if (instance.child !== undefined) {
    const moved = await advanceScope(instance.child, again);
    const jobs = [...instance.child.jobs.values()];
    if (jobs.every(({ result }) => result !== undefined)) instance.result = resultOf(jobs);
    return moved;
  }
  const environment = asText(evaluate(job.definition.environment, contextsOf(scope, job, instance)));
  const reviewed = environment === '' ? 'open' : gateOf(scope.run, environment);
  if (reviewed === 'rejected') instance.result = 'failure';
  if (reviewed === 'rejected') return true;
  if (reviewed === 'waiting') instance.standing = 'waiting';
  if (reviewed === 'waiting') return false;
  if (!(await hasItsTurn(place, again))) {
    instance.standing = 'pending';
    return false;
  }
  await runJob(place, environment);
  return true;
}

async function hasItsTurn({ scope, job, instance }: Place, again: () => Promise<void>): Promise<boolean> {
  const { concurrency } = job.definition;
  if (concurrency === undefined) return true;
  const name = asText(evaluate(concurrency.group, contextsOf(scope, job, instance)));
  const cancel = async (): Promise<void> => {
    instance.result = 'cancelled';
    await again();
  };
  return scope.run.world.groups.enter({ name, queue: concurrency.queue ?? 'single' }, { cancel, advance: again });
}

async function runJob({ scope, job, instance }: Place, environment: string): Promise<void> {
  const { world, trigger, listed, artifacts } = scope.run;
  const permissions = permissionsOf(scope, job);
  instance.hasStarted = true;
  const vars = world.github.environments.get(environment)?.vars ?? {};
  const contexts = contextsOf(scope, job, { matrix: instance.matrix, vars });
  const { failed, actions, steps } = await runSteps(job.definition.steps ?? [], {
    action: world.action,
    githubUrl: world.github.url,
    repository: world.repository,
    artifacts,
    event: trigger.payload,
    env: {
      ...(permissions['id-token'] === 'write' ? world.tenant : {}),
      GITHUB_REF: trigger.ref,
      GITHUB_SHA: trigger.sha,
      GITHUB_EVENT_NAME: trigger.event,
      GITHUB_RUN_ID: String(listed.id),
      GITHUB_RUN_NUMBER: String(listed.run_number),
      GITHUB_RUN_ATTEMPT: String(listed.run_attempt),
      GITHUB_WORKFLOW_REF: `o/r/.github/workflows/${listed.workflow}@${trigger.ref}`,
    },
    token: tokenOf(permissions),
    sha: trigger.sha,
    contexts,
    lastStep: world.lost.get(instance.name),
  });
  const outputs = evaluateAll(job.definition.outputs, { ...contexts, steps });
  Object.assign(instance, { result: failed ? 'failure' : 'success', standing: undefined, outputs, actions });
}

function jobNamed(top: Scope, name: string): JobRun {
  const found = instancesOf(top).find((instance) => instance.name === name);
  if (found === undefined) return { state: top.jobs.get(name)?.result, outputs: {}, actions: [] };
  const { result, standing, outputs, actions } = found;
  return { state: result ?? standing, outputs, actions };
}
