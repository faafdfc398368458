/*
 * `isServiceProvider`: xtap sends it only with the request that creates a partner, as Graph's Create page describes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../src/emulator/http/server.ts';
import type { Plan } from '../../src/model/plan.ts';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { home, litware, relecloud, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const emulator = emulatorForEach({ facts: factsOfSynchronization });

const configuration = (tenantId: string, isServiceProvider: string): string =>
  `${versionAndTenant}undeclaredPartners: ignore\nundeclaredSettings: ignore\nunmanaged: [default, policy]\npartners:
  - tenantId: ${tenantId}
    isServiceProvider: ${isServiceProvider}
    inboundTrust: { isMfaAccepted: true }\n`;

const xtap = (...words: readonly string[]) => runIn(folder.path, words, emulator.url);

async function planOf(): Promise<Plan> {
  const { stdout } = await xtap('plan', 'x.yaml', '--format', 'json');
  return JSON.parse(stdout) as Plan;
}

test('true is sent with the creation, broadens access, and the plan after it is empty', async () => {
  folder.write('x.yaml', configuration(litware, 'true'));
  const [change] = (await planOf()).changes;
  expect(change?.impact).toBe('broadens');
  expect(change?.requests[0]?.body).toMatchObject({ tenantId: litware, isServiceProvider: true });
  expect(change?.fields.find(({ path }) => path === 'isServiceProvider')).toMatchObject({
    before: null,
    after: true,
    impact: 'broadens',
    file: 'x.yaml',
    line: 8,
  });
  expect((await xtap('apply', 'x.yaml', '--yes')).code).toBe(3);
  expect(await xtap('apply', 'x.yaml', '--yes', '--allow-broadening')).toMatchObject({ code: 0 });
  expect((await planOf()).changes).toEqual([]);
  expect((await planOf()).warnings).toEqual([]);
});

test.each(['false', '', 'null'])('"%s" means not a service provider, and is not sent', async (written) => {
  folder.write('x.yaml', configuration(litware, written));
  const [change] = (await planOf()).changes;
  expect(Object.keys(change?.requests[0]?.body ?? {})).toEqual(['tenantId', 'inboundTrust']);
  expect(change?.after).not.toHaveProperty('isServiceProvider');
});

test.each([
  ['true', false],
  ['false', true],
])('declared %s on an existing partner where it is %s: a warning and no request', async (declared, live) => {
  const { partners, ...state } = emulator.state();
  const changed = partners.map((each) => (each.tenantId === relecloud ? { ...each, isServiceProvider: live } : each));
  emulator.setState({ ...state, partners: changed });
  folder.write('x.yaml', configuration(relecloud, declared));
  const { changes, warnings } = await planOf();
  expect(changes.flatMap(({ fields }) => fields.map(({ path }) => path)).sort()).not.toContain('isServiceProvider');
  const [warning] = warnings.filter(({ code }) => code === 'service-provider-differs');
  expect(warning).toMatchObject({ tenantId: relecloud, file: 'x.yaml', line: 8 });
  expect(warning?.message).toContain(
    `is ${live} in the tenant, and the configuration declares ${declared}. Graph takes it only when a partner is created`,
  );
});

test('the undo plan of a deletion does not send it, and says so', async () => {
  folder.write(
    'x.yaml',
    `${versionAndTenant}undeclaredPartners: ignore\npartners:\n  - { tenantId: ${relecloud}, state: absent }\n`,
  );
  const words = ['--yes', '--allow-broadening', '--undo', 'undo.json'];
  expect(await xtap('apply', 'x.yaml', ...words)).toMatchObject({ code: 0 });
  const undo = JSON.parse(readFileSync(join(folder.path, 'undo.json'), 'utf8')) as Plan;
  expect(undo.changes[0]?.requests.map(({ body }) => Object.keys(body ?? {}))).toEqual([
    ['tenantId', 'b2bCollaborationInbound'],
  ]);
  expect(undo.warnings.filter(({ code }) => code === 'undo-incomplete')).toEqual([
    expect.objectContaining({ message: expect.stringContaining('isServiceProvider'), tenantId: relecloud }),
    expect.objectContaining({ message: expect.stringContaining('capabilities'), tenantId: relecloud }),
  ]);
  expect((await xtap('apply', 'undo.json', '--allow-broadening')).code).toBe(0);
});

test('the undo plan of its creation deletes the partner', async () => {
  folder.write('x.yaml', configuration(litware, 'true'));
  const words = ['--yes', '--allow-broadening', '--undo', 'undo.json'];
  expect(await xtap('apply', 'x.yaml', ...words)).toMatchObject({ code: 0 });
  expect(await xtap('apply', 'undo.json', '--allow-broadening')).toMatchObject({ code: 0 });
  expect(emulator.state().partners.some(({ tenantId }) => tenantId === litware)).toBe(false);
});

test('a saved plan of a creation whose answer was lost finds that it has arrived', async () => {
  folder.write('x.yaml', configuration(litware, 'true'));
  await xtap('plan', 'x.yaml', '-o', 'json=plan.json');
  expect((await xtap('apply', 'plan.json', '--allow-broadening')).code).toBe(0);
  const again = await xtap('apply', 'plan.json', '--allow-broadening');
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('already satisfied') });
});

describe('with a token', () => {
  const token = (claims: object): string => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none' })}.${part({ tid: home, exp: 4e9, ...claims })}.x`;
  };
  const permissions = ['Policy.Read.All', 'Policy.ReadWrite.CrossTenantAccess'];

  test.each([
    ['an application', { roles: permissions, idtyp: 'app' }, 5],
    ['a person', { scp: permissions.join(' '), upn: 'dana@contoso.example' }, 0],
  ])('Graph answers a creation of %s', async (_, claims, code) => {
    const facts = { serviceProviderByApplication: 'refused' } as const;
    const strict = await startEmulator({ requireToken: true, facts });
    try {
      folder.write('x.yaml', configuration(litware, 'true'));
      const env = { XTAP_ACCESS_TOKEN: token(claims) };
      const words = ['apply', 'x.yaml', '--yes', '--allow-broadening', '--format', 'json'];
      const run = await runIn(folder.path, words, strict.url, { env });
      expect(run.code).toBe(code);
      const advice = 'the request sends `isServiceProvider`, which Graph may refuse to an application: leave';
      expect(run.stdout.includes(advice)).toBe(code !== 0);
    } finally {
      await strict.close();
    }
  });
});
