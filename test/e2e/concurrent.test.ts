/* Two runs at the same time: each ends with a documented exit code, and neither overwrites the writes of the other. */

import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { type Run, xtap } from '../support/program.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { datum, fabrikam, home, proseware } from '../support/tenants.ts';
import { latch, startGate } from '../support/writeGate.ts';

jest.setTimeout(30_000);

const newcomers = ['a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000002'];

const configurationOf = (isMfaAccepted: boolean, more: readonly object[] = []): string =>
  JSON.stringify({
    version: 1,
    tenant: home,
    undeclaredPartners: 'ignore',
    partners: [...newcomers.map((tenantId) => ({ tenantId, inboundTrust: { isMfaAccepted } })), ...more],
  });

const emulator = emulatorForEach({ facts: factsOfSynchronization });
const folder = folderForEach();

/** Starts two runs and holds their first writes until both have read and planned. */
async function sideBySide(one: readonly string[], other: readonly string[]): Promise<readonly [Run, Run]> {
  const runs = new Set<number>();
  const both = latch();
  const gateOf = (which: number) =>
    startGate(emulator.url, {
      before: async () => {
        runs.add(which);
        if (runs.size === 2) both.open();
        await both.opened;
      },
    });
  const gates = await Promise.all([gateOf(1), gateOf(2)]);
  const start = (index: number, words: readonly string[]): Promise<Run> =>
    xtap([...words, '--yes', '--allow-broadening', '--format', 'json', '--retry-timeout', '20'], {
      cwd: folder.path,
      env: { XTAP_GRAPH_URL: gates[index]?.url ?? '' },
    });
  const ended = await Promise.all([start(0, one), start(1, other)]);
  await Promise.all(gates.map((gate) => gate.close()));
  return ended;
}

async function changesOf(words: readonly string[]): Promise<readonly unknown[]> {
  const { stdout } = await xtap(['plan', ...words, '--format', 'json'], {
    cwd: folder.path,
    env: { XTAP_GRAPH_URL: emulator.url },
  });
  return JSON.parse(stdout).changes;
}

function madeWrites(): readonly string[] {
  return emulator.requests
    .filter(({ method, status = 0 }) => method !== 'GET' && status < 300)
    .map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body ?? null)}`);
}

test('two runs of the same configuration both exit with 0, and no partner is created twice', async () => {
  const more = [
    { tenantId: fabrikam, inboundTrust: { isMfaAccepted: true } },
    { tenantId: datum, identitySynchronization: 'absent' },
    { tenantId: proseware, state: 'absent' },
  ];
  folder.write('all.yaml', configurationOf(true, more));
  const [one, other] = await sideBySide(['apply', 'all.yaml'], ['apply', 'all.yaml']);
  expect([one.code, other.code]).toEqual([0, 0]);
  const made = madeWrites();
  // A repeated PATCH has no further effect; no other request may succeed twice.
  const once = made.filter((write) => !write.startsWith('PATCH'));
  expect(once).toHaveLength(new Set(once).size);
  const reports = [one, other].map(({ stdout }) => JSON.parse(stdout));
  for (const { converged, summary } of reports)
    expect({ converged, ...summary }).toMatchObject({ converged: true, stale: 0, failed: 0 });
  expect(await changesOf(['all.yaml'])).toEqual([]);
});

test('two runs that create the same partners differently: the slower one reports stale (exit 5)', async () => {
  folder.write('one.yaml', configurationOf(true));
  folder.write('other.yaml', configurationOf(false));
  const ended = await sideBySide(['apply', 'one.yaml'], ['apply', 'other.yaml']);
  const reports = ended.map(({ stdout }) => JSON.parse(stdout));
  const applied = reports.map(({ summary }) => summary.applied);
  const stale = reports.map(({ summary }) => summary.stale);
  expect(applied[0] + applied[1]).toBe(newcomers.length);
  expect(stale).toEqual([applied[1], applied[0]]);
  ended.forEach(({ code }, index) => {
    expect(code).toBe(stale[index] === 0 ? 0 : 5);
  });
  // Neither run overwrote a partner of the other.
  expect(madeWrites()).toHaveLength(newcomers.length);
  expect(madeWrites().every((write) => write.startsWith('POST'))).toBe(true);
});

test('two saved plans of the same state: after the first is applied, the second is stale (exit 4)', async () => {
  folder.write('one.yaml', configurationOf(true));
  folder.write('other.yaml', configurationOf(false));
  const env = { XTAP_GRAPH_URL: emulator.url };
  for (const name of ['one', 'other']) {
    await xtap(['plan', `${name}.yaml`, '-o', `json=${name}.json`], { cwd: folder.path, env });
  }
  expect(await xtap(['apply', 'one.json', '--allow-broadening'], { cwd: folder.path, env })).toMatchObject({ code: 0 });
  const before = emulator.state();
  expect(await xtap(['apply', 'other.json', '--allow-broadening'], { cwd: folder.path, env })).toMatchObject({
    code: 4,
  });
  expect(emulator.state()).toEqual(before);
});
