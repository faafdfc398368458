/*
 * The issues of a monitor, one of each for a tenant: the tenant has drifted, or the monitor cannot read it. A
 * comparison closes the second one and opens or closes the first one. A failed read leaves the first one as it is.
 */
import type { Client, Repository } from './github.ts';
import type { RunFacts } from './runFacts.ts';
import { closeIssue, type IssueSubject, readIssueDigest, updateIssue } from './stickyIssue.ts';

export interface MonitorReport {
  readonly facts: RunFacts;
  /** One line about the difference. */
  readonly counts: string;
  readonly markdown: string;
  readonly runUrl: string;
}

const driftOf = (key: string): IssueSubject => ({ kind: 'drift', key, label: 'xtap-drift' });
const unreadOf = (key: string): IssueSubject => ({ kind: 'unread', key, label: 'xtap-unreadable' });

/** Returns what happened, as the end of a sentence about the issue. */
export async function reportDrift(client: Client, at: Repository, report: MonitorReport): Promise<string> {
  const { facts, runUrl } = report;
  const { digest, tenantId, exitCode, label } = facts;
  if (digest === undefined || tenantId === undefined || ![0, 2, 3, 5].includes(exitCode)) {
    const isUnread = facts.refusal === undefined && [1, 65, 77].includes(exitCode);
    return isUnread ? `${await reportUnread(client, at, report)} (the tenant was not compared)` : 'unchanged';
  }
  const readable = `xtap could read the tenant again. [Run](${runUrl})`;
  await closeIssue(client, at, { subject: unreadOf(label), comment: readable });
  if (exitCode === 0) {
    const comment = `The tenant is as declared again. [Run](${runUrl})`;
    return closeIssue(client, at, { subject: driftOf(tenantId), comment });
  }
  return updateIssue(client, at, { subject: driftOf(tenantId), text: driftText(report, tenantId) });
}

/** What the open issues say about the tenant, as `--notify-state` of xtap keeps it. */
export async function readKnownDrift(
  client: Client,
  at: Repository,
  { tenantId, label }: { readonly tenantId: string; readonly label: string },
): Promise<object> {
  const driftDigest = await readIssueDigest(client, at, driftOf(tenantId));
  const unread = /^exit (\d+)$/.exec((await readIssueDigest(client, at, unreadOf(label))) ?? '')?.[1];
  const known = driftDigest === undefined ? {} : { driftDigest };
  if (unread !== undefined) return { formatVersion: 1, state: 'failed', exitCode: Number(unread), ...known };
  return { formatVersion: 1, state: driftDigest === undefined ? 'declared' : 'drifted', ...known };
}

function driftText({ facts, counts, markdown, runUrl }: MonitorReport, tenantId: string) {
  return {
    title: `xtap: drift in tenant ${tenantId}`,
    digest: facts.driftDigest ?? facts.digest ?? '',
    markdown,
    tail: `- Found by [this run](${runUrl})\n\nThe drift workflow updates this issue, and closes it when the tenant is as declared.`,
    change: `The drift has changed: ${counts}. [Run](${runUrl})`,
    labels: (facts.drift?.moreOpen ?? 0) > 0 ? ['xtap-opened'] : [],
  };
}

/** The label is the key: a run that ended early does not know the tenant. */
async function reportUnread(
  client: Client,
  at: Repository,
  { facts, markdown, runUrl }: MonitorReport,
): Promise<string> {
  const text = {
    title: `xtap: cannot check ${facts.label} for drift`,
    digest: `exit ${facts.exitCode}`,
    markdown,
    tail: `- Found by [this run](${runUrl})\n\nWhile this issue is open, xtap cannot report drift. The drift workflow closes it when it can read the tenant again.`,
    change: `The check still fails, with exit code ${facts.exitCode} now. [Run](${runUrl})`,
  };
  return updateIssue(client, at, { subject: unreadOf(facts.label), text });
}
