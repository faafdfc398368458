import { type Client, isWrittenBy, ownLogin, type Repository, withRetry } from './github.ts';
import { reduceMarkdown } from './markdown.ts';
import { commentLimit, markerOf, nextBody, type StickyPart } from './stickyBody.ts';

export interface CommentPlace extends Repository {
  readonly number: number;
  readonly key: string;
  readonly runsUrl: string;
}

/** Creates or updates the one comment with the plan. */
export function keepComment(client: Client, place: CommentPlace, part: StickyPart): Promise<CommentChange> {
  const marker = markerOf('comment', place.key);
  return writeComment(client, place, {
    marker,
    bodyAfter: (before) => nextBody(part, { marker, before, runsUrl: place.runsUrl }),
  });
}

/** Creates or updates the one comment with a result. */
export function keepPlainComment(client: Client, place: CommentPlace, markdown: string): Promise<CommentChange> {
  const marker = markerOf('result', place.key);
  const body = `${marker}\n${reduceMarkdown(markdown, commentLimit - marker.length - 1)}`;
  return writeComment(client, place, { marker, bodyAfter: () => body });
}

type CommentChange = 'created' | 'updated' | 'unchanged';

/**
 * Searches all pages for the hidden marker and the author, since anybody can copy the marker into another comment.
 * Writes only if the text changes.
 */
async function writeComment(
  client: Client,
  place: CommentPlace,
  { marker, bodyAfter }: { readonly marker: string; readonly bodyAfter: (before: string | undefined) => string },
): Promise<CommentChange> {
  const { owner, repo } = place;
  return withRetry(async () => {
    const found = await findComment(client, place, marker);
    const body = bodyAfter(found?.body);
    if (found === undefined) {
      await client.rest.issues.createComment({ owner, repo, issue_number: place.number, body });
      return 'created';
    }
    if (sameText(found.body, body)) return 'unchanged';
    await client.rest.issues.updateComment({ owner, repo, comment_id: found.id, body });
    return 'updated';
  });
}

async function findComment(
  client: Client,
  { owner, repo, number }: CommentPlace,
  marker: string,
): Promise<{ readonly id: number; readonly body: string } | undefined> {
  const login = await ownLogin(client);
  const pages = client.paginate.iterator(client.rest.issues.listComments, {
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  });
  for await (const { data } of pages) {
    const found = data.find(({ user, body }) => isWrittenBy(user, login) && startsWithLine(body, marker));
    if (found !== undefined) return { id: found.id, body: found.body ?? '' };
  }
  return undefined;
}

export function startsWithLine(body: string | null | undefined, line: string): boolean {
  return body?.split(/\r?\n/, 1)[0]?.trim() === line;
}

/** Ignores line ends and trailing white space, which GitHub may change. */
function sameText(stored: string, body: string): boolean {
  return stored.replaceAll('\r\n', '\n').trim() === body.trim();
}
