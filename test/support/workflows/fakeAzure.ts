/* Azure DevOps' REST API on the loopback, as the pipeline asks: builds, items of a repository, one pull request. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface FakeBuild {
  readonly id: number;
  readonly status: string;
  readonly sourceVersion: string;
  readonly queueTime: string;
  readonly reason: string;
  readonly result: string;
  readonly sourceBranch: string;
  readonly tags: readonly string[];
}

export interface FakeThread {
  status: string;
  readonly id: number;
  readonly isDeleted?: boolean;
  readonly comments: { readonly id: number; content: string; readonly author: string }[];
}

/** Pull request 7. */
export interface FakePull {
  /** The head of each push to it, oldest first. */
  readonly iterations: string[];
  readonly threads: FakeThread[];
  readonly statuses: unknown[];
  /** Whether the token of the job may contribute to pull requests. */
  mayWrite: boolean;
}

export interface FakeAzure {
  readonly url: string;
  /** Newest first. */
  readonly builds: FakeBuild[];
  /** What is answered in place of a list. */
  status: number;
  /** What is answered in place of an item. */
  itemStatus: number;
  readonly pull: FakePull;
  /** The repository whose items are shown. */
  folder: string;
  readonly close: () => Promise<void>;
}

export function build(sourceVersion: string, more: Partial<FakeBuild> = {}): FakeBuild {
  const usual = { queueTime: '2026-11-20T04:17:00.1234567Z', reason: 'individualCI', result: 'succeeded' };
  return { id: 1, status: 'completed', sourceVersion, ...usual, sourceBranch: 'refs/heads/main', tags: [], ...more };
}

export async function startFakeAzure(): Promise<FakeAzure> {
  const builds: FakeBuild[] = [];
  const server = createServer(async (request, response) => {
    const { url = '', headers, method = '' } = request;
    const { pathname, searchParams } = new URL(url, 'http://h');
    const answer = (code: number, body: unknown): void =>
      void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (headers.authorization !== 'Bearer job-token') return answer(401, {});
    const repository = '/organization/project/_apis/git/repositories/repository/';
    if (pathname === `${repository}items`) return answer(...itemOf(azure, searchParams));
    if (pathname.startsWith(`${repository}pullRequests/7/`)) {
      const line = `${method} ${pathname.slice(`${repository}pullRequests/7/`.length)}`;
      return answer(...answerOfPull(azure.pull, line, await text(request)));
    }
    const isKnown = pathname === '/organization/project/_apis/build/builds' && searchParams.get('definitions') === '12';
    const matches = (name: string, value: string | undefined): boolean =>
      !searchParams.has(name) || searchParams.get(name) === value;
    const value = builds.filter(
      ({ reason, result, sourceBranch, tags }) =>
        matches('reasonFilter', reason) &&
        matches('resultFilter', result) &&
        matches('branchName', sourceBranch) &&
        (!searchParams.has('tagFilters') || tags.includes(searchParams.get('tagFilters') ?? '')),
    );
    answer(isKnown ? azure.status : 404, { value });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const azure: FakeAzure = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/organization/`,
    builds,
    status: 200,
    itemStatus: 200,
    folder: '',
    pull: { iterations: [], threads: [], statuses: [], mayWrite: true },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return azure;
}

function itemOf({ folder, itemStatus }: FakeAzure, asked: URLSearchParams): readonly [number, unknown] {
  if (itemStatus !== 200) return [itemStatus, {}];
  const version = asked.get('versionDescriptor.version') ?? '';
  const revision = asked.get('versionDescriptor.versionType') === 'branch' ? `refs/heads/${version}` : version;
  const path = (asked.get('path') ?? '').replace(/^\//, '');
  const objectId = execFileSync('git', ['rev-parse', `${revision}:${path}`], { cwd: folder, encoding: 'utf8' }).trim();
  return [200, { objectId, gitObjectType: 'tree', path: `/${path}`, isFolder: true }];
}

function answerOfPull(pull: FakePull, line: string, body: string): readonly [number, unknown] {
  const { iterations, threads, statuses } = pull;
  if (line === 'GET iterations') {
    return [200, { value: iterations.map((commitId, index) => ({ id: index + 1, sourceRefCommit: { commitId } })) }];
  }
  if (line === 'GET threads') return [200, { value: threads }];
  if (!pull.mayWrite) return [403, {}];
  const given = JSON.parse(body) as { status?: string; content?: string; comments?: { content: string }[] };
  if (line === 'POST statuses') return [200, { id: statuses.push(given) }];
  if (line === 'POST threads') {
    const comments = (given.comments ?? []).map(({ content }) => ({ id: 1, content, author: 'build' }));
    return [200, { id: threads.push({ id: threads.length + 1, status: given.status ?? '', comments }) }];
  }
  return patchThread(pull, line, given);
}

/** Only its author can change a comment. */
function patchThread(
  { threads }: FakePull,
  line: string,
  { status, content = '' }: { readonly status?: string; readonly content?: string },
): readonly [number, unknown] {
  const [, id, comment] = /^PATCH threads\/(\d+)(\/comments\/1)?$/.exec(line) ?? [];
  const thread = threads.find((each) => each.id === Number(id));
  const [first] = thread?.comments ?? [];
  if (thread === undefined || first === undefined) return [404, {}];
  if (comment === undefined) thread.status = status ?? thread.status;
  else if (first.author === 'build') first.content = content;
  else return [403, {}];
  return [200, {}];
}
