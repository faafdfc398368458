import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import type { JsonObject } from '../../src/emulator/json.ts';
import { seedOf } from '../../src/emulator/state/seed.ts';
import { trust } from '../support/builders.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { home, partnerId } from '../support/tenants.ts';

jest.setTimeout(60_000);

let emulator: Emulator | undefined;
const folder = folderForEach();

afterEach(async () => {
  await emulator?.close();
});

/** Both have drifted: the partner requires less, and the default trusts more than declared. */
async function start(partners: readonly JsonObject[], configuration: string): Promise<void> {
  const { policy, directory, default: defaults } = seedOf('empty');
  emulator = await startEmulator({
    seed: {
      tenantId: home,
      displayName: 'Contoso',
      partners,
      default: { ...defaults, inboundTrust: trust(true, true) },
      policy,
      directory,
      identitySynchronization: {},
    },
    facts: factsOfSynchronization,
  });
  folder.write('configs/a.yaml', `version: 1\ntenant: ${home}\n${configuration}`);
}

async function correct(...words: readonly string[]) {
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator?.url ?? '' } });
  const code = await run(['drift', '--correct', '--no-attribution', '--format', 'json', ...words], io);
  return { code, plan: JSON.parse(io.written.stdout), sent: writes() };
}

const writes = () =>
  (emulator?.requests ?? []).filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
const trustOf = (digit: number) =>
  emulator?.state().partners.find(({ tenantId }) => tenantId === partnerId(digit))?.inboundTrust;
const urlOf = (digit: number) => `/policies/crossTenantAccessPolicy/partners/${partnerId(digit)}`;

const tighterDefault = 'default: { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false } }\n';

it('corrects only the partners of --only', async () => {
  await start(
    [1, 2].map((digit) => ({ tenantId: partnerId(digit), inboundTrust: trust(true, false) })),
    `partners:
  - { tenantId: ${partnerId(1)}, inboundTrust: { isMfaAccepted: false } }
  - { tenantId: ${partnerId(2)}, inboundTrust: { isMfaAccepted: false } }
`,
  );
  expect(await correct('--only', partnerId(1))).toMatchObject({ code: 0, sent: [`PATCH ${urlOf(1)}`] });
});

it('sends the values of the shown plan, not those of a drifted default', async () => {
  await start(
    [{ tenantId: partnerId(3), inboundTrust: null }],
    `${tighterDefault}partners:\n  - { tenantId: ${partnerId(3)}, inboundTrust: { isMfaAccepted: false } }\n`,
  );
  const { code, sent, plan } = await correct();
  expect({ code, sent }).toEqual({ code: 2, sent: [`PATCH ${urlOf(3)}`] });
  expect(plan.changes[0].after.inboundTrust).toEqual(trust(false, false));
  expect(trustOf(3)).toEqual(trust(false, false));
});

it('resets no partner to a default that will still change', async () => {
  await start(
    [{ tenantId: partnerId(4), inboundTrust: trust(true, true) }],
    `${tighterDefault}partners:\n  - { tenantId: ${partnerId(4)}, inboundTrust: inherit }\n`,
  );
  expect(await correct()).toMatchObject({ code: 2, sent: [] });
});

it('does not correct a change that broadens access only together with the rest of the plan', async () => {
  await start(
    [],
    `policy: { allowedCloudEndpoints: [microsoftonline.us] }
partners:
  - { tenantId: ${partnerId(5)}, b2bCollaborationInbound: blocked }
`,
  );
  expect(await correct()).toMatchObject({ code: 2, sent: [] });
});

it('corrects the state that it read: it reads the log afterwards, up to the time of the plan', async () => {
  await start(
    [{ tenantId: partnerId(6), inboundTrust: trust(true, false) }],
    `partners:\n  - { tenantId: ${partnerId(6)}, inboundTrust: { isMfaAccepted: false } }\n`,
  );
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator?.url ?? '' } });
  expect(await run(['drift', '--correct', '--format', 'json'], io)).toBe(0);
  const asked = (emulator?.requests ?? []).map(({ method, path }) => `${method} ${path.split('/')[1]}`);
  expect(asked.indexOf('GET auditLogs')).toBeGreaterThan(asked.indexOf('PATCH policies'));
  expect(JSON.parse(io.written.stdout)).not.toHaveProperty('attribution');
});

it('does not report an undeclared protected partner, but reports a partner that another owner keeps', async () => {
  const configuration = `undeclaredPartners: delete
protected: [${partnerId(1)}]
partners: [{ tenantId: ${partnerId(3)} }]
`;
  await start([{ tenantId: partnerId(1) }, { tenantId: partnerId(3) }], configuration);
  const kept = { tenantId: partnerId(1), reason: 'not in the configuration; kept: protected' };
  expect(await correct()).toMatchObject({ code: 0, plan: { undeclared: [kept] }, sent: [] });
  await emulator?.close();
  await start(
    [{ tenantId: partnerId(1) }, { tenantId: partnerId(2), isServiceProvider: true }, { tenantId: partnerId(3) }],
    configuration,
  );
  const foreign = { tenantId: partnerId(2), reason: expect.stringContaining('kept: a service provider') };
  expect(await correct()).toMatchObject({ code: 2, plan: { undeclared: [kept, foreign] }, sent: [] });
});

it.each([
  ['report: then every partner that nobody declares is one', 'undeclaredPartners: report', ''],
  [
    'an undeclared setting of its own',
    'undeclaredPartners: delete',
    `, { tenantId: ${partnerId(1)}, undeclaredSettings: report }`,
  ],
])('is an alarm for a protected partner under %s', async (_, rule, declared) => {
  await start(
    [{ tenantId: partnerId(1), inboundTrust: trust(true, true) }, { tenantId: partnerId(3) }],
    `${rule}\nprotected: [${partnerId(1)}]\npartners: [{ tenantId: ${partnerId(3)} }${declared}]\n`,
  );
  expect(await correct()).toMatchObject({ code: 2, plan: { undeclared: [{ tenantId: partnerId(1) }] }, sent: [] });
});

it('does not report a partner that the base protects', async () => {
  const configuration = `undeclaredPartners: delete\npartners: [{ tenantId: ${partnerId(3)} }]\n`;
  await start([{ tenantId: partnerId(1) }, { tenantId: partnerId(3) }], configuration);
  folder.write('base/a.yaml', `version: 1\ntenant: ${home}\nprotected: [${partnerId(1)}]\n${configuration}`);
  expect(await correct('--base', 'base')).toMatchObject({
    code: 0,
    plan: { undeclared: [{ tenantId: partnerId(1) }] },
  });
});

it('returns a plan that does not delete the protected partners of the base', async () => {
  await start([], `partners:\n  - { tenantId: ${partnerId(1)}, b2bCollaborationInbound: blocked }\n`);
  folder.write(
    'base/a.yaml',
    `version: 1\ntenant: ${home}\nprotected: [${partnerId(1)}]\npartners:\n  - { tenantId: ${partnerId(1)}, b2bCollaborationInbound: blocked }\n`,
  );
  const { code, sent } = await correct('--base', 'base', '--undo', 'undo.json');
  expect({ code, sent }).toEqual({ code: 0, sent: ['POST /policies/crossTenantAccessPolicy/partners'] });
  const { guards } = JSON.parse(readFileSync(join(folder.path, 'undo.json'), 'utf8'));
  expect(guards).toContainEqual(expect.objectContaining({ guard: 'protected', tenantIds: [partnerId(1)] }));
});
