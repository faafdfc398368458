/*
 * A half that is declared `unset` and that is live: xtap leaves it out of the PATCH. A Graph that replaces nested
 * objects removes it. A Graph that merges them keeps it, so the apply says what to do, and that advice works.
 */
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { fastTime } from '../support/fastTime.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, litware, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const usual = `${versionAndTenant}undeclaredPartners: ignore\nundeclaredSettings: ignore\nunmanaged: [default, policy]\n`;
const unset = '{ usersAndGroups: unset, applications: { allowed: [Office365] } }';
const path = 'b2bCollaborationInbound.usersAndGroups';

const declare = (setting: string): void =>
  folder.write('x.yaml', `${usual}partners:\n  - tenantId: ${fabrikam}\n    b2bCollaborationInbound: ${setting}\n`);
const xtap = (graphUrl: string, ...words: readonly string[]) => {
  const { wallNow, monotonicNow, sleep } = fastTime();
  return runIn(folder.path, words, graphUrl, { wallNow, monotonicNow, sleep });
};
const apply = (graphUrl: string, ...words: readonly string[]) =>
  xtap(graphUrl, 'apply', 'x.yaml', '--yes', '--allow-broadening', '--width', '1000', ...words);

describe('a Graph that replaces nested objects', () => {
  const emulator = emulatorForEach({ nested: 'replace' });

  test('removes the half', async () => {
    declare(unset);
    expect(await apply(emulator.url)).toMatchObject({ code: 0 });
    expect(await xtap(emulator.url, 'plan', 'x.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });
});

describe('a Graph that completes the half of a new partner', () => {
  const emulator = emulatorForEach({ nested: 'replace', facts: { loneHalf: 'completed' } });

  test('loses it with a second apply, as the report says', async () => {
    folder.write('x.yaml', `${usual}partners:\n  - tenantId: ${litware}\n    b2bCollaborationInbound: ${unset}\n`);
    const { code, stdout } = await apply(emulator.url);
    expect(code).toBe(5);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `Still set: ${path}. The plan leaves this half out (\`unset\`). If the next plan shows a change for it, this Graph completes a new partner: run \`xtap apply\` again.`,
    );
    expect(await apply(emulator.url)).toMatchObject({ code: 0 });
    expect(await xtap(emulator.url, 'plan', 'x.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });
});

describe('a Graph that merges nested objects', () => {
  const emulator = emulatorForEach({ nested: 'merge' });
  const live = () => emulator.state().partners.find(({ tenantId }) => tenantId === fabrikam)?.b2bCollaborationInbound;

  test.each(['text', 'markdown', 'html', 'github'])('keeps the half: exit 5, and the %s says so', async (format) => {
    declare(unset);
    const { code, stdout } = await apply(emulator.url, '--format', format);
    expect(code).toBe(5);
    const plain = stdout.replaceAll(/<\/?code>|&#96;|`/g, '').replaceAll(/%0A|\s+/g, ' ');
    expect(plain).toContain(`Still set: ${path}. The plan leaves this half out (unset).`);
    expect(plain).toContain('declare b2bCollaborationInbound: inherit first, and the setting as now afterwards.');
    expect(plain).not.toMatch(/not from this plan/i);
  });

  test('keeps the half: the report names it in JSON', async () => {
    declare(unset);
    const { code, stdout } = await apply(emulator.url, '--format', 'json');
    const report = JSON.parse(stdout);
    const subject = { tenantId: fabrikam, resource: 'partner', setting: 'b2bCollaborationInbound' };
    expect([code, report.converged, report.notShown]).toEqual([5, false, [{ ...subject, kept: [path] }]]);
    expect(report).not.toHaveProperty('added');
    expect(live()).toMatchObject({ usersAndGroups: { accessType: 'allowed' } });
  });

  test('loses the half in the two applies of the advice', async () => {
    declare('inherit');
    expect(await apply(emulator.url)).toMatchObject({ code: 0 });
    declare(unset);
    expect(await apply(emulator.url)).toMatchObject({ code: 0 });
    expect(live()).not.toHaveProperty('usersAndGroups.accessType');
    expect(await xtap(emulator.url, 'plan', 'x.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('shows no difference if the half is declared with its live value', async () => {
    declare('{ usersAndGroups: allowed, applications: { allowed: [f3b1d0c4-8e52-4a97-b60d-2c7e9f14a538] } }');
    expect(await xtap(emulator.url, 'plan', 'x.yaml', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });
});
