import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { datum, fabrikam, home } from '../support/tenants.ts';

const support = 'b4c546a4-7dac-46a6-a7dd-ed822a11efd3';

let emulator: Emulator | undefined;
const folder = folderForEach();
afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
});

/** One run against a tenant that lives as long as the test. */
async function xtap(words: readonly string[], configuration: string, faults: readonly string[] = []) {
  // A fault that refuses the first list is about the expansion only if Graph accepts $top.
  emulator ??= await startEmulator({ faults, facts: { ...factsOfSynchronization, topOfList: 'accepted' } });
  folder.write('configs/a.yaml', `version: 1\ntenant: ${home}\nundeclaredPartners: ignore\n${configuration}`);
  return runIn(folder.path, words, emulator.url);
}

const drift = ['drift', '--no-attribution'];
const declared = `unmanaged: [policy]
partners:
  - tenantId: ${fabrikam}
    b2bCollaborationInbound: { usersAndGroups: allowed }
    inboundTrust: { isMfaAccepted: false }
`;

describe('drift is a difference (exit 2)', () => {
  const untouched = async () => expect(await xtap(drift, declared)).toMatchObject({ code: 0 });

  test('when somebody turns on a second trust flag of a declared partner', async () => {
    await untouched();
    emulator?.portalEdit(fabrikam, {
      inboundTrust: {
        isMfaAccepted: false,
        isCompliantDeviceAccepted: true,
        isHybridAzureADJoinedDeviceAccepted: false,
      },
    });
    const { code, stdout } = await xtap(drift, declared);
    expect(code).toBe(2);
    expect(stdout).toMatch(/inboundTrust\.isCompliantDeviceAccepted {2}true\s+▲\s+broader\s+than\s+the\s+default/);
    expect(stdout).toContain('1 undeclared setting is broader');
  });

  test('when somebody opens direct connect in the tenant default', async () => {
    await untouched();
    emulator?.portalEdit('default', {
      b2bDirectConnectInbound: {
        usersAndGroups: { accessType: 'allowed', targets: [{ target: 'AllUsers', targetType: 'user' }] },
        applications: { accessType: 'allowed', targets: [{ target: 'AllApplications', targetType: 'application' }] },
      },
    });
    const { code, stdout } = await xtap([...drift, '--format', 'json'], declared);
    expect([code, JSON.parse(stdout).undeclared]).toMatchObject([
      2,
      [{ resource: 'default', setting: 'b2bDirectConnectInbound', impact: 'broadens' }],
    ]);
    const accepted = declared.replace('[policy]', '[policy, default]');
    expect(await xtap(drift, accepted)).toMatchObject({ code: 0 });
  });

  test.each(['text', 'markdown', 'html', 'github'])(
    'and %s says what was found and how to accept it',
    async (format) => {
      const partner = `partners: [{ tenantId: ${datum}, inboundTrust: inherit }]\n`;
      const { stdout } = await xtap(['plan', '--format', format], partner);
      expect(stdout).toContain('identitySynchronization');
      expect(stdout).toMatch(/undeclared settings? (is|are) broader/);
      expect(stdout.replace(/<\/?code>/g, '`').replace(/\s+/g, ' ')).toContain('`unmanaged: [SETTING]`');
    },
  );
});

test('the same undeclared setting of several partners is one entry, unless nothing is grouped', async () => {
  const ids = [1, 2, 3].map((digit) => `90e29127-71ad-49c7-9ce8-00000000000${digit}`);
  const entries = ids.map(
    (id, index) => `  - { tenantId: ${id}, name: P${index}, m365CollaborationInbound: inherit }\n`,
  );
  const configuration = `partners:\n${entries.join('')}`;
  await xtap(drift, configuration);
  for (const id of ids) emulator?.portalEdit(id, { inboundTrust: { isMfaAccepted: true } });
  const { stdout } = await xtap(drift, configuration);
  expect(stdout).toMatch(
    / \? 3 partners {2}inboundTrust {2}isMfaAccepted true {2}▲ broader than the default\n {6}P0, P1, P2\n/,
  );
  const single = await xtap([...drift, '--group-by', 'none'], configuration);
  for (const [index, id] of ids.entries()) expect(single.stdout).toContain(`  ? P${index}  ${id}  inboundTrust`);
});

describe('synchronization that is only watched', () => {
  const watched = `unmanaged: [policy]\npartners: [{ tenantId: ${datum}, inboundTrust: inherit }]\n`;
  const readsOfPartners = () => emulator?.requests.filter(({ path }) => path.endsWith('/partners')) ?? [];

  test.each([400, 403])('is left out where Graph answers %i, with a warning', async (status) => {
    const { code, stdout } = await xtap(['plan', '--format', 'json'], watched, [`GET partners 1st ${status}`]);
    const { warnings, undeclared } = JSON.parse(stdout);
    expect([code, readsOfPartners().map(({ query }) => query.$expand)]).toEqual([
      0,
      ['identitySynchronization', undefined],
    ]);
    expect(warnings).toMatchObject([{ code: 'synchronization-not-watched' }]);
    expect(undeclared.map(({ setting }: { setting: string }) => setting)).not.toContain('identitySynchronization');
  });

  test('is read or the run ends where a partner declares it', async () => {
    const declares = watched.replace('inboundTrust: inherit', 'identitySynchronization: absent');
    expect(await xtap(['plan'], declares, ['GET partners 1st 403'])).toMatchObject({ code: 77 });
    expect(readsOfPartners()).toHaveLength(1);
  });
});

describe('an ignored partner', () => {
  const ignored = (access: string) =>
    `unmanaged: [policy]\nignored:\n  - { tenantId: ${support}, reason: Microsoft support case 1234${access} }\npartners: [{ tenantId: ${fabrikam}, inboundTrust: { isMfaAccepted: false } }]\n`;

  test('is listed with its reason, and is a difference while it has more access than the default', async () => {
    const { code, stdout } = await xtap(drift, ignored(''));
    expect(code).toBe(2);
    expect(stdout).toContain('Microsoft support case 1234; a difference for drift');
    const any = await xtap([...drift, '--format', 'json'], ignored(', access: any'));
    expect([any.code, JSON.parse(any.stdout).ignored]).toMatchObject([
      0,
      [{ tenantId: support, reason: 'Microsoft support case 1234', access: 'any', impact: 'broadens' }],
    ]);
  });

  test('is not deleted by a change that takes it out of the list, with a tombstone or without', async () => {
    folder.write('base.yaml', `version: 1\ntenant: ${home}\nundeclaredPartners: ignore\n${ignored('')}`);
    const words = ['plan', '--base', 'base.yaml', '--format', 'json'];
    const { code, stdout } = await xtap(
      words,
      `unmanaged: [policy]\npartners: [{ tenantId: ${support}, state: absent }]\n`,
    );
    const { guards, loosened } = JSON.parse(stdout);
    expect([code, loosened]).toEqual([3, [{ what: 'ignored', tenantId: support }]]);
    expect(guards).toContainEqual(expect.objectContaining({ guard: 'protected', tenantIds: [support] }));
  });
});

describe('silence and names', () => {
  const redundant = `default: { b2bDirectConnectInbound: blocked }
partners: [{ tenantId: ${fabrikam}, reviewBy: 2020-01-01, b2bDirectConnectInbound: blocked }]
`;

  test('a silenced warning is in no output, and the plan counts it', async () => {
    const silenced = `silence: [redundant-setting, review-overdue]\n${redundant}`;
    const json = await xtap(['plan', '--format', 'json'], silenced);
    const { warnings, silenced: counts } = JSON.parse(json.stdout);
    expect([warnings, counts]).toEqual([
      [],
      [
        { code: 'redundant-setting', count: 1 },
        { code: 'review-overdue', count: 1 },
      ],
    ]);
    const text = await xtap(['plan'], silenced);
    expect(text.stdout).toContain('Silenced: redundant-setting (1), review-overdue (1).');
    expect((await xtap(['validate'], silenced)).stderr).toBe('');
    expect((await xtap(['validate'], redundant)).stderr).toContain('review-overdue');
  });

  test('every format shows a label with its id, and no request contains it', async () => {
    const group = '20000000-0000-4000-8000-000000000001';
    const configuration = `names: { ${group}: Designers of Fabrikam, 20000000-0000-4000-8000-000000000002: Nobody }
partners:
  - tenantId: ${fabrikam}
    b2bCollaborationOutbound: { usersAndGroups: { allowed: [{ group: ${group} }] }, applications: allowed }
`;
    for (const format of ['text', 'markdown', 'html', 'github']) {
      const { stdout } = await xtap(['plan', '--format', format], configuration);
      expect(stdout.replace(/<wbr>/g, '')).toContain(`${group} (Designers of Fabrikam)`);
    }
    const { stdout } = await xtap(['plan', '--format', 'json'], configuration);
    const { names, changes } = JSON.parse(stdout);
    expect(names).toEqual({ [group]: 'Designers of Fabrikam' });
    expect(JSON.stringify(changes)).not.toContain('Designers');
  });
});
