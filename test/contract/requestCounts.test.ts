/* Section 7 of the contract: the number of requests of a plan and an apply, counted at the emulator. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import type { LoggedRequest } from '../../src/emulator/http/requestLog.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/http/server.ts';
import { compareText } from '../../src/model/json.ts';
import { type BenchTenant, writeTenant } from '../bench/tenant.ts';
import { factsOfTheBudget } from '../support/emulatorForEach.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

const pageSize = 5;
const policy = '/policies/crossTenantAccessPolicy';

const folder = folderForEach();
let emulator: Emulator;
let tenant: BenchTenant;

async function start(partners: number, changes: number, options: EmulatorOptions = { pageSize }): Promise<void> {
  tenant = writeTenant(folder.path, { partners, changes });
  const { policy, partners: live, default: defaults } = JSON.parse(readFileSync(tenant.snapshot, 'utf8'));
  const seed: EmulatorOptions['seed'] = {
    tenantId: home,
    displayName: 'Contoso',
    policy,
    partners: live,
    default: defaults,
    directory: [],
    identitySynchronization: {},
  };
  emulator = await startEmulator({ seed, ...options, facts: { ...factsOfTheBudget, ...options.facts } });
}

afterEach(async () => {
  await emulator.close();
});

async function xtap(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Counts> {
  emulator.clearLog();
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url, ...env } });
  const code = await run(words, io);
  expect({ code, stderr: code === 0 ? '' : io.written.stderr }).toEqual({ code: 0, stderr: '' });
  return countsOf(emulator.requests);
}

interface Counts {
  readonly pages: number;
  readonly default: number;
  readonly policy: number;
  readonly organization: number;
  readonly writes: number;
  readonly others: readonly string[];
}

function countsOf(requests: readonly LoggedRequest[]): Counts {
  const reads = requests.filter(({ method }) => method === 'GET').map(({ path }) => path);
  const count = (wanted: string): number => reads.filter((path) => path === wanted).length;
  const knownPaths = [`${policy}/partners`, `${policy}/default`, policy, '/organization'];
  return {
    pages: count(`${policy}/partners`),
    default: count(`${policy}/default`),
    policy: count(policy),
    organization: count('/organization'),
    writes: requests.length - reads.length,
    others: reads.filter((path) => !knownPaths.includes(path)),
  };
}

const nothingElse = { default: 1, policy: 1, organization: 1, writes: 0, others: [] };

it.each([1, 5, 6, 23])(
  'a plan of %i partners costs its pages, the default, the policy and the organization',
  async (n) => {
    await start(n, 1);
    expect(await xtap(['plan', tenant.oneFile])).toEqual({ ...nothingElse, pages: Math.ceil(n / pageSize) });
  },
);

it('a plan of 1,000 partners costs two pages', async () => {
  await start(1_000, 1, {});
  expect(await xtap(['plan', tenant.oneFile])).toEqual({ ...nothingElse, pages: 2 });
});

it('a Graph that refuses $top costs one request more in a run', async () => {
  await start(23, 4, { pageSize, facts: { topOfList: 'refused' } });
  const words = ['apply', tenant.oneFile, '--yes', '--allow-broadening', '--allow-changes', '4'];
  expect(await xtap(words)).toEqual({ ...nothingElse, pages: 1 + 2 * 5, writes: 4 });
  const tops = emulator.requests.filter(({ path }) => path.endsWith('/partners')).map(({ query }) => query.$top);
  expect(tops).toEqual(['999', ...Array.from({ length: 10 }, () => undefined)]);
});

it('a plan does not read the organization if the token names the tenant', async () => {
  await start(6, 1);
  const claims = Buffer.from(JSON.stringify({ tid: home, exp: Math.floor(Date.now() / 1000) + 600 })).toString(
    'base64url',
  );
  const counts = await xtap(['plan', tenant.oneFile], { XTAP_ACCESS_TOKEN: `e30.${claims}.x` });
  expect(counts).toEqual({ ...nothingElse, pages: 2, organization: 0 });
});

it.each([
  [23, 1],
  [23, 7],
  [12, 12],
])(
  'an apply to %i partners, %i of them changed, costs a plan, one write for each change and one list',
  async (n, k) => {
    await start(n, k);
    const counts = await xtap(['apply', tenant.oneFile, '--yes', '--allow-broadening', '--allow-changes', `${k}`]);
    expect(counts).toEqual({ ...nothingElse, pages: 2 * Math.ceil(n / pageSize), writes: k });
    expect(writtenPartners()).toEqual([...tenant.changedIds].sort(compareText));
  },
);

it('applying a saved plan costs the same as planning and applying', async () => {
  await start(23, 4);
  const file = join(folder.path, 'saved.plan.json');
  const planned = await xtap(['plan', tenant.oneFile, '-o', `json=${file}`]);
  const applied = await xtap(['apply', file, '--allow-broadening']);
  expect(applied).toEqual({ ...planned, pages: 2 * planned.pages, writes: 4 });
});

it('an apply without changes costs the same as a plan', async () => {
  await start(11, 0);
  expect(await xtap(['apply', tenant.oneFile, '--yes'])).toEqual({ ...nothingElse, pages: 3 });
});

it.each([
  ['no partner manages it, and nothing is watched', '', [undefined]],
  ['it is watched', '    undeclaredSettings: broader\n', ['identitySynchronization']],
  ['a partner manages it', '    identitySynchronization: absent\n', ['identitySynchronization']],
  ['a partner may be deleted', '    state: absent\n', ['identitySynchronization']],
])('identity synchronization is expanded on every page or on no page: %s', async (_, line, expanded) => {
  await start(11, 0);
  const partner = `  - tenantId: ${fabrikam}\n${line === '' ? '    inboundTrust: inherit\n' : line}`;
  const others = readFileSync(tenant.oneFile, 'utf8').replace('version: 1', 'version: 1\nundeclaredSettings: ignore');
  writeFileSync(tenant.oneFile, `${others}${partner}`);
  const { pages } = await xtap(['plan', tenant.oneFile]);
  const expansions = emulator.requests
    .filter(({ path }) => path.endsWith('/partners'))
    .map(({ query }) => query.$expand);
  expect(pages).toBe(3);
  expect([...new Set(expansions)]).toEqual(expanded);
});

function writtenPartners(): readonly (string | undefined)[] {
  const writes = emulator.requests.filter(({ method }) => method !== 'GET');
  expect([...new Set(writes.map(({ method }) => method))]).toEqual(['PATCH']);
  return writes.map(({ path }) => path.split('/').at(-1)).sort();
}
