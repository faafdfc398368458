import { stat } from 'node:fs/promises';
import { summary } from '@actions/core';

/** GitHub shows at most 1 MiB per step, and nothing of a longer summary. Some bytes are reserved for GitHub itself. */
const limit = 1024 * 1024 - 1024;

/** The first candidate, from the most to the least detailed, that fits beside the `used` bytes. */
function firstThatFits(candidates: readonly (() => string)[], used: number): string {
  let text = '';
  for (const candidate of candidates) {
    text = candidate();
    if (Buffer.byteLength(text) + used <= limit) return text;
  }
  return Buffer.byteLength(text) + used <= limit ? text : 'The result is too long for a step summary: see the log.\n';
}

export async function writeStepSummary(candidates: readonly (() => string)[]): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY ?? '';
  if (file === '') return;
  const used = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  await summary.addRaw(firstThatFits(candidates, used), true).write();
}
