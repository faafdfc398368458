/* What is different between the plan that was reviewed and the plan of now, for the reader of a refusal. */
import { info } from '@actions/core';
import { fieldTable } from '../../../../src/model/fieldTable.ts';
import { jsonEquals } from '../../../../src/model/json.ts';
import type { Change, Plan } from '../../../../src/model/plan.ts';
import { readPlanFile } from '../../../../src/plan/planFile/planFile.ts';
import { renderPlanMarkdown } from '../../../../src/render/plan/planMarkdown.ts';
import { shortCode, shortName } from '../../../../src/render/text/markdown.ts';
import { readArtifactFile } from './artifacts.ts';
import { connectGithub } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { folded } from './markdown.ts';

const maxLines = 20;

/** The plan in the artifact; undefined if it cannot be read any more (artifacts expire). */
export async function readReviewedPlan({ token }: Inputs, job: Job, artifact: number): Promise<Plan | undefined> {
  try {
    const text = await readArtifactFile(connectGithub(token), job.repository(), { artifact, name: 'plan.json' });
    return text === undefined ? undefined : readPlanFile(text, fieldTable);
  } catch (error) {
    info(`The reviewed plan cannot be read, so the difference is not shown: ${String(error)}`);
    return undefined;
  }
}

/** Markdown: one line for each change that is not the same in both plans, then the reviewed plan, folded. */
export function differenceMarkdown(reviewed: Plan, now: Plan): string {
  const [before, after] = [reviewed, now].map(({ changes }) => new Map(changes.map((each) => [keyOf(each), each])));
  const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  const lines = keys.flatMap((key) => differenceLines(before?.get(key), after?.get(key)));
  const shown = lines.slice(0, maxLines);
  const rest = lines.length > maxLines ? [`- and ${lines.length - maxLines} more`] : [];
  return [
    'Since the review:',
    '',
    ...shown,
    ...rest,
    '',
    folded('The plan that was reviewed', renderPlanMarkdown(reviewed)),
  ].join('\n');
}

function keyOf({ resource, tenantId }: Change): string {
  return `${resource} ${tenantId ?? ''}`;
}

function differenceLines(before: Change | undefined, after: Change | undefined): readonly string[] {
  const change = after ?? before;
  if (change === undefined) return [];
  const name =
    change.resource === 'partner' ? shortName(change.name ?? change.tenantId ?? '') : `the ${change.resource}`;
  if (before === undefined) return [`- ${name}: this change was not in the reviewed plan (${change.action})`];
  if (after === undefined) return [`- ${name}: this change is not needed any more (${change.action})`];
  const old = new Map(before.fields.map((field) => [field.path, field]));
  const fields = after.fields.filter((field) => {
    const same = old.get(field.path);
    return !(same && jsonEquals(same.before, field.before) && jsonEquals(same.after, field.after));
  });
  const gone = before.fields.filter(({ path }) => !after.fields.some((field) => field.path === path));
  const changed = [
    ...fields.map(
      ({ path, before: was, after: is }) =>
        `- ${name}: ${shortCode(`${path}: ${JSON.stringify(was)} → ${JSON.stringify(is)}`, 200)}`,
    ),
    ...gone.map(({ path }) => `- ${name}: ${shortCode(path, 100)} is as declared already`),
  ];
  if (changed.length > 0 || JSON.stringify(before.requests) === JSON.stringify(after.requests)) return changed;
  return [`- ${name}: undeclared members of its settings have changed`];
}
