/* The results of `check` beside a plan: files in the folder of the plan, and a part of its comment. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actionCommentLimit } from '../../../../src/render/text/fitLimit.ts';
import type { ResultFiles } from './commandLine.ts';
import { reduceMarkdown } from './markdown.ts';
import { type RunFacts, readIfThere } from './runFacts.ts';

export interface CheckResults {
  readonly exitCode: number;
  readonly markdown: string;
  readonly findings: number;
  readonly errors: number;
  readonly newWaivers: number;
}

/** The files of check in a folder. The names differ from those of a plan. */
export function checkFiles(folder: string): ResultFiles {
  return {
    folder,
    plan: join(folder, 'check.json'),
    markdown: join(folder, 'check.md'),
    text: join(folder, 'check.txt'),
    result: join(folder, 'check-result.json'),
  };
}

/** Undefined if no check ran in that folder. */
export async function readCheck(folder: string): Promise<CheckResults | undefined> {
  const files = checkFiles(folder);
  const result = await readIfThere(files.result);
  if (result === undefined) return undefined;
  const { exitCode } = JSON.parse(result) as RunFacts;
  const [markdown = '', report] = await Promise.all([readIfThere(files.markdown), readIfThere(files.plan)]);
  const { results = [], newWaivers = [] } = (report === undefined ? {} : JSON.parse(report)) as CheckReport;
  const failed = results.filter((each) => each.result === 'fail');
  return {
    exitCode,
    markdown,
    findings: failed.length,
    errors: failed.filter(({ severity }) => severity === 'error').length,
    newWaivers: newWaivers.length,
  };
}

/** The report of an ended check. After an error, the file has the error instead. */
interface CheckReport {
  readonly results?: readonly { readonly result: string; readonly severity: string }[];
  readonly newWaivers?: readonly unknown[];
}

/** `2 findings (1 error), 1 new waiver`; empty if a reviewer has nothing to look at. */
export function checkWords({ exitCode, findings, errors, newWaivers }: CheckResults): string {
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  if (exitCode !== 0 && exitCode !== 3) return `the check failed (${exitCode})`;
  return [
    ...(findings === 0 ? [] : [`${count(findings, 'finding')}${errors === 0 ? '' : ` (${count(errors, 'error')})`}`]),
    ...(newWaivers === 0 ? [] : [count(newWaivers, 'new waiver')]),
  ].join(', ');
}

/**
 * Findings and new waivers come before the plan, since a reviewer must not miss them. If a comment has no room for
 * both, the check takes at most half of it: a change must not be able to push its plan out of the comment.
 */
export function withCheck(plan: string, check: CheckResults | undefined): string {
  if (check === undefined || check.markdown === '') return plan;
  const room = Math.max(actionCommentLimit / 2, actionCommentLimit - plan.length);
  const checked = reduceMarkdown(check.markdown, room);
  const parts = checkWords(check) === '' ? [plan, checked] : [checked, plan];
  return `${parts.map((part) => part.trim()).join('\n\n')}\n`;
}

/** The plan that a check belongs to. */
export async function readCheckedPlan(
  folder: string,
): Promise<{ readonly facts: RunFacts; readonly markdown: string }> {
  const [facts, markdown] = await Promise.all(
    ['result.json', 'plan.md'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { facts: JSON.parse(facts ?? '') as RunFacts, markdown: markdown ?? '' };
}
