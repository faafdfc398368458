/*
 * The undo plan that an earlier run kept (`undo-run`). It takes the place of a plan, so it goes through the same gate:
 * its reviewers see it, and the apply job applies it by its digest. Nothing is read from the tenant here; the apply
 * compares the plan with the tenant before its first write.
 */
import { writeFile } from 'node:fs/promises';
import { fieldTable } from '../../../../src/model/fieldTable.ts';
import { readPlanFile } from '../../../../src/plan/planFile/planFile.ts';
import { renderPlanGithub } from '../../../../src/render/plan/planGithub.ts';
import { renderPlanMarkdown } from '../../../../src/render/plan/planMarkdown.ts';
import { renderPlanText } from '../../../../src/render/plan/planText.ts';
import { readArtifactFile } from './artifacts.ts';
import type { ResultFiles } from './commandLine.ts';
import { type Client, connectGithub, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { isOfBranch } from './lastRun.ts';
import type { XtapRun } from './runXtap.ts';

/** Writes the plan and its renderings as xtap would. Throws if the run has no undo plan that can be used. */
export async function showUndoPlan({ undoRun, tenant, token }: Inputs, job: Job, files: ResultFiles): Promise<XtapRun> {
  const client = connectGithub(token);
  await requireOwnRun(client, undoRun, job);
  const text = await readUndoPlan(client, { run: undoRun, tenant }, job);
  const plan = readPlanFile(text, fieldTable);
  const heading = `This is the undo plan of [run ${undoRun}](${job.runsUrl}/${undoRun}). It reverts what that run applied. The configuration still declares it: revert the merge too, or the next apply brings it back.`;
  await Promise.all([
    writeFile(files.plan, text, { mode: 0o600 }),
    writeFile(files.markdown, `${heading}\n\n${renderPlanMarkdown(plan)}`),
    writeFile(files.text, renderPlanText(plan, { color: false, width: 120 })),
  ]);
  return { exitCode: 0, stdout: renderPlanGithub(plan), stderr: '' };
}

/** A run of this workflow on this branch: another one could keep any plan. */
async function requireOwnRun(client: Client, run_id: number, { repository, branch, workflow }: Job): Promise<void> {
  const at = repository();
  const { data } = await withRetry(() => client.rest.actions.getWorkflowRun({ ...at, run_id }));
  const file = data.path.replace(/@.*$/, '').split('/').at(-1);
  if (isOfBranch(data, at) && data.head_branch === branch && file === workflow?.file) return;
  throw new Error(`Run ${run_id} is not a run of ${workflow?.file} on ${branch}, so its undo plan is not used.`);
}

async function readUndoPlan(
  client: Client,
  { run, tenant }: { readonly run: number; readonly tenant: string },
  { repository }: Job,
): Promise<string> {
  const at = repository();
  const artifacts = await withRetry(() =>
    client.paginate(client.rest.actions.listWorkflowRunArtifacts, { ...at, run_id: run, per_page: 100 }),
  );
  const prefix = tenant === '' ? 'xtap-journal-' : `xtap-journal-${tenant}-`;
  const attemptOf = ({ name }: { readonly name: string }): number =>
    name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
  const journals = artifacts.filter((artifact) => !artifact.expired && attemptOf(artifact) > 0);
  // Each attempt has planned again: the last one knows what it found.
  for (const { id } of [...journals].sort((a, b) => attemptOf(b) - attemptOf(a))) {
    const text = await readArtifactFile(client, at, { artifact: id, name: 'undo.plan.json' });
    if (text !== undefined) return text;
  }
  const ofTenant = tenant === '' ? '' : ` of ${tenant}`;
  throw new Error(`Run ${run} keeps no undo plan${ofTenant}: it has applied nothing, or its artifacts have expired.`);
}
