/* The list of builds and the items of a repository of Azure DevOps' REST API, on the loopback, as the pipeline asks. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

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

export interface FakeAzure {
  readonly url: string;
  /** Newest first. */
  readonly builds: FakeBuild[];
  /** What is answered in place of a list. */
  status: number;
  /** What is answered in place of an item. */
  itemStatus: number;
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
  const server = createServer(({ url = '', headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://h');
    if (pathname === '/organization/project/_apis/git/repositories/repository/items') {
      const [code, item] = itemOf(azure, searchParams);
      return void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(item));
    }
    const isKnown = pathname === '/organization/project/_apis/build/builds' && searchParams.get('definitions') === '12';
    const status = headers.authorization !== 'Bearer job-token' ? 401 : isKnown ? azure.status : 404;
    const matches = (name: string, value: string | undefined): boolean =>
      !searchParams.has(name) || searchParams.get(name) === value;
    const value = builds.filter(
      ({ reason, result, sourceBranch, tags }) =>
        matches('reasonFilter', reason) &&
        matches('resultFilter', result) &&
        matches('branchName', sourceBranch) &&
        (!searchParams.has('tagFilters') || tags.includes(searchParams.get('tagFilters') ?? '')),
    );
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ value }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const azure: FakeAzure = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/organization/`,
    builds,
    status: 200,
    itemStatus: 200,
    folder: '',
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
