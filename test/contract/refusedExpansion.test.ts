/*
 * A Graph that refuses to expand identitySynchronization in the list of partners (the fact `expandSynchronization`).
 * xtap never sends one GET for each partner, so it cannot manage synchronization there, and deletes no partner.
 * Everything else works, and says what it does without.
 */
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { datum, fabrikam, home, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const emulator = emulatorForEach({ facts: { expandSynchronization: 'refused' } });
const xtap = xtapIn(folder, emulator);
const refused = 'Graph refused to read `identitySynchronization` with the list of partners, so';

const writes = (): readonly string[] =>
  emulator.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

describe('without a declared synchronization', () => {
  test('pull writes everything else and says so, and the plan after it is empty', async () => {
    const { code, stderr } = await xtap('pull');
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${refused} pull leaves it out`)]);
    expect(JSON.parse((await xtap('pull', '--dry-run', '--format', 'json')).stdout).unread).toEqual([
      'identitySynchronization',
    ]);
    const plan = await xtap('plan', '--detailed-exitcode', '--format', 'json');
    expect([plan.code, JSON.parse(plan.stdout).warnings]).toMatchObject([0, [{ code: 'synchronization-not-watched' }]]);
    expect(await xtap('drift')).toMatchObject({ code: 0 });
  });

  test('init works like pull', async () => {
    const { code, stderr } = await xtap('init');
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${refused} pull leaves it out`)]);
  });

  test('explain leaves it out and says so', async () => {
    const { code, stdout, stderr } = await xtap('explain', datum);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${refused} the explanation leaves it out`)]);
    expect(stdout).toContain('inboundTrust');
    expect(stdout).not.toContain('identitySynchronization');
  });

  test('an apply converges', async () => {
    folder.write('configs/a.yaml', `${versionAndTenant}partners: [{ tenantId: ${fabrikam}, inboundTrust: inherit }]\n`);
    expect(await xtap('apply', '--yes', '--allow-broadening')).toMatchObject({ code: 0 });
    expect(writes()).toEqual([`PATCH /policies/crossTenantAccessPolicy/partners/${fabrikam}`]);
  });
});

test.each([
  [
    `partners:\n  - tenantId: ${datum}\n    identitySynchronization: absent\n`,
    'the configuration declares it (configs/a.yaml:5:5)',
  ],
  [
    `partners: [{ tenantId: ${datum}, state: absent }]\n`,
    '`state: absent` may delete a partner, whose synchronization must be deleted first (configs/a.yaml:3:12)',
  ],
  [
    `undeclaredPartners: delete\npartners: [{ tenantId: ${datum}, inboundTrust: inherit }]\n`,
    '`undeclaredPartners: delete` may delete a partner, whose synchronization must be deleted first',
  ],
])('a configuration that needs it is refused, with the reason: %j', async (text, reason) => {
  folder.write('configs/a.yaml', versionAndTenant + text);
  for (const command of ['plan', 'drift', 'apply']) {
    const { code, stderr } = await xtap(command, ...(command === 'apply' ? ['--yes', '--allow-broadening'] : []));
    expect([code, stderr]).toEqual([1, expect.stringContaining(`with the list of partners, because ${reason}.`)]);
    expect(stderr).toContain('remove that from the configuration and use the portal for it.');
  }
  expect(writes()).toEqual([]);
});

test('a change that takes it out of the configuration can be planned, and shows that the live value is unknown', async () => {
  const entry = (setting: string): string =>
    `version: 1\ntenant: ${home}\npartners:\n  - { tenantId: ${datum}, inboundTrust: inherit${setting} }\n`;
  folder.write('base/a.yaml', entry(', identitySynchronization: absent'));
  folder.write('configs/a.yaml', entry(''));
  const json = await xtap('plan', '--base', 'base', '--format', 'json');
  const released = { resource: 'partner', tenantId: datum, setting: 'identitySynchronization' };
  expect([json.code, JSON.parse(json.stdout).released]).toMatchObject([
    0,
    [{ ...released, value: null, impact: 'mixed' }],
  ]);
  for (const format of ['text', 'markdown', 'html']) {
    const { stdout } = await xtap('plan', '--base', 'base', '--format', format);
    expect(stdout).toContain('unknown, because it was not read');
  }
});
