/*
 * A partner that cannot be planned does not end the run: it is listed, and all others are planned. Exit codes: 65 comes
 * before 3, and 3 before 2; for drift it is 2, or 3 for a guard.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Plan } from '../../src/model/plan.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { closed, open, trust } from '../support/builders.ts';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, proseware, versionAndTenant, woodgrove } from '../support/tenants.ts';

const emulator = emulatorForEach({ seed: 'empty', facts: factsOfSynchronization });
const folder = folderForEach();
const xtap = xtapIn(folder, emulator);

const impossible = `  - tenantId: ${fabrikam}\n    name: Fabrikam\n    b2bDirectConnectInbound: { usersAndGroups: allowed }\n`;
const narrower = `  - { tenantId: ${proseware}, name: Proseware, inboundTrust: { isMfaAccepted: false } }\n`;
/** Exceeds a guard: two of three partners are deleted. */
const deletions = [proseware, woodgrove].map((id) => `  - { tenantId: ${id}, state: absent }\n`).join('');

function writeFiles(partners: string): void {
  emulator.setState({
    ...emulator.state(),
    partners: [
      { tenantId: fabrikam, b2bDirectConnectInbound: closed },
      { tenantId: proseware, inboundTrust: trust(true) },
      { tenantId: woodgrove, b2bCollaborationInbound: open },
    ],
  });
  const keys = `undeclaredPartners: ignore\nundeclaredSettings: ignore\nunmanaged: [default, policy]\n`;
  folder.write('configs/a.yaml', `${versionAndTenant}${keys}partners:\n${partners}`);
}

const isSent = () => emulator.requests.some(({ method }) => method !== 'GET');
const read = (file: string): Plan => JSON.parse(readFileSync(join(folder.path, file), 'utf8')) as Plan;
const formats = ['text', 'markdown', 'html', 'github', 'json'];
const cases = formats.flatMap((format) => [['plan', format, 65] as const, ['drift', format, 2] as const]);

test.each([
  ['a problem', impossible + narrower, 65, 'error[completed-half-conflict]'],
  ['an exceeded guard', deletions, 3, 'error[maxDeletePercent]'],
])('the format digest prints one line, and stderr says what %s is', async (_name, partners, code, text) => {
  writeFiles(partners);
  const run = await xtap('plan', '--format', 'digest', '--quiet');
  expect(run.code).toBe(code);
  expect(run.stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
  expect(run.stderr).toContain(text);
});

test.each(cases)(
  '%s prints the problem and all other partners as %s, and ends with %d',
  async (command, format, code) => {
    writeFiles(impossible + narrower);
    const offline = command === 'drift' ? ['--no-attribution'] : [];
    const run = await xtap(command, '--format', format, ...offline);
    expect(run.code).toBe(code);
    expect(run.stdout).toContain('Fabrikam');
    expect(run.stdout).toContain('completed-half-conflict');
    expect(run.stdout).toContain('Proseware');
    expect(run.stdout).not.toContain('No changes');
  },
);

test('a plan with nothing but a problem is not "No changes."', async () => {
  writeFiles(impossible);
  for (const words of [
    ['plan'],
    ['plan', '--quiet'],
    ['plan', '--format', 'markdown'],
    ['drift', '--no-attribution'],
  ]) {
    const { stdout } = await xtap(...words);
    expect(stdout).not.toContain('No changes');
    expect(stdout).toMatch(/1 partner cannot be planned|1 with a problem/);
  }
});

test('65 comes before 3, and 3 before 2; drift ends with 3 for a guard', async () => {
  writeFiles(impossible + deletions);
  expect((await xtap('plan', '--detailed-exitcode')).code).toBe(65);
  expect((await xtap('drift', '--no-attribution')).code).toBe(3);
  expect((await xtap('apply', '--yes')).code).toBe(65);
  writeFiles(deletions);
  expect((await xtap('plan', '--detailed-exitcode')).code).toBe(3);
});

test('the saved plan is written, is valid, and apply refuses it before its first write', async () => {
  writeFiles(impossible + narrower);
  expect((await xtap('plan', '-o', 'json=plan.json')).code).toBe(65);
  const plan = read('plan.json');
  expect(plan.summary).toMatchObject({ update: 1, unchanged: 0, problems: 1 });
  expect(plan.problems).toMatchObject([{ tenantId: fabrikam, name: 'Fabrikam', file: 'configs/a.yaml', line: 9 }]);
  expect(readPlanFile(JSON.stringify(plan), fieldTable)).toEqual(plan);
  const run = await xtap('apply', 'plan.json', '--format', 'json', '--expect-digest', plan.digest);
  expect(run.code).toBe(65);
  expect(JSON.parse(run.stdout)).toMatchObject({
    error: {
      code: 'plan-with-problems',
      message: expect.stringMatching(
        /^1 partner of plan\.json cannot be planned: Fabrikam .* Nothing was sent\. Correct/,
      ),
    },
  });
  expect(isSent()).toBe(false);
});

test('apply of a path prints the error, and sends nothing', async () => {
  writeFiles(impossible + narrower);
  const run = await xtap('apply', '--yes', '--format', 'json');
  expect(run.code).toBe(65);
  expect(JSON.parse(run.stdout)).toMatchObject({
    error: {
      code: 'invalid-configuration',
      diagnostics: [{ severity: 'error', code: 'completed-half-conflict', file: 'configs/a.yaml', line: 9, column: 5 }],
    },
  });
  expect(isSent()).toBe(false);
});

test('apply --only of another partner leaves the problem out', async () => {
  writeFiles(impossible + narrower);
  expect((await xtap('apply', '--yes', '--only', 'Fabrikam')).code).toBe(65);
  expect(isSent()).toBe(false);
  expect(await xtap('apply', '--yes', '--only', 'Proseware')).toMatchObject({ code: 0 });
});

test('drift --correct corrects the other partners, and ends with 2', async () => {
  writeFiles(impossible + narrower);
  const { code, stdout } = await xtap('drift', '--correct', '--no-attribution', '--format', 'json');
  expect(code).toBe(2);
  const drift = JSON.parse(stdout) as Plan & { readonly drift: object; readonly correction: object };
  expect(drift.drift).toMatchObject({ problems: 1, opened: 1 });
  expect(drift.correction).toMatchObject({ converged: true, summary: { applied: 1 } });
  expect((await xtap('drift', '--no-attribution')).code).toBe(2);
});

test('a partner with a problem is never deleted', async () => {
  writeFiles(impossible);
  folder.write('configs/b.yaml', '');
  const text = readFileSync(join(folder.path, 'configs/a.yaml'), 'utf8');
  folder.write('configs/a.yaml', text.replace('undeclaredPartners: ignore', 'undeclaredPartners: delete'));
  const { stdout } = await xtap('plan', '--format', 'json');
  const plan = JSON.parse(stdout) as Plan;
  expect(plan.changes.map(({ action, tenantId }) => [action, tenantId])).toEqual([
    ['delete', proseware],
    ['delete', woodgrove],
  ]);
  expect(plan.problems.map(({ tenantId }) => tenantId)).toEqual([fabrikam]);
});

test('check ends with 65, and explain --desired only for the partner with the problem', async () => {
  writeFiles(impossible + narrower);
  expect((await xtap('check', '--online')).code).toBe(65);
  expect((await xtap('explain', 'Fabrikam', 'configs', '--desired')).code).toBe(65);
  expect((await xtap('explain', 'Proseware', 'configs', '--desired')).code).toBe(0);
});

test('a problem of the default ends the run', async () => {
  writeFiles(narrower);
  const text = readFileSync(join(folder.path, 'configs/a.yaml'), 'utf8');
  folder.write('configs/a.yaml', `${text}default: { b2bDirectConnectInbound: { usersAndGroups: allowed } }\n`);
  const { code, stdout } = await xtap('plan', '--format', 'json');
  expect(code).toBe(65);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'invalid-configuration' } });
});
