/*
 * Makes the file of sign-ins that a replay needs, in a job of its own: its identity may read the sign-in log, and no
 * pull request may have that identity. The file is personal data. Everybody can download the artifacts of a public
 * repository, so the step refuses to make the file there.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { info, setFailed, setOutput, warning } from '@actions/core';
import { readVisibility } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { runXtap } from './runXtap.ts';
import { signInsFile } from './signInsFile.ts';
import { writeStepSummary } from './stepSummary.ts';

/** Throws if GitHub does not say that the repository is private. */
export async function makeSignIns({ token, paths, args, workingDirectory }: Inputs, job: Job): Promise<void> {
  const { visibility } = await readVisibility(token, job.repository());
  if (visibility === 'public') {
    throw new Error(
      'This repository is public, so everybody could download the sign-ins file, which is personal data. The sign-in log was not read. Use a private repository.',
    );
  }
  if (visibility !== 'private') {
    warning(`This repository is ${visibility}: all members of your enterprise can download the sign-ins file.`);
  }
  const file = join(await mkdtemp(join(process.env.RUNNER_TEMP ?? tmpdir(), 'xtap-')), signInsFile);
  const cwd = resolve(job.workspace, workingDirectory);
  const words = ['signins', '-o', file, '--format', 'json', ...args, '--', ...paths];
  const { exitCode, stdout } = await runXtap(job.program, words, { cwd, commit: job.commit });
  setOutput('exit-code', exitCode);
  if (exitCode !== 0) return setFailed(`xtap signins ended with ${exitCode}. No sign-ins file was made.`);
  const sentence = readSentence(stdout);
  info(sentence);
  await writeStepSummary([() => `## xtap signins\n\n${sentence}\n`]);
  setOutput('sign-ins', file);
}

/** Without the numbers of people, since more people see the log of this job than the sign-in log. */
function readSentence(stdout: string): string {
  const { from, to, gaps } = JSON.parse(stdout) as {
    readonly from: string;
    readonly to: string;
    readonly gaps: readonly unknown[];
  };
  const missing = gaps.length === 0 ? 'Nothing is missing.' : `${gaps.length} parts of the log could not be read.`;
  return `The sign-ins from ${from} to ${to} are in the file. ${missing}`;
}
