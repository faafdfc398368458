import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, versionAndTenant } from '../support/tenants.ts';

let emulator: Emulator;
const folder = folderForEach();

beforeEach(async () => {
  emulator = await startEmulator({ requireToken: true });
  folder.write(
    'configs/a.yaml',
    `${versionAndTenant}partners:\n  - tenantId: ${fabrikam}\n    b2bCollaborationInbound: blocked\n`,
  );
});

afterEach(() => emulator.close());

const tokenWith = (claims: object): string => {
  const all = { tid: home, exp: Math.floor(Date.now() / 1000) + 3600, ...claims };
  return `e30.${Buffer.from(JSON.stringify(all)).toString('base64url')}.c2ln`;
};
const xtap = (words: readonly string[], token: string) =>
  runIn(folder.path, words, emulator.url, { env: { XTAP_ACCESS_TOKEN: token } });

describe('drift --correct', () => {
  it('writes nothing with the token of a person', async () => {
    const scp = 'Policy.Read.All Policy.ReadWrite.CrossTenantAccess';
    const { code, stderr } = await xtap(['drift', '--correct', '--no-attribution'], tokenWith({ scp }));
    expect(code).toBe(77);
    expect(stderr).toContain('error[person-refused]: The token belongs to a person');
    expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('writes with the token of an application', async () => {
    const roles = ['Policy.Read.All', 'Policy.ReadWrite.CrossTenantAccess'];
    const { stderr } = await xtap(['drift', '--correct', '--no-attribution'], tokenWith({ roles }));
    expect(stderr).not.toContain('person');
    expect(emulator.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it.each(['browser', 'device'])('refuses --auth %s before anybody signs in', async (auth) => {
    const { code, stderr } = await runIn(folder.path, ['drift', '--correct', '--auth', auth], emulator.url);
    expect(code).toBe(64);
    expect(stderr).toContain(`--auth ${auth} signs a person in`);
    expect(emulator.requests).toEqual([]);
  });
});

it('lets a person apply with the permission to write alone', async () => {
  const token = tokenWith({ scp: 'Policy.ReadWrite.CrossTenantAccess' });
  const { code } = await xtap(['apply', '--yes'], token);
  expect(code).toBe(0);
  expect(emulator.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
});

it('names the permissions of a person that the run does not need, once', async () => {
  const token = tokenWith({ scp: 'openid Policy.Read.All Policy.ReadWrite.CrossTenantAccess Mail.Read' });
  const { stderr } = await xtap(['plan'], token);
  const sentence = 'The token of the signed-in person has permissions that this run does not need: ';
  expect(stderr.split(sentence)).toHaveLength(2);
  expect(stderr).toContain(`${sentence}Policy.ReadWrite.CrossTenantAccess, Mail.Read.`);
});
