/*
 * GitHub's REST API through the official toolkit, with the two parts that it lacks: the login of the token, and
 * retries.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { getOctokit } from '@actions/github';

export type Client = ReturnType<typeof getOctokit>;

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

export function connectGithub(token: string): Client {
  return getOctokit(token);
}

/** Who can see the repository and its artifacts. */
export async function readVisibility(
  token: string,
  at: Repository,
): Promise<{ readonly visibility: string; readonly defaultBranch: string }> {
  const { data } = await withRetry(() => connectGithub(token).rest.repos.get({ ...at }));
  return { visibility: data.visibility ?? (data.private ? 'private' : 'public'), defaultBranch: data.default_branch };
}

/** The author of a comment or an issue. */
export interface Author {
  readonly login: string;
  readonly type?: string;
}

/** The login that the token writes as. The token of a job may not read `/user`, but it may use GraphQL. */
export async function ownLogin(client: Client): Promise<string> {
  try {
    const { viewer } = await client.graphql<{ readonly viewer: { readonly login: string } }>(
      'query { viewer { login } }',
    );
    return viewer.login;
  } catch (error) {
    if (isTransient(error)) throw error;
  }
  try {
    return (await client.rest.users.getAuthenticated()).data.login;
  } catch (error) {
    if (isTransient(error)) throw error;
    return 'github-actions[bot]';
  }
}

/** REST returns `name[bot]` for an app, GraphQL sometimes `name`. The login of a person cannot contain brackets. */
export function isWrittenBy(author: Author | null, login: string): boolean {
  if (author === null) return false;
  return author.login === login || (author.type === 'Bot' && author.login === `${login}[bot]`);
}

const maxAttempts = 4;
const maxWaitMs = 60_000;

/**
 * Repeats a task after a transient fault. It repeats the whole task, not one request: a creation whose answer is lost
 * may have succeeded, so the task must search again before it creates.
 */
export async function withRetry<T>(
  task: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      if (attempt === maxAttempts || !isTransient(error)) throw error;
      await pause(Math.min(maxWaitMs, retryAfterMs(error) ?? 500 * 2 ** attempt));
    }
  }
}

interface ErrorResponse {
  readonly status?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** Faults of the server or the network, and rate limits. A 403 is a rate limit if it has a `retry-after` header. */
function isTransient(error: unknown): boolean {
  const { status } = error as ErrorResponse;
  if (typeof status !== 'number') return isNetworkFault(error);
  return status >= 500 || status === 429 || (status === 403 && retryAfterMs(error) !== undefined);
}

/** Whether the token lacks the permission. The token of a pull request from a fork is read-only. */
export function isForbidden(error: unknown): boolean {
  const { status } = error as ErrorResponse;
  return (status === 403 || status === 404 || status === 401) && !isTransient(error);
}

function isNetworkFault(error: unknown): boolean {
  return error instanceof Error && error.name !== 'GraphqlResponseError' && !(error instanceof SyntaxError);
}

function retryAfterMs(error: unknown): number | undefined {
  const seconds = Number((error as ErrorResponse).response?.headers?.['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
