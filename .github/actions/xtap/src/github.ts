/* GitHub's REST API through the official toolkit, with what it leaves to its users: who am I, and once more. */
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

/** What counts of a comment's or issue's author. */
export interface Author {
  readonly login: string;
  readonly type?: string;
}

/** The login that the token writes as. A job's own token may not read `/user`, but may ask GraphQL. */
export async function ownLogin(client: Client): Promise<string> {
  try {
    const { viewer } = await client.graphql<{ readonly viewer: { readonly login: string } }>(
      'query { viewer { login } }',
    );
    return viewer.login;
  } catch (error) {
    if (mayPass(error)) throw error;
  }
  try {
    return (await client.rest.users.getAuthenticated()).data.login;
  } catch (error) {
    if (mayPass(error)) throw error;
    return 'github-actions[bot]';
  }
}

/** REST writes `name[bot]` for an app, GraphQL at times `name`; a person cannot be called like that. */
export function isOwn(author: Author | null, login: string): boolean {
  if (author === null) return false;
  return author.login === login || (author.type === 'Bot' && author.login === `${login}[bot]`);
}

const attempts = 4;
const longestWaitMs = 60_000;

/**
 * Runs a whole task again after a passing fault. A whole task and not one request: a creation whose answer is lost may
 * have happened, so that the task has to look again before it creates.
 */
export async function withRetry<T>(
  task: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      if (attempt === attempts || !mayPass(error)) throw error;
      await pause(Math.min(longestWaitMs, retryAfterMs(error) ?? 500 * 2 ** attempt));
    }
  }
}

interface Refusal {
  readonly status?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** Faults of the server and the network, and rate limits: those of a 403 say when to come back. */
function mayPass(error: unknown): boolean {
  const { status } = error as Refusal;
  if (typeof status !== 'number') return isNetworkFault(error);
  return status >= 500 || status === 429 || (status === 403 && retryAfterMs(error) !== undefined);
}

/** The token lacks the permission: that of a pull request from a fork reads only. */
export function isForbidden(error: unknown): boolean {
  const { status } = error as Refusal;
  return (status === 403 || status === 404 || status === 401) && !mayPass(error);
}

function isNetworkFault(error: unknown): boolean {
  return error instanceof Error && error.name !== 'GraphqlResponseError' && !(error instanceof SyntaxError);
}

function retryAfterMs(error: unknown): number | undefined {
  const seconds = Number((error as Refusal).response?.headers?.['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
