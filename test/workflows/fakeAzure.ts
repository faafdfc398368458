/* The list of builds of Azure Pipelines' REST API, on the loopback, with the filters that the pipeline uses. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeBuild {
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
  readonly close: () => Promise<void>;
}

export function build(sourceVersion: string, more: Partial<FakeBuild> = {}): FakeBuild {
  const usual = { queueTime: '2026-11-20T04:17:00.1234567Z', reason: 'individualCI', result: 'succeeded' };
  return { sourceVersion, ...usual, sourceBranch: 'refs/heads/main', tags: [], ...more };
}

export async function startFakeAzure(): Promise<FakeAzure> {
  const builds: FakeBuild[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://h');
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return azure;
}
