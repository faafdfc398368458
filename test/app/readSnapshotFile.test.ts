import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { recordingIo, runIn } from '../support/recordingIo.ts';
import { folderForEach, temporaryFolder } from '../support/temporaryFolder.ts';
import { fabrikam, home, proseware } from '../support/tenants.ts';

const synchronized = { identitySynchronization: { userSyncInbound: { isSyncAllowed: true } } };
const bare = [{ tenantId: fabrikam }, { tenantId: proseware }];
const whole = { formatVersion: 1, tenantId: home, cloud: 'global', apiVersion: 'v1.0', policy: {}, default: {} };

const folder = folderForEach();

async function xtap(live: unknown, { once = '', entry = '' }, words: readonly string[] = ['plan']) {
  folder.write('live.json', JSON.stringify(live));
  const partners = `partners:\n  - { tenantId: ${fabrikam}, domain: fabrikam.example${entry} }\n`;
  folder.write('configs/a.yaml', `version: 1\ntenant: ${home}\n${once}${partners}`);
  return runIn(folder.path, [...words, '--live', 'live.json']);
}

const withSync = { entry: ', identitySynchronization: { userSyncInbound: { isSyncAllowed: true } }' };

describe('a bare list that was read without $expand=identitySynchronization', () => {
  it.each<[string, { once?: string; entry?: string }]>([
    ['that setting is declared', withSync],
    ['a partner is a tombstone', { entry: ', state: absent' }],
    ['undeclared partners are deleted', { once: 'undeclaredPartners: delete\n' }],
  ])('makes no plan where %s', async (_case, configuration) => {
    const { code, stderr } = await xtap({ '@odata.context': '…#partners', value: bare }, configuration);
    expect(code).toBe(65);
    expect(stderr).toContain(
      'error[invalid-snapshot]: live.json was read without $expand=identitySynchronization: what is set there would look not set. No plan was made. Read the list with …/policies/crossTenantAccessPolicy/partners?$expand=identitySynchronization, or the whole with "xtap pull --snapshot FILE".\n',
    );
  });

  it('makes a plan if nothing needs it', async () => {
    const { code, stdout } = await xtap(bare, { once: 'undeclaredSettings: ignore\n' });
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('$expand')]);
  });

  it.each(['broader', 'report'])(
    'makes a plan that says what it does not watch under `undeclaredSettings: %s`',
    async (watching) => {
      const { code, stdout } = await xtap(bare, { once: `undeclaredSettings: ${watching}\n` }, [
        'plan',
        '--format',
        'json',
      ]);
      const warnings: readonly { readonly code: string }[] = JSON.parse(stdout).warnings;
      expect([code, warnings.filter((each) => each.code !== 'partner-without-settings')]).toEqual([
        0,
        [
          {
            code: 'synchronization-not-watched',
            message: expect.stringContaining('without $expand=identitySynchronization'),
          },
        ],
      ]);
    },
  );

  it.each([
    ['explain', [fabrikam, 'configs']],
    ['pull', ['--dir', 'configs']],
  ])('is refused by %s, which reads everything', async (command, words) => {
    const { code, stderr } = await xtap(bare, {}, [command, ...words]);
    expect([code, stderr]).toEqual([65, expect.stringContaining('live.json was read without $expand')]);
  });
});

it.each<[string, unknown]>([
  ['a partner has it', [{ tenantId: proseware }, { tenantId: fabrikam, ...synchronized }]],
  ['it is null', [{ tenantId: proseware }, { tenantId: fabrikam, identitySynchronization: null }]],
  ['Graph says that it was asked for', { '@odata.context': '…#partners(identitySynchronization())', value: bare }],
  ['there is not a partner', { value: [] }],
  ['it is a whole snapshot', { ...whole, partners: bare }],
])('what is not set in a snapshot is not set, where %s', async (_case, live) => {
  expect(await xtap(live, withSync)).toMatchObject({ code: 0 });
});

describe.each([
  ['plan', []],
  ['explain', [fabrikam, 'configs']],
  ['pull', ['--dir', 'configs']],
])('%s', (command, words) => {
  const drifted = [{ tenantId: fabrikam, inboundTrust: { isMfaAccepted: true } }];
  const configuration = { entry: ', inboundTrust: { isMfaAccepted: false }' };

  it.each<[string, object, number, string]>([
    ['another tenant', { tenantId: proseware }, 77, `live.json is a snapshot of tenant ${proseware}`],
    ['another version', { apiVersion: 'beta' }, 65, 'live.json was read from global beta, the configuration says'],
    ['another cloud', { cloud: 'usgov' }, 65, 'live.json was read from usgov v1.0, the configuration says'],
  ])('refuses a snapshot of %s, and writes nothing', async (_case, odd, expected, message) => {
    const live = { ...whole, ...odd, partners: drifted };
    const { code, stderr } = await xtap(live, configuration, [command, ...words]);
    expect([code, stderr]).toEqual([expected, expect.stringContaining(message)]);
    expect(readFileSync(join(folder.path, 'configs/a.yaml'), 'utf8')).toContain('isMfaAccepted: false');
  });

  it('refuses a snapshot without the default that the configuration declares', async () => {
    const { default: _default, ...rest } = whole;
    const declared = { once: 'default: { inboundTrust: { isMfaAccepted: false } }\n' };
    const { code, stderr } = await xtap({ ...rest, partners: [] }, declared, [command, ...words]);
    expect([code, stderr]).toEqual([65, expect.stringContaining('live.json has no "default"')]);
  });
});

describe('a snapshot without a configuration', () => {
  it.each([
    ['--cloud china', ['pull', '--dir', 'new', '--cloud', 'china']],
    ['--api beta', ['pull', '--dir', 'new', '--api', 'beta']],
    ['--cloud usgov --api beta', ['pull', '--dir', 'new', '--api', 'beta', '--cloud', 'usgov']],
    ['--cloud china', ['explain', fabrikam, '--cloud', 'china']],
  ])('is not taken for what %s asks', async (asked, words) => {
    folder.write('live.json', JSON.stringify({ ...whole, partners: [] }));
    const io = recordingIo(folder.path);
    expect(await run([...words, '--live', 'live.json'], io)).toBe(65);
    expect(io.written.stderr).toContain(`live.json was read from global v1.0, so ${asked} cannot be used with it.`);
  });
});

it('is not read through a link that leads out of the git work tree, so that no error quotes a file of the machine', async () => {
  const away = temporaryFolder().path;
  writeFileSync(join(away, 'creds.json'), 'apiKey: TOPSECRET');
  mkdirSync(join(folder.path, '.git'));
  symlinkSync(join(away, 'creds.json'), join(folder.path, 'snapshot.json'));
  folder.write('configs/a.yaml', `version: 1\ntenant: ${home}\n`);
  const io = recordingIo(folder.path);
  const code = await run(['plan', '--live', 'snapshot.json'], io);
  rmSync(away, { recursive: true });
  expect(code).toBe(65);
  expect(io.written.stderr).toContain('snapshot.json is a symbolic link that leads out of the repository');
  expect(io.written.stderr).not.toContain('apiKey');
});
