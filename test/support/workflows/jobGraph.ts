/* The jobs of a run: which there are, what each needs, what each may do and sees, and how they ended. */
import type { ActionResult } from '../action/actionProcess.ts';
import type { FakeGithub } from '../action/fakeGithub.ts';
import type { FakeJob, FakeWorkflowRun } from '../action/fakeRepository.ts';
import type { Permissions } from '../action/fakeToken.ts';
import { asText, type Contexts, evaluate, evaluateAll } from './expressions.ts';
import type { Groups } from './gates.ts';
import { checkKeys } from './knownKeys.ts';
import { type JobOfWorkflow, templateNamed, type WorkflowFile } from './workflowFiles.ts';

export type Words = Readonly<Record<string, string>>;
export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface World {
  readonly action: string;
  readonly github: FakeGithub;
  readonly groups: Groups;
  readonly repository: string;
  /** The repository's own variables; those of an environment are with the environment. */
  readonly vars: Words;
  /** Workflows in place of the templates of these names, for jobs that call one. */
  readonly called: Map<string, WorkflowFile>;
  /** Jobs whose runner is lost, and the id of the last step that it takes. */
  readonly lost: Map<string, string>;
  /** What a job with an identity can reach. */
  readonly tenant: Words;
}

export interface Trigger {
  readonly event: 'push' | 'pull_request' | 'merge_group' | 'workflow_dispatch' | 'schedule';
  /** The inputs that a person gave; the defaults of the workflow without them. */
  readonly inputs?: Words;
  readonly payload: Contexts;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  /** Whether the token and the identity are those of a fork or of Dependabot. */
  readonly isForeign: boolean;
}

export interface RunState {
  readonly world: World;
  readonly trigger: Trigger;
  readonly listed: FakeWorkflowRun;
  readonly artifacts: string;
  /** Reviews before these were of an earlier attempt. */
  reviewsSeen: number;
}

export interface Instance {
  readonly name: string;
  readonly matrix: Contexts;
  readonly child: Scope | undefined;
  result: Result | undefined;
  standing: 'waiting' | 'pending' | undefined;
  /** It had a runner. */
  hasStarted: boolean;
  outputs: Words;
  actions: readonly ActionResult[];
}

export interface JobState {
  readonly id: string;
  readonly definition: JobOfWorkflow;
  instances: readonly Instance[];
  /** Whether its condition held, so that its instances are known. */
  isPlanned: boolean;
  result: Result | undefined;
}

/** The jobs of one file: that of the run, or one that it calls. */
export interface Scope {
  readonly run: RunState;
  readonly file: WorkflowFile;
  readonly prefix: string;
  readonly inputs: Contexts;
  /** The permissions of the calling job; the file of the run has no such limit. */
  readonly bound: Permissions | undefined;
  readonly jobs: ReadonlyMap<string, JobState>;
}

export function scopeOf(file: WorkflowFile, more: Omit<Scope, 'file' | 'jobs'>): Scope {
  checkKeys(file);
  const jobs = Object.entries(file.workflow.jobs).map(([id, definition]): readonly [string, JobState] => {
    return [id, { id, definition, instances: [], isPlanned: false, result: undefined }];
  });
  return { ...more, file, jobs: new Map(jobs) };
}

export function needsOf({ jobs, file }: Scope, { definition, id }: JobState): readonly JobState[] {
  return [definition.needs ?? []].flat().map((name) => {
    const job = jobs.get(name);
    if (job === undefined) throw new Error(`${file.name}: ${id} needs ${name}, which is not there`);
    return job;
  });
}

export function instancesFor(scope: Scope, job: JobState): readonly Instance[] {
  const [axis, ...more] = Object.entries(job.definition.strategy?.matrix ?? {});
  if (more.length > 0) throw new Error('the runner knows matrices of one axis');
  const values = axis === undefined ? [] : (evaluate(axis[1], contextsOf(scope, job)) as readonly unknown[]);
  const elements = axis === undefined ? [{}] : values.map((value) => ({ [axis[0]]: value }));
  return elements.map((matrix) => {
    const label = axis === undefined ? '' : ` (${Object.values(matrix).map(asText).join(', ')})`;
    const name = `${scope.prefix}${job.id}${label}`;
    const child = calledBy(scope, job, { name, matrix });
    return { name, matrix, child, result: undefined, standing: undefined, hasStarted: false, outputs: {}, actions: [] };
  });
}

function calledBy(scope: Scope, job: JobState, { name, matrix }: Pick<Instance, 'name' | 'matrix'>): Scope | undefined {
  const { uses, with: inputs } = job.definition;
  if (uses === undefined) return undefined;
  const file = /^\.\/\.github\/workflows\/([\w-]+)\.yml$/.exec(uses)?.[1];
  if (file === undefined) throw new Error(`the runner does not know the workflow ${uses}`);
  const given = evaluateAll(inputs, contextsOf(scope, job, { matrix }));
  const bound = permissionsOf(scope, job);
  return scopeOf(scope.run.world.called.get(file) ?? templateNamed(file), {
    run: scope.run,
    prefix: `${name} / `,
    inputs: given,
    bound,
  });
}

/** A called workflow that asks for more than its caller may does not start; a foreign run reads at most. */
export function permissionsOf({ file, bound, run }: Scope, { id, definition }: JobState): Permissions {
  const asked = definition.permissions ?? file.workflow.permissions ?? {};
  for (const [scope, level] of Object.entries(asked)) {
    const most = bound === undefined ? level : (bound[scope] ?? 'none');
    if (most !== level && most !== 'write')
      throw new Error(`${file.name}: ${id} asks for ${scope}: ${level}, and has ${most}`);
  }
  if (!run.trigger.isForeign) return asked;
  const reduced = Object.entries(asked).map(([scope, level]): readonly [string, string] => {
    return [scope, scope === 'id-token' ? 'none' : level === 'write' ? 'read' : level];
  });
  return Object.fromEntries(reduced);
}

interface Element {
  readonly matrix?: Contexts;
  /** The variables of its environment. */
  readonly vars?: Words;
}

export function contextsOf(scope: Scope, job: JobState, { matrix = {}, vars = {} }: Element = {}): Contexts {
  const { trigger, listed, world } = scope.run;
  const needs = needsOf(scope, job).map(({ id, result, instances }) => {
    return [id, { result, outputs: Object.assign({}, ...instances.map(({ outputs }) => outputs)) as Words }];
  });
  return {
    github: {
      repository: 'o/r',
      event_name: trigger.event,
      event: trigger.payload,
      ref: trigger.ref,
      sha: trigger.sha,
      actor: trigger.actor,
      run_id: listed.id,
      run_attempt: listed.run_attempt,
    },
    needs: Object.fromEntries(needs),
    vars: { ...world.vars, ...vars },
    inputs: scope.inputs,
    matrix,
  };
}

export function resultOf(parts: readonly { readonly result: Result | undefined }[]): Result {
  const results = parts.map(({ result }) => result);
  for (const each of ['failure', 'cancelled'] as const) if (results.includes(each)) return each;
  return results.every((result) => result === 'skipped') ? 'skipped' : 'success';
}

/** Every job that has begun or waits, those of called workflows included. */
export function instancesOf({ jobs }: Scope): readonly Instance[] {
  return [...jobs.values()].flatMap(({ instances }) =>
    instances.flatMap((each) => [each, ...(each.child === undefined ? [] : instancesOf(each.child))]),
  );
}

/** The jobs as GitHub lists them: a job without a runner has no steps. */
export function listedJobs(scope: Scope): readonly FakeJob[] {
  const begun = instancesOf(scope).filter(({ child }) => child === undefined);
  const skipped = [...scope.jobs.values()].filter(({ instances, result }) => instances.length === 0 && result);
  return [
    ...begun.map(({ name, result = null, hasStarted }) => {
      return { name, conclusion: result, steps: hasStarted ? [{ name: 'Set up job' }] : [] };
    }),
    ...skipped.map(({ id }) => ({ name: id, conclusion: 'skipped', steps: [] })),
  ];
}

/** Prepares another attempt: of all jobs, or of the failed ones and those that need them. */
export function resetJobs(scope: Scope, which: 'all' | 'failed'): void {
  for (const job of scope.jobs.values()) {
    const isNeeded = needsOf(scope, job).some(({ result }) => result === undefined);
    if (which === 'failed' && !isNeeded && job.result === 'success') continue;
    job.result = undefined;
    if (which === 'all' || job.instances.length === 0) {
      Object.assign(job, { instances: [], isPlanned: false });
      continue;
    }
    for (const instance of job.instances) if (isNeeded || instance.result !== 'success') resetInstance(instance);
  }
}

function resetInstance(instance: Instance): void {
  Object.assign(instance, { result: undefined, standing: undefined, hasStarted: false, outputs: {}, actions: [] });
  if (instance.child !== undefined) resetJobs(instance.child, 'failed');
}
