/* The line that decides each field of a plan, and the profile that it belongs to. */
import { join } from 'node:path';
import type { Plan } from '../../src/model/plan.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, litware } from '../support/tenants.ts';

const folder = folderForEach();

const live = {
  value: [fabrikam, litware].map((tenantId) => ({
    tenantId,
    identitySynchronization: null,
    inboundTrust: { isMfaAccepted: false },
  })),
  default: { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false } },
};

async function planOf(configuration: Readonly<Record<string, string>>): Promise<Plan> {
  for (const [name, lines] of Object.entries(configuration)) folder.write(join('configs', name), lines);
  folder.write('live.json', JSON.stringify(live));
  const { stdout } = await runIn(folder.path, ['plan', '--live', 'live.json', '--format', 'json']);
  return JSON.parse(stdout);
}

const causesOf = ({ changes }: Plan, tenantId: string) =>
  Object.fromEntries(
    (changes.find((change) => change.tenantId === tenantId)?.fields ?? []).map(({ path, file, line, profile }) => [
      path.replace('inboundTrust.', ''),
      [`${file}:${line}`, ...(profile === undefined ? [] : [profile])],
    ]),
  );

const head = `version: 1\ntenant: ${home}\n`;

test('names the line of the member, or else of the setting, of the partner itself', async () => {
  const plan = await planOf({
    'a.yaml': `${head}partners:
  - tenantId: ${fabrikam}
    inboundTrust:
      isMfaAccepted: true
    b2bDirectConnectInbound: allowed
  - tenantId: ${litware}
    inboundTrust: { isMfaAccepted: true }
`,
  });
  expect(causesOf(plan, fabrikam)).toMatchObject({
    isMfaAccepted: ['configs/a.yaml:6'],
    'b2bDirectConnectInbound.usersAndGroups': ['configs/a.yaml:7'],
  });
  expect(causesOf(plan, litware)).toMatchObject({ isMfaAccepted: ['configs/a.yaml:9'] });
});

test('names the profile and its line for every partner of the profile', async () => {
  const plan = await planOf({
    'a.yaml': `${head}partners:
  - { tenantId: ${fabrikam}, profiles: [strong] }
  - { tenantId: ${litware}, profiles: [strong] }
`,
    'profiles.yaml': 'profiles:\n  strong:\n    inboundTrust:\n      isMfaAccepted: true\n',
  });
  for (const tenantId of [fabrikam, litware])
    expect(causesOf(plan, tenantId)).toMatchObject({ isMfaAccepted: ['configs/profiles.yaml:4', 'strong'] });
});

test('names the entry of a tombstone for the fields of its deletion', async () => {
  const { changes } = await planOf({ 'a.yaml': `${head}partners:\n  - tenantId: ${fabrikam}\n    state: absent\n` });
  expect(changes.map(({ action }) => action)).toEqual(['delete']);
  expect(new Set(changes.flatMap(({ fields }) => fields.map(({ file, line }) => `${file}:${line}`)))).toEqual(
    new Set(['configs/a.yaml:4']),
  );
});

test('does not change the digest: the same settings in a profile give the same plan', async () => {
  const own = await planOf({
    'a.yaml': `${head}partners:\n  - { tenantId: ${fabrikam}, inboundTrust: { isMfaAccepted: true } }\n`,
  });
  const shared = await planOf({
    'a.yaml': `${head}profiles:\n  strong: { inboundTrust: { isMfaAccepted: true } }\npartners:\n  - { tenantId: ${fabrikam}, profiles: [strong] }\n`,
  });
  expect(shared.digest).toBe(own.digest);
});
