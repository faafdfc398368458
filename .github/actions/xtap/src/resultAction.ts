/*
 * The last job of an apply, without an identity of the tenant: it moves the tags of the tenants that are as declared,
 * tells the merged pull request how it ended, and keeps one issue for an apply that did not end well.
 */
import { resolve } from 'node:path';
import { info, setOutput } from '@actions/core';
import { markdownCode } from '../../../../src/render/text/escape.ts';
import { moveAppliedTag } from './appliedTag.ts';
import { type ApplyOutcome, isConverged, outcomesOf, outcomeTitle, withApplyJob } from './applyOutcome.ts';
import { findApplyStart } from './applyStart.ts';
import { readResults } from './fleetSummary.ts';
import { type Client, connectGithub, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { folded } from './markdown.ts';
import { publish, publishResult } from './publish.ts';
import { writeStepSummary } from './stepSummary.ts';
import { closeIssue, type IssueSubject, updateIssue } from './stickyIssue.ts';

export async function reportResult(inputs: Inputs, job: Job): Promise<void> {
  const client = connectGithub(inputs.token);
  const told = outcomesOf(await readResults(resolve(job.workspace, inputs.results)));
  if (told.length === 0) return info('No results: no tenant was planned.');
  const outcomes = await Promise.all(told.map((outcome) => withJobOf(outcome, client, job)));
  setOutput(
    'has-changes',
    outcomes.some(({ state }) => state === 'applied'),
  );
  for (const { facts } of outcomes.filter(isConverged)) {
    if (facts.tenantId === undefined) continue;
    info(await moveAppliedTag(client, job.repository(), { tenantId: facts.tenantId, commit: job.sha }));
  }
  const markdown = resultMarkdown(outcomes, job);
  await writeStepSummary([() => markdown]);
  if (inputs.comment) await tellPullRequests(client, { outcomes, markdown }, { inputs, job });
  if (inputs.issue) for (const outcome of outcomes) await keepIssue(client, outcome, job);
}

async function withJobOf(outcome: ApplyOutcome, client: Client, job: Job): Promise<ApplyOutcome> {
  if (outcome.state !== 'unapproved') return outcome;
  return withApplyJob(outcome, await findApplyStart(client, outcome.facts.label, job));
}

function resultMarkdown(outcomes: readonly ApplyOutcome[], { commit, runUrl }: Job): string {
  const [first] = outcomes;
  const parts =
    outcomes.length === 1 && first !== undefined
      ? [first.markdown]
      : outcomes.map((outcome) => `${outcomeLine(outcome)}\n`);
  const heading =
    first?.facts.command === 'apply' && outcomes.length === 1 ? [] : [`## xtap apply: ${outcomeTitle(outcomes)}\n`];
  return [...heading, ...parts, `- Commit ${commit}\n- [Run](${runUrl})\n`].join('\n');
}

function outcomeLine(outcome: ApplyOutcome): string {
  return folded(
    `<b>${outcome.facts.label.replace(/[^A-Za-z0-9 ./_-]/g, '?')}</b>: ${outcomeTitle([outcome])}`,
    outcome.markdown,
  );
}

/** The pull requests whose merge made the commit. A commit without one was pushed. */
async function tellPullRequests(
  client: Client,
  { outcomes, markdown }: { readonly outcomes: readonly ApplyOutcome[]; readonly markdown: string },
  { inputs, job }: { readonly inputs: Inputs; readonly job: Job },
): Promise<void> {
  await publish('comment', 'pull-requests: write', async () => {
    const at = { ...job.repository(), commit_sha: job.sha };
    const { data } = await withRetry(() => client.rest.repos.listPullRequestsAssociatedWithCommit(at));
    const merged = data.filter(({ merged_at: at, base }) => at !== null && base.ref === job.branch);
    if (merged.length === 0) return 'none, since no pull request was merged as this commit';
    const told: string[] = [];
    for (const { number } of merged) {
      told.push(
        `#${number} ${await publishResult(client, { number, markdown, key: keyOf(outcomes) }, { inputs, job })}`,
      );
    }
    return told.join(', ');
  });
}

function keyOf(outcomes: readonly ApplyOutcome[]): string {
  return JSON.stringify(outcomes.map(({ facts }) => facts.label));
}

/** A superseded run and a run that people rejected need no issue. */
async function keepIssue(client: Client, outcome: ApplyOutcome, { runUrl, repository }: Job): Promise<void> {
  const { facts, state } = outcome;
  const subject: IssueSubject = { kind: 'apply', key: facts.label, label: 'xtap-apply' };
  await publish('issue', 'issues: write', async () => {
    if (isConverged(outcome)) {
      const comment = `The tenant is as the configuration declares it. [Run](${runUrl})`;
      return closeIssue(client, repository(), { subject, comment });
    }
    if (state !== 'failed' && state !== 'refused') return 'unchanged';
    return updateIssue(client, repository(), {
      subject,
      text: {
        title: `xtap: apply of ${facts.label} ${state === 'failed' ? 'failed' : 'was refused'}`,
        digest: `${facts.commit} exit ${facts.exitCode}`,
        markdown: outcome.markdown,
        tail: `${outcome.markdown.includes(`Commit ${facts.commit}`) ? '' : `- Commit ${facts.commit}\n`}- [Run](${runUrl})\n\nWhat was merged is not in the tenant ${markdownCode(facts.tenantId ?? facts.label)}, or only a part of it. The workflow closes this issue after an apply that ends well.`,
        change: `It has ended with ${facts.exitCode} for commit ${facts.commit.slice(0, 7)}. [Run](${runUrl})`,
      },
    });
  });
}
