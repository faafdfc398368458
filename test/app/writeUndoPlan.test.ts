import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { recordingIo, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { partnerId, versionAndTenant } from '../support/tenants.ts';

const emulator = emulatorForEach({ seed: 'empty', facts: factsOfSynchronization });
const folder = folderForEach();

async function apply(...partners: readonly number[]) {
  const entries = partners.map((digit) => `  - { tenantId: ${partnerId(digit)}, state: present }\n`).join('');
  folder.write('configs/a.yaml', `${versionAndTenant}partners:\n${entries}`);
  return applyNow();
}

async function applyNow(...words: readonly string[]) {
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  const undo = ['--undo', 'back/undo.plan.json'];
  const code = await run(['apply', '--yes', '--allow-broadening', ...undo, ...words], io);
  return { code, ...io.written };
}

async function applySaved(file: string) {
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  const code = await run(
    ['apply', file, '--allow-broadening', '--allow-deletes', '1', '--undo', 'back/undo.plan.json'],
    io,
  );
  return { code, ...io.written };
}

const read = (file: string): string => readFileSync(join(folder.path, 'back', file), 'utf8');
const kept = (): readonly string[] =>
  readdirSync(join(folder.path, 'back')).filter((name) => name !== 'undo.plan.json');

const written = 'Undo plan: back/undo.plan.json\n';

test('every apply that writes an undo plan names the file, also where nothing is left to send', async () => {
  expect((await apply(1)).stderr).toContain(written);
  folder.write('configs/a.yaml', `${versionAndTenant}partners: [{ tenantId: ${partnerId(1)}, state: absent }]\n`);
  const plan = ['plan', '-o', 'json=plan.json'];
  await run(plan, recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } }));
  emulator.setState({ ...emulator.state(), partners: [] });
  const { code, stderr } = await applySaved('plan.json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(written) });
});

test('an apply that writes no undo plan says so', async () => {
  await apply(1);
  const { code, stderr } = await applyNow();
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'xtap did not write back/undo.plan.json: there is nothing to undo.\n',
  });
});

test('a stale plan writes no undo plan, and says so', async () => {
  folder.write(
    'configs/a.yaml',
    `${versionAndTenant}partners: [{ tenantId: ${partnerId(1)}, b2bCollaborationInbound: blocked }]\n`,
  );
  const plan = ['plan', '-o', 'json=plan.json'];
  await run(plan, recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } }));
  emulator.portalEdit(partnerId(1), { tenantId: partnerId(1) });
  const { code, stderr } = await applySaved('plan.json');
  expect({ code, stderr }).toEqual({
    code: 4,
    stderr: expect.stringContaining('xtap did not write back/undo.plan.json: nothing was sent.\n'),
  });
});

test('the undo plan of an earlier run is kept when the next run writes its own', async () => {
  emulator.addFault(`POST partners 2nd 400`);
  expect((await apply(1, 2)).code).toBe(5);
  const first = read('undo.plan.json');
  const { code, stderr } = await applyNow();
  expect(code).toBe(0);
  const [name = '', ...others] = kept();
  expect(others).toEqual([]);
  expect(name).toMatch(/^[0-9a-f]{12}\.undo\.plan\.json$/);
  expect(stderr).toContain(
    `back/undo.plan.json contained another plan, perhaps the undo plan of an earlier run. xtap renamed it to back/${name}.\n`,
  );
  expect(read(name)).toBe(first);
  expect(JSON.parse(first).digest).toContain(name.slice(0, 12));
  expect(statSync(join(folder.path, 'back', name)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(read('undo.plan.json')).changes).toHaveLength(1);
});

test('the undo plan of the same plan, and a file that is not a plan, are overwritten', async () => {
  folder.write('back/undo.plan.json', 'no plan');
  expect((await apply(1)).code).toBe(0);
  const { tenantId } = JSON.parse(read('undo.plan.json'));
  emulator.setState({ ...emulator.state(), partners: [] });
  expect((await applyNow()).code).toBe(0);
  expect(JSON.parse(read('undo.plan.json'))).toMatchObject({ tenantId, changes: [{ action: 'delete' }] });
  expect(kept()).toEqual([]);
});

test.each([
  ['an undo file', ['--undo', '/dev/full']],
  ['a result', ['-o', 'json=/dev/full']],
])('%s that cannot be written ends the run before the first request, and says so', async (_, words) => {
  folder.write('configs/a.yaml', `${versionAndTenant}partners: [{ tenantId: ${partnerId(1)}, state: present }]\n`);
  const { code, stderr } = await applyNow(...words);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(
      'error[file-not-writable]: Cannot write /dev/full: no space is left. Nothing was sent. Free some, or name a file elsewhere.\n',
    ),
  });
  expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('an earlier undo plan that cannot be kept is not overwritten, and the message gives the reason', async () => {
  expect((await apply(1)).code).toBe(0);
  const sent = emulator.requests.length;
  const file = read('undo.plan.json');
  const taken = `${JSON.parse(file).digest.slice('sha256:'.length, 'sha256:'.length + 12)}.undo.plan.json`;
  mkdirSync(join(folder.path, 'back', taken));
  const { code, stderr } = await apply(1, 2);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(
      `Cannot keep back/undo.plan.json, another plan, as back/${taken}: it is a folder. Nothing was sent. Move it away, or name another file with --undo.\n`,
    ),
  });
  expect(emulator.requests.slice(sent).filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(read('undo.plan.json')).toBe(file);
});

test('the undo plan of a saved plan warns that it does not know protected partners, if it deletes any', async () => {
  const said =
    'A saved plan does not name the protected partners. Before you apply back/undo.plan.json, check which partners it deletes.\n';
  folder.write('configs/a.yaml', `${versionAndTenant}partners: [{ tenantId: ${partnerId(1)}, state: present }]\n`);
  const saving = ['plan', '-o', 'json=plan.json'];
  await runIn(folder.path, saving, emulator.url);
  const creating = await applyNow('plan.json');
  expect(creating).toMatchObject({ code: 0, stderr: expect.stringContaining(said) });
  expect(JSON.parse(read('undo.plan.json')).changes).toMatchObject([{ action: 'delete' }]);

  folder.write('configs/a.yaml', `${versionAndTenant}policy: { allowedCloudEndpoints: [microsoftonline.us] }\n`);
  await runIn(folder.path, saving, emulator.url);
  const changing = await applyNow('plan.json');
  expect(changing).toMatchObject({ code: 0, stderr: expect.not.stringContaining('protects') });
  expect(await apply(1, 2)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('protects') });
});

describe('a display name of an identity synchronization that had none', () => {
  const synchronization = (words: string) =>
    `  - { tenantId: ${partnerId(1)}, identitySynchronization: { userSyncInbound: { isSyncAllowed: true }${words} } }\n`;
  const declare = (words: string) =>
    folder.write('configs/a.yaml', `${versionAndTenant}partners:\n${synchronization(words)}`);

  it('stays after the undo, and a warning of the undo plan says so', async () => {
    declare('');
    expect((await applyNow()).code).toBe(0);
    declare(', displayName: Fabrikam');
    expect((await applyNow()).code).toBe(0);
    const undo = JSON.parse(read('undo.plan.json'));
    expect(undo.changes).toEqual([]);
    expect(undo.warnings).toEqual([
      {
        code: 'undo-incomplete',
        message: `identitySynchronization of ${partnerId(1)} had no displayName before, and Graph may keep what the plan writes there.`,
        tenantId: partnerId(1),
      },
    ]);
  });

  it('is set to an earlier one without a warning', async () => {
    declare(', displayName: Fabrikam');
    expect((await applyNow()).code).toBe(0);
    declare(', displayName: Contoso');
    expect((await applyNow()).code).toBe(0);
    const undo = JSON.parse(read('undo.plan.json'));
    expect([undo.changes.length, undo.warnings]).toEqual([1, []]);
  });
});
