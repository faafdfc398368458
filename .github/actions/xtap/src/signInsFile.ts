/*
 * The sign-ins file of the scheduled workflow (`sign-ins-from`), for a plan. A plan without it is still a plan, so what
 * is missing is a sentence in the plan's comment and never the reason for a failure.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { info, warning } from '@actions/core';
import { readArtifactFile } from './artifacts.ts';
import { type Client, connectGithub, isForbidden, readVisibility, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { findLastRun, type LastRun } from './lastRun.ts';

/** The name in the artifact. */
export const signInsFile = 'xtap.signins.json';
const artifactName = 'xtap-signins';
/** The size that xtap reads at most. */
const maxBytes = 256 * 1024 * 1024;
const dayMs = 86_400_000;
/** The log goes back 30 days: an older file says nothing about the days that a new one would have. */
const maxAgeDays = 31;

export interface FetchedSignIns {
  readonly args: readonly string[];
  /** Why no replay was made. */
  readonly missing?: string;
}

export async function fetchSignIns(inputs: Inputs, job: Job): Promise<FetchedSignIns> {
  try {
    const { text, run } = await readNewest(inputs, job);
    const folder = await mkdtemp(join(process.env.RUNNER_TEMP ?? tmpdir(), 'xtap-'));
    const file = join(folder, signInsFile);
    await writeFile(file, text, { mode: 0o600 });
    info(`The sign-ins are those of ${run.url}.`);
    return { args: ['--sign-ins', file] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const missing = `**No replay was made**, so it is not known who would be blocked: ${why}`;
    warning(missing.replaceAll('**', ''));
    return { args: [], missing };
  }
}

/** Throws an error whose message says why the file is missing. */
async function readNewest(
  { signInsFrom, token }: Inputs,
  job: Job,
): Promise<{ readonly text: string; readonly run: LastRun }> {
  const client = connectGithub(token);
  const at = job.repository();
  const { visibility, defaultBranch } = await readVisibility(token, at);
  if (visibility === 'public') throw new Error('a public repository keeps no sign-ins file.');
  const runs = { at, workflow: signInsFrom, branch: defaultBranch };
  const run = await findLastRun(client, runs).catch((error: unknown) => {
    if (!isForbidden(error)) throw error;
    throw new Error(`the runs of ${signInsFrom} cannot be read. Is the file there, and has the job "actions: read"?`);
  });
  if (run === undefined) throw new Error(`${signInsFrom} has not succeeded on ${defaultBranch}.`);
  const text = await readArtifact(client, run, job);
  requireRecent(text, run);
  return { text, run };
}

async function readArtifact(client: Client, { id, url }: LastRun, { repository }: Job): Promise<string> {
  const at = repository();
  const artifacts = await withRetry(() =>
    client.paginate(client.rest.actions.listWorkflowRunArtifacts, { ...at, run_id: id, per_page: 100 }),
  );
  const artifact = artifacts.find(({ name, expired }) => name === artifactName && !expired);
  if (artifact === undefined) throw new Error(`the file of the last run (${url}) has expired, or was not kept.`);
  const text = await readArtifactFile(client, at, { artifact: artifact.id, name: signInsFile, maxBytes });
  if (text === undefined)
    throw new Error(`the artifact ${artifactName} of ${url} has no ${signInsFile} that xtap reads.`);
  return text;
}

function requireRecent(text: string, { url }: LastRun): void {
  const { createdAt } = JSON.parse(text) as { readonly createdAt?: unknown };
  const age = (Date.now() - Date.parse(String(createdAt))) / dayMs;
  if (age <= maxAgeDays) return;
  throw new Error(
    `the file of the last run (${url}) was made at ${String(createdAt)}, more than ${maxAgeDays} days ago.`,
  );
}
