import { type Client, isWrittenBy, ownLogin, type Repository, withRetry } from './github.ts';
import { markerOf, nextBody, type StickyPart } from './stickyBody.ts';

export interface CommentPlace extends Repository {
  readonly number: number;
  readonly key: string;
  readonly runsUrl: string;
}

/**
 * Creates or updates the one comment. Searches all pages for its hidden marker and its author, since anybody can copy
 * the marker into another comment. Writes only if the text changes.
 */
export async function keepComment(
  client: Client,
  place: CommentPlace,
  part: StickyPart,
): Promise<'created' | 'updated' | 'unchanged'> {
  const { owner, repo } = place;
  const marker = markerOf('comment', place.key);
  return withRetry(async () => {
    const found = await findComment(client, place, marker);
    const body = nextBody(part, { marker, before: found?.body, runsUrl: place.runsUrl });
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
