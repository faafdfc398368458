/*
 * What is known to be good: the commit that was applied last (`base-from`), and the time when the tenant was last seen
 * as declared (`since-from`). Both are asked of the runs of a workflow. The commit before a push is no such base: a
 * merge whose apply was refused would be the base of the next one, and its limits would hold.
 *
 * For the time a run of the drift workflow is asked, and not a later apply: an apply does not look at what nobody
 * declared, so it would hide who added that. A time that is too early only shows more.
 */
import { info, warning } from '@actions/core';
import { firstParents } from './firstParents.ts';
import { connectGithub } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { findLastRun, type LastRun, type RunsOf } from './lastRun.ts';

/** Throws where GitHub or git cannot be asked: "nothing was applied" must be known, not guessed. */
export async function lastApplied(inputs: Inputs, job: Job, cwd: string): Promise<LastRun | undefined> {
  const runs = runsOf(inputs.baseFrom, job);
  const known = await firstParents(cwd);
  try {
    return await findLastRun(connectGithub(inputs.token), runs, ({ commit }) => known.has(commit));
  } catch (error) {
    throw new Error(`The runs of ${runs.workflow} cannot be read (the job needs "actions: read"): ${textOf(error)}`);
  }
}

/** The tree without files, which git knows without having it: a configuration before there was one. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export interface Base {
  readonly args: readonly string[];
  /** Which limits hold, and the way past them: for whoever is stopped by one. */
  readonly meaning: string;
}

const wayOut =
  'To go beyond them this once, run xtap apply by hand with --allow-deletes N or --allow-changes N, and then this workflow again.';

/** The base of a plan. Where nothing is known to be applied it is empty, so that the usual limits hold. */
export async function baseOf(inputs: Inputs, job: Job, cwd: string): Promise<Base> {
  const applied = await lastApplied(inputs, job, cwd);
  if (applied !== undefined) {
    const base = `The base is ${applied.commit}, the commit applied last (${applied.url}).`;
    info(base);
    const meaning = `${base} The stricter limits of that and of this commit hold, until this one is applied. ${wayOut}`;
    const path = inputs.basePath === '' ? '' : `:${inputs.basePath}`;
    return { args: ['--base', `git:${applied.commit}${path}`], meaning };
  }
  const nothing = `No commit of ${job.branch} is known to be applied: ${inputs.baseFrom} has not succeeded on one.`;
  if (inputs.command === 'drift') {
    throw new Error(`${nothing} So nothing can be told to be drift. Run ${inputs.baseFrom} first.`);
  }
  info(nothing);
  const meaning = `${nothing} So the usual limits hold beside the configuration's own. ${wayOut}`;
  return { args: ['--base', `git:${emptyTree}`], meaning };
}

/** From when on the audit log is asked; nothing where that is not known. Who it was is a courtesy: it fails no run. */
export async function sinceArguments(inputs: Inputs, job: Job): Promise<readonly string[]> {
  if (inputs.sinceFrom === '') return [];
  try {
    const run = await findLastRun(connectGithub(inputs.token), runsOf(inputs.sinceFrom, job));
    if (run === undefined) return [];
    info(`The tenant was last seen as declared by ${run.url}.`);
    return ['--since', new Date(run.createdAt).toISOString()];
  } catch (error) {
    warning(`When the tenant was last seen as declared is not known ("actions: read" is needed): ${textOf(error)}`);
    return [];
  }
}

function runsOf(workflow: string, { branch, repository }: Job): RunsOf {
  if (branch === undefined) throw new Error(`What ${workflow} did last is known of a branch; this run is of none.`);
  return { at: repository(), workflow, branch };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
