/*
 * A large configuration: xtap starts to read the tenant before it has parsed the text. That may cost no request more,
 * unless the text misled it; and the text may not decide where the token goes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createEarlyRead, type EarlyRead } from '../../src/app/earlyRead.ts';
import { loadConfiguration } from '../../src/app/loadConfiguration.ts';
import type { RunContext } from '../../src/app/runContext.ts';
import type { SourceFile } from '../../src/config/read/sourceFile.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { type BenchTenant, writeTenant } from '../bench/tenant.ts';
import { factsOfTheBudget } from '../support/emulatorForEach.ts';
import { type Run, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { home } from '../support/tenants.ts';

const folder = folderForEach();
const partners = 300;
const pageSize = 50;
const pages = partners / pageSize;
const policy = '/policies/crossTenantAccessPolicy';

let emulator: Emulator;
let tenant: BenchTenant;

beforeEach(async () => {
  tenant = writeTenant(folder.path, { partners, changes: 3 });
  const { policy: root, partners: live, default: defaults } = JSON.parse(readFileSync(tenant.snapshot, 'utf8'));
  const seed = {
    tenantId: home,
    displayName: 'Contoso',
    policy: root,
    partners: live,
    default: defaults,
    directory: [],
    identitySynchronization: {},
  };
  emulator = await startEmulator({ seed, pageSize, facts: factsOfTheBudget });
});

afterEach(() => emulator.close());

const xtap = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> =>
  runIn(folder.path, words, emulator.url, { env });

const textOf = (): string => readFileSync(tenant.oneFile, 'utf8');

/** The number of requests for each path, with and without `$expand`. */
function counts(): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { method, path, query } of emulator.requests) {
    const name = `${method} ${path}${query.$expand === undefined ? '' : ' expanded'}`;
    found[name] = (found[name] ?? 0) + 1;
  }
  return found;
}

const singles = { [`GET ${policy}`]: 1, [`GET ${policy}/default`]: 1, 'GET /organization': 1 };
const budget = { ...singles, [`GET ${policy}/partners expanded`]: pages };

it.each([
  ['plan', []],
  ['drift', ['--no-attribution']],
  ['apply', ['--yes', '--allow-broadening']],
])('%s of a large configuration costs the requests of the budget', async (command, flags) => {
  expect(textOf().length).toBeGreaterThan(64 * 1024);
  const { code, stderr } = await xtap([command, tenant.oneFile, ...flags]);
  expect({ code, stderr }).toEqual({ code: command === 'drift' ? 2 : 0, stderr: expect.any(String) });
  if (command === 'apply') {
    const writes = Object.keys(counts()).filter((name) => name.startsWith('PATCH'));
    expect(writes).toHaveLength(3);
    // Planning reads the list, and so does verification.
    const list = `GET ${policy}/partners`;
    expect((counts()[`${list} expanded`] ?? 0) + (counts()[list] ?? 0)).toBe(2 * pages);
  } else expect(counts()).toEqual(budget);
});

it('gives the same plan as a read that begins after parsing', async () => {
  const early = await xtap(['plan', tenant.oneFile, '--format', 'json']);
  const late = await xtap(['plan', tenant.oneFile, '--live', tenant.snapshot, '--format', 'json']);
  const [first, second] = [early, late].map(({ stdout }) => JSON.parse(stdout) as { changes: unknown });
  expect(first?.changes).toEqual(second?.changes);
});

it('reads again without the expansion, and uses nothing of the first read, if the text misled it', async () => {
  const text = textOf().replace('version: 1', 'version: 1\nundeclaredSettings: ignore # not identitySynchronization');
  writeFileSync(tenant.oneFile, text);
  expect((await xtap(['plan', tenant.oneFile])).code).toBe(0);
  const { [`GET ${policy}/partners`]: again, ...others } = counts();
  expect(again).toBe(pages);
  // The first read was stopped somewhere.
  for (const [name, count] of Object.entries(others)) {
    expect(name).toMatch(/^GET /);
    expect(count).toBeLessThanOrEqual(name.endsWith('expanded') ? pages : 2);
  }
});

it('does not start for --live, for stdin and for a person who must sign in', async () => {
  expect((await xtap(['plan', tenant.oneFile, '--live', tenant.snapshot])).code).toBe(0);
  expect(emulator.requests).toEqual([]);
  const options = { graphUrl: emulator.url, requestTimeoutMs: 1000, retryTimeoutMs: 1000 } as const;
  for (const auth of ['browser', 'device'] as const) {
    expect(createEarlyRead({ graph: { ...options, auth }, cloud: undefined }, runContext())).toBeUndefined();
  }
  const stdin = { isTTY: false, readLine: async () => undefined, readAll: async () => Buffer.from(textOf()) };
  expect((await runIn(folder.path, ['plan', '-'], emulator.url, { stdin })).code).toBe(0);
  expect(counts()).toEqual(budget);
});

it('sends nothing but GET requests, and its error is that of a read after parsing', async () => {
  await emulator.close();
  const { code, stderr } = await xtap(['plan', tenant.oneFile], { XTAP_RETRY_TIMEOUT: '1' });
  const small = join(folder.path, 'small.yaml');
  writeFileSync(small, `version: 1\ntenant: ${home}\nguards: { maxDeletes: 1 }\n`);
  const other = await xtap(['plan', small], { XTAP_RETRY_TIMEOUT: '1' });
  expect(code).not.toBe(0);
  expect({ code, stderr: withoutPaths(stderr) }).toEqual({ code: other.code, stderr: withoutPaths(other.stderr) });
  emulator = await startEmulator({ seed: 'empty' });
});

/** Any of the parallel requests may be the first to fail. */
function withoutPaths(text: string): string {
  return text.replaceAll(/\/v1\.0\S*/g, '').replaceAll(/[\d.]+ s/g, 's');
}

it.each([
  ['tenant: HOST', 65],
  ['cloud: HOST', 65],
  ['api: ../../HOST', 65],
  ['graphUrl: HOST', 65],
  ['graph-url: HOST', 65],
  ['notes: "\\ncloud: HOST\\ntenant: HOST\\n"', 65],
])('the text does not decide where the token goes: %s', async (line, code) => {
  let visits = 0;
  const other = createServer((_, response) => {
    visits += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const host = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const hostile = line.replaceAll('HOST', host);
  const key = `${line.split(':')[0]}: `;
  const text = textOf();
  const lines = text.split('\n').filter((each) => !each.startsWith(key));
  writeFileSync(tenant.oneFile, [lines[0], hostile, ...lines.slice(1)].join('\n'));
  const run = await xtap(['plan', tenant.oneFile], { XTAP_ACCESS_TOKEN: 'secret' });
  await new Promise((resolve) => other.close(resolve));
  expect({ code: run.code, visits }).toEqual({ code, visits: 0 });
  expect(emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
});

function runContext(): RunContext {
  return {
    env: {},
    cwd: folder.path,
    signal: new AbortController().signal,
    note: () => undefined,
    wallNow: Date.now,
    // Every step is longer than a slice, so other work goes first after each.
    monotonicNow: stepping(),
    random: () => 0,
    sleep: async () => undefined,
  };
}

function stepping(): () => number {
  let time = 0;
  return () => {
    time += 1000;
    return time;
  };
}

interface FakeRead extends EarlyRead {
  readonly calls: string[];
}

function fakeRead(): FakeRead {
  const calls: string[] = [];
  return {
    calls,
    start: (sources: readonly SourceFile[]) => {
      calls.push(`start ${sources.length}`);
      const work = (): void => {
        calls.push('work');
        if (calls.length < 10) setImmediate(work);
      };
      setImmediate(work);
      return true;
    },
    take: async () => undefined,
    abandon: () => void calls.push('abandon'),
  };
}

it('starts before the text is parsed, and continues while it is parsed', async () => {
  const early = fakeRead();
  await loadConfiguration({ paths: [tenant.oneFile], early }, runContext());
  expect(early.calls.slice(0, 5)).toEqual(['start 1', 'work', 'work', 'work', 'work']);
});

it('is abandoned if the configuration is invalid', async () => {
  writeFileSync(tenant.oneFile, textOf().replace('isMfaAccepted: true', 'isMfaAccepted: perhaps'));
  const early = fakeRead();
  await expect(loadConfiguration({ paths: [tenant.oneFile], early }, runContext())).rejects.toThrow();
  expect(early.calls[0]).toBe('start 1');
  expect(early.calls.at(-1)).toBe('abandon');
});
