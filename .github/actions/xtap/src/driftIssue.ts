import { type Client, isWrittenBy, ownLogin, type Repository, withRetry } from './github.ts';
import { reduceMarkdown } from './markdown.ts';
import { commentLimit, markerOf } from './stickyBody.ts';
import { startsWithLine } from './stickyComment.ts';

const driftLabel = 'xtap-drift';

export interface DriftReport {
  /** Distinguishes the tenants of one repository. */
  readonly key: string;
  readonly title: string;
  readonly digest: string;
  readonly counts: string;
  readonly markdown: string;
  readonly runUrl: string;
}

interface OpenIssue {
  readonly number: number;
  readonly body: string;
}

/**
 * Opens or updates the issue of the tenant. If the digest of the drift has changed, a comment notifies the followers of
 * the issue, since nobody is notified of a changed text.
 */
export async function updateDriftIssue(
  client: Client,
  at: Repository,
  drift: DriftReport,
): Promise<'opened' | 'updated' | 'unchanged'> {
  const body = issueBody(drift);
  return withRetry(async () => {
    const issue = await findIssue(client, at, drift.key);
    if (issue === undefined) {
      await client.rest.issues.create({ ...at, title: drift.title, body, labels: [driftLabel] });
      return 'opened';
    }
    if (startsWithLine(issue.body.split('\n').slice(1).join('\n'), digestLine(drift))) return 'unchanged';
    // The comment comes first: after a failure, the next run finds the old digest and writes both.
    const text = `The drift has changed: ${drift.counts}. [Run](${drift.runUrl})`;
    await client.rest.issues.createComment({ ...at, issue_number: issue.number, body: text });
    await client.rest.issues.update({ ...at, issue_number: issue.number, body });
    return 'updated';
  });
}

/** Closes the issue of the tenant, if there is one. Closes before it comments, so a retry does not comment twice. */
export async function closeDriftIssue(
  client: Client,
  at: Repository,
  { key, runUrl }: Pick<DriftReport, 'key' | 'runUrl'>,
): Promise<'closed' | 'unchanged'> {
  return withRetry(async () => {
    const issue = await findIssue(client, at, key);
    if (issue === undefined) return 'unchanged';
    await client.rest.issues.update({ ...at, issue_number: issue.number, state: 'closed', state_reason: 'completed' });
    const text = `The tenant is as declared again. [Run](${runUrl})`;
    await client.rest.issues.createComment({ ...at, issue_number: issue.number, body: text });
    return 'closed';
  });
}

async function findIssue(client: Client, at: Repository, key: string): Promise<OpenIssue | undefined> {
  const login = await ownLogin(client);
  const marker = markerOf('drift', key);
  const pages = client.paginate.iterator(client.rest.issues.listForRepo, {
    ...at,
    state: 'open',
    labels: driftLabel,
    per_page: 100,
  });
  for await (const { data } of pages) {
    const found = data.find(
      ({ user, body, pull_request }) =>
        pull_request === undefined && isWrittenBy(user, login) && startsWithLine(body, marker),
    );
    if (found !== undefined) return { number: found.number, body: found.body ?? '' };
  }
  return undefined;
}

function digestLine({ digest }: Pick<DriftReport, 'digest'>): string {
  return `<!-- xtap:digest ${digest} -->`;
}

function issueBody(drift: DriftReport): string {
  const frame = `${markerOf('drift', drift.key)}\n${digestLine(drift)}\n`;
  const hint =
    `\n\n- Found by [this run](${drift.runUrl})\n\n` +
    'To keep the change, put it into the configuration with a pull request. To revert it, apply the configuration. The drift workflow updates this issue, and closes it when the tenant is as declared.\n';
  return frame + reduceMarkdown(drift.markdown, commentLimit - frame.length - hint.length).trimEnd() + hint;
}
