/* Keeps one issue for one subject (the drift of a tenant, a failed apply): opens it, comments on it, closes it. */
import { type Client, isWrittenBy, ownLogin, type Repository, withRetry } from './github.ts';
import { reduceMarkdown } from './markdown.ts';
import { commentLimit, type MarkerKind, markerOf } from './stickyBody.ts';
import { startsWithLine } from './stickyComment.ts';

export interface IssueSubject {
  readonly kind: Exclude<MarkerKind, 'comment' | 'result'>;
  /** Distinguishes the subjects of one repository. */
  readonly key: string;
  /** The label by which the issue is found. */
  readonly label: string;
}

export interface IssueText {
  readonly title: string;
  /** Changes if and only if people must be told. */
  readonly digest: string;
  readonly markdown: string;
  /** Below the Markdown, which may be shortened. */
  readonly tail: string;
  /** The comment that tells the followers of a change. */
  readonly change: string;
  /** Labels beside the label of the subject; set by each run, since they describe the current state. */
  readonly labels?: readonly string[];
}

interface OpenIssue {
  readonly number: number;
  readonly body: string;
}

/** Opens the issue. If the digest has changed, comments and updates it: nobody is notified of a changed text. */
export async function updateIssue(
  client: Client,
  at: Repository,
  { subject, text }: { readonly subject: IssueSubject; readonly text: IssueText },
): Promise<'opened' | 'updated' | 'unchanged'> {
  const labels = [subject.label, ...(text.labels ?? [])];
  const body = bodyOf(subject, text);
  return withRetry(async () => {
    const issue = await findIssue(client, at, subject);
    if (issue === undefined) {
      await client.rest.issues.create({ ...at, title: text.title, body, labels });
      return 'opened';
    }
    if (startsWithLine(issue.body.split('\n').slice(1).join('\n'), digestLine(text))) return 'unchanged';
    // The comment comes first: after a failure, the next run finds the old digest and writes both.
    await client.rest.issues.createComment({ ...at, issue_number: issue.number, body: text.change });
    await client.rest.issues.update({ ...at, issue_number: issue.number, title: text.title, body, labels });
    return 'updated';
  });
}

/** Closes the issue of the subject, if there is one. Closes before it comments, so a retry does not comment twice. */
export async function closeIssue(
  client: Client,
  at: Repository,
  { subject, comment }: { readonly subject: IssueSubject; readonly comment: string },
): Promise<'closed' | 'unchanged'> {
  return withRetry(async () => {
    const issue = await findIssue(client, at, subject);
    if (issue === undefined) return 'unchanged';
    await client.rest.issues.update({ ...at, issue_number: issue.number, state: 'closed', state_reason: 'completed' });
    await client.rest.issues.createComment({ ...at, issue_number: issue.number, body: comment });
    return 'closed';
  });
}

/** The digest of the open issue; undefined if there is none. */
export async function readIssueDigest(
  client: Client,
  at: Repository,
  subject: IssueSubject,
): Promise<string | undefined> {
  const issue = await withRetry(() => findIssue(client, at, subject));
  return issue === undefined ? undefined : /^<!-- xtap:digest (.*) -->$/m.exec(issue.body)?.[1];
}

async function findIssue(
  client: Client,
  at: Repository,
  { kind, key, label }: IssueSubject,
): Promise<OpenIssue | undefined> {
  const login = await ownLogin(client);
  const marker = markerOf(kind, key);
  const pages = client.paginate.iterator(client.rest.issues.listForRepo, {
    ...at,
    state: 'open',
    labels: label,
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

function digestLine({ digest }: Pick<IssueText, 'digest'>): string {
  return `<!-- xtap:digest ${digest} -->`;
}

function bodyOf({ kind, key }: IssueSubject, text: IssueText): string {
  const frame = `${markerOf(kind, key)}\n${digestLine(text)}\n`;
  const tail = `\n\n${text.tail.trimEnd()}\n`;
  return frame + reduceMarkdown(text.markdown, commentLimit - frame.length - tail.length).trimEnd() + tail;
}
