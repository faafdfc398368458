import { withPlanningFindings } from '../../src/app/planningFindings.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, proseware } from '../support/tenants.ts';

const [first, second] = [fabrikam, proseware];

const folder = folderForEach();

const blocked = (target: string, targetType: string) => ({ accessType: 'blocked', targets: [{ target, targetType }] });
const emulator = emulatorForEach({ seed: 'empty' });

/** Partners whose live setting blocks everything, so that one side of it alone cannot be allowed. */
function writeLive(tenantIds: readonly string[]): void {
  const b2bCollaborationInbound = {
    usersAndGroups: blocked('AllUsers', 'user'),
    applications: blocked('AllApplications', 'application'),
  };
  emulator.setState({
    ...emulator.state(),
    partners: tenantIds.map((tenantId) => ({ tenantId, b2bCollaborationInbound })),
  });
}

async function stderrOf(configuration: string): Promise<string> {
  folder.write('configs/a.yaml', `version: 1\ntenant: ${home}\n${configuration}`);
  const { code, stdout, stderr } = await xtapIn(folder, emulator)('apply', '--yes');
  expect([code, stdout]).toEqual([65, '']);
  expect(emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
  return stderr;
}

it('apply lists the findings of planning in the order of the lines, and sends nothing', async () => {
  writeLive([first, second]);
  const entry = (tenantId: string | undefined) =>
    `  - tenantId: ${tenantId}\n    reviewBy: 2020-01-01\n    b2bCollaborationInbound: { usersAndGroups: allowed }\n`;
  const stderr = await stderrOf(`partners:\n${entry(first)}${entry(second)}`);
  expect(stderr.match(/^\S+: \w+\[[\w-]+\]/gm)).toEqual([
    'configs/a.yaml:5:15: warning[review-overdue]',
    'configs/a.yaml:6:5: error[completed-half-conflict]',
    'configs/a.yaml:8:15: warning[review-overdue]',
    'configs/a.yaml:9:5: error[completed-half-conflict]',
  ]);
});

it('names the partner, since a profile is used by many, and limits the number of findings', async () => {
  const ids = Array.from({ length: 1030 }, (_, index) => `${1000 + index}0000-0000-4000-8000-000000000000`);
  writeLive(ids);
  const profile = 'profiles: { p: { b2bCollaborationInbound: { usersAndGroups: allowed } } }\npartners:\n';
  const stderr = await stderrOf(`${profile}${ids.map((id) => `  - { tenantId: ${id}, profiles: [p] }\n`).join('')}`);
  expect(stderr).toContain(
    `3:18: error[completed-half-conflict]: b2bCollaborationInbound of partner ${ids[999]}: only`,
  );
  expect(stderr).not.toContain(ids[1000]);
  expect(stderr).toMatch(
    /error\[more-findings\]: … and 30 more\nerror\[invalid-configuration\]: The configuration has 1030 errors\. Nothing was written\.\n$/,
  );
});

it('counts the errors that are not listed', async () => {
  writeLive([]);
  const stderr = await stderrOf(Array.from({ length: 1020 }, (_, index) => `key${index}: 1\n`).join(''));
  expect(stderr).toMatch(/… and 20 more\n.*The configuration has 1020 errors\. Nothing was written\.\n$/);
});

it('lists the first finding of each code before repeated codes', async () => {
  const again = Array.from({ length: 1030 }, () => finding('completed-half-conflict', 'the same'));
  const rest = [finding('completed-half-conflict', 'another'), finding('domain-of-another-tenant', 'third')];
  const listed = withPlanningFindings({ warnings: [], lineAt: () => undefined }, [...again, ...rest].map(onLine));
  expect(listed).toHaveLength(1001);
  expect(listed.slice(998)).toMatchObject([{ message: 'another' }, { message: 'third' }, { hidden: 32 }]);
});

function finding(code: Diagnostic['code'], message: string): Diagnostic {
  return { severity: 'error', code, message };
}

function onLine(each: Diagnostic, index: number): Diagnostic {
  return { ...each, position: { file: 'a.yaml', line: index + 1, column: 1 } };
}
