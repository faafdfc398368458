/*
 * The pack of the repository's own rules. In a pull request it is read from the base commit: otherwise a change could
 * turn off the rule that it breaks. A pack that the pull request changes is validated, and counts after the merge.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { notice } from '@actions/core';
import { loadPacks } from '../../../../src/app/loadPacks.ts';
import { XtapError } from '../../../../src/model/errors.ts';
import { formatPosition } from '../../../../src/model/position.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { isPullRequest } from './knownGood.ts';
import { readIfThere } from './runFacts.ts';

/** The `--pack` argument, or none. `folder`: where the pack of the base commit is written. */
export async function packArgs(
  { rules }: Inputs,
  job: Job,
  { cwd, folder }: { readonly cwd: string; readonly folder: string },
): Promise<readonly string[]> {
  if (rules === '') return [];
  const text = await readIfThere(resolve(cwd, rules));
  if (!isPullRequest(job)) return text === undefined ? [] : ['--pack', rules];
  const base = await readOfBase(rules, cwd);
  if (text !== undefined && text !== base) {
    await requireValid(rules, cwd);
    notice(`${rules} is changed here. Its rules count after the merge; this run uses those of the base commit.`);
  }
  if (base === undefined) return [];
  const file = join(folder, 'rules.yaml');
  await writeFile(file, base);
  return ['--pack', file];
}

/** The checkout of a pull request is its merge, whose first parent is the base. */
async function readOfBase(file: string, cwd: string): Promise<string | undefined> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('git', args, { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
  await git('rev-parse', '--verify', '--quiet', 'HEAD^1^{commit}').catch(() => {
    throw new Error(
      'The base commit is not in the checkout, so its rules cannot be read: check out with fetch-depth: 2.',
    );
  });
  if ((await git('ls-tree', 'HEAD^1', '--', file)) === '') return undefined;
  return git('show', `HEAD^1:./${file}`);
}

async function requireValid(file: string, cwd: string): Promise<void> {
  try {
    await loadPacks([file], { cwd });
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    const findings = (error.details.diagnostics ?? []).map(
      ({ position, message }) => `${position === undefined ? file : formatPosition(position)}: ${message}`,
    );
    throw new Error([error.message, ...findings].join('\n'));
  }
}
