import { run } from '../../src/cli/main.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, versionAndTenant } from '../support/tenants.ts';

const configuration = `${versionAndTenant}partners:
  - tenantId: ${fabrikam}
    domain: fabrikam.example
    inboundTrust: inherit
`;

let emulator: Emulator;
const folder = folderForEach();

beforeEach(async () => {
  emulator = await startEmulator();
  folder.write('configs/a.yaml', configuration);
});

afterEach(async () => {
  await emulator.close();
});

it('reads nothing from another tenant', async () => {
  folder.write('configs/a.yaml', configuration.replace('6babcaad-604b', '00000000-604b'));
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  expect(await run(['doctor', '--format', 'json'], io)).toBe(77);
  const { checks } = JSON.parse(io.written.stdout) as { checks: readonly { check: string; status: string }[] };
  expect(checks.slice(-4).map(({ check, status }) => `${check} ${status}`)).toEqual([
    'tenant failed',
    'policy skipped',
    'clock skipped',
    'domains skipped',
  ]);
  expect(emulator.requests.map(({ path }) => path)).toEqual(['/organization']);
});

async function doctor() {
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  const code = await run(['doctor', '--format', 'json'], io);
  const { checks } = JSON.parse(io.written.stdout) as { checks: readonly { check: string }[] };
  return { code, domains: checks.find(({ check }) => check === 'domains') };
}

it('confirms correct domains', async () => {
  expect(await doctor()).toMatchObject({ code: 0, domains: { status: 'ok' } });
});

it('does not confirm domains that it may not look up', async () => {
  emulator.addFault('GET /tenantRelationships/** 403');
  expect(await doctor()).toEqual({
    code: 0,
    domains: {
      check: 'domains',
      status: 'warning',
      message: 'Domains were not checked: that needs CrossTenantInformation.ReadBasic.All.',
    },
  });
});

it('reports unchecked domains beside errors', async () => {
  folder.write(
    'configs/a.yaml',
    `${configuration}    b2bCollaborationInbound:
      usersAndGroups: allowed
      applications: { allowed: [7c9e1d52-3ab8-4f60-95c7-e20b84d6a139] }
`,
  );
  emulator.addFault('GET /tenantRelationships/** 403');
  expect(await doctor()).toEqual({
    code: 0,
    domains: {
      check: 'domains',
      status: 'warning',
      message:
        'the tenant has no enterprise application with the id 7c9e1d52-3ab8-4f60-95c7-e20b84d6a139; Domains were not checked: that needs CrossTenantInformation.ReadBasic.All.',
    },
  });
});

describe('a given token', () => {
  const now = Date.parse('2026-11-22T01:00:00Z');
  const expiringIn = (seconds: number): object => ({ exp: now / 1000 + seconds });

  async function tokenCheck(claims: object) {
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
    const env = { XTAP_GRAPH_URL: emulator.url, XTAP_ACCESS_TOKEN: token };
    const io = recordingIo(folder.path, { env, wallNow: () => now });
    await run(['doctor', '--format', 'json'], io);
    const { checks } = JSON.parse(io.written.stdout) as { checks: readonly { check: string }[] };
    return checks.find(({ check }) => check === 'token');
  }

  it.each([
    [-7200, 'XTAP_ACCESS_TOKEN expired 2026-11-21T23:00:00Z: set a new one, or unset it'],
    [0, 'XTAP_ACCESS_TOKEN expired 2026-11-22T01:00:00Z: set a new one, or unset it'],
    [299, 'XTAP_ACCESS_TOKEN expires 2026-11-22T01:04:59Z, in less than five minutes: set a new one, or unset it'],
  ])('that expires in %d seconds is remarked on, with what to do', async (seconds, message) => {
    expect(await tokenCheck(expiringIn(seconds))).toEqual({
      check: 'token',
      status: 'warning',
      message: `${message} for an identity that renews its own (--auth)`,
    });
  });

  it('that is valid for longer is reported with its expiry', async () => {
    const found = await tokenCheck(expiringIn(3600));
    expect(found).toEqual({ check: 'token', status: 'ok', message: 'XTAP_ACCESS_TOKEN expires 2026-11-22T02:00:00Z' });
  });

  it.each([{}, { exp: 'soon' }, { exp: 1e300 }])('without a readable expiry is skipped: %j', async (claims) => {
    expect(await tokenCheck(claims)).toMatchObject({ check: 'token', status: 'skipped' });
  });
});

it('has no token check without a given token', async () => {
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  await run(['doctor'], io);
  expect(io.written.stdout).not.toMatch(/^. token /m);
});

describe('a failure that every later check would repeat', () => {
  const token = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

  async function checksWith(env: Readonly<Record<string, string>>, changes: Parameters<typeof recordingIo>[1] = {}) {
    const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url, ...env }, ...changes });
    const code = await run(['doctor', '--format', 'json'], io);
    const { checks } = JSON.parse(io.written.stdout) as {
      checks: readonly { check: string; status: string; message: string }[];
    };
    const texts = new Map(checks.map(({ check, message }) => [check, message]));
    return { code, states: checks.map(({ check, status }) => `${check} ${status}`), texts };
  }

  it('is reported once if Graph refuses the token, with the clock that may be the reason', async () => {
    emulator.addFault('GET . every 401');
    const env = { XTAP_ACCESS_TOKEN: token({ tid: home, roles: ['Policy.Read.All'] }) };
    const { code, states, texts } = await checksWith(env, { wallNow: () => Date.now() + 3_600_000 });
    expect(code).toBe(77);
    expect(states).toEqual([
      'endpoint ok',
      'identity ok',
      'token skipped',
      'permissions ok',
      'tenant ok',
      'policy failed',
      'clock warning',
      'domains skipped',
    ]);
    expect(texts.get('policy')).toContain('Graph did not accept the token.');
    expect(texts.get('clock')).toMatch(/^the clock of this machine is 36\d\d s off; Graph may refuse tokens$/);
    expect(texts.get('domains')).toBe('not checked: Graph did not accept the token');
    expect(emulator.requests.map(({ path }) => path)).toEqual(['/policies/crossTenantAccessPolicy']);
  });

  it('is reported once if a permission is missing; domains need another permission', async () => {
    emulator.addFault('GET /policies/** every 403');
    const { code, states } = await checksWith({});
    expect(code).toBe(77);
    expect(states.slice(3)).toEqual(['tenant ok', 'policy failed', 'clock ok', 'domains ok']);
    expect(emulator.requests.filter(({ path }) => path.startsWith('/policies'))).toHaveLength(1);
  });

  it('is reported once if Graph cannot be reached', async () => {
    await emulator.close();
    const { code, states, texts } = await checksWith({});
    expect(code).toBe(1);
    expect(states.slice(3)).toEqual(['tenant failed', 'policy skipped', 'clock skipped', 'domains skipped']);
    expect(texts.get('tenant')).toContain('Nothing listens at 127.0.0.1:');
    expect(texts.get('clock')).toBe('not checked: an earlier request to Graph failed');
    emulator = await startEmulator();
  });

  it('is reported with the limit of the Azure CLI if the token comes from it', async () => {
    emulator.addFault('GET /policies/** every 403');
    const appid = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
    const { states, texts } = await checksWith({ XTAP_ACCESS_TOKEN: token({ tid: home, appid, scp: 'User.Read' }) });
    expect(states).toContain('policy failed');
    expect(texts.get('permissions')).toContain('; the Azure CLI probably cannot get this permission');
    expect(texts.get('policy')).toContain('The token comes from the Azure CLI ("az login").');
  });
});

describe('the identity', () => {
  const claims = {
    tid: home,
    exp: Date.parse('2026-11-22T02:00:00Z') / 1000,
    sub: 'subject-1',
    iss: `https://sts.windows.net/${home}/`,
    appid: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    name: 'Megan Bowen',
    upn: 'megan@contoso.example',
  };

  async function doctorAs(more: object, format = 'json') {
    const token = `e30.${Buffer.from(JSON.stringify({ ...claims, ...more })).toString('base64url')}.sig`;
    const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url, XTAP_ACCESS_TOKEN: token } });
    await run(['doctor', '--format', format], io);
    return io.written;
  }

  it('of a person is described without a name, with surplus permissions and what it may do', async () => {
    const { stdout, stderr } = await doctorAs({ scp: 'openid Policy.Read.All Mail.Read' });
    const { identity, access } = JSON.parse(stdout) as {
      identity: object;
      access: readonly { activity: string; status: string }[];
    };
    expect(identity).toEqual({
      kind: 'person',
      sub: 'subject-1',
      iss: claims.iss,
      appid: claims.appid,
      roles: [],
      scopes: ['openid', 'Policy.Read.All', 'Mail.Read'],
      expires: '2026-11-22T02:00:00Z',
      surplus: ['Mail.Read'],
    });
    expect(access).toContainEqual(expect.objectContaining({ activity: 'apply', status: 'no' }));
    expect(stdout + stderr).not.toMatch(/megan/i);
  });

  it('of an application is described by its roles', async () => {
    const { stdout } = await doctorAs({ roles: ['Policy.ReadWrite.CrossTenantAccess'] }, 'text');
    expect(stdout).toContain('The token belongs to an application:\n  sub      subject-1\n');
    expect(stdout).toContain('  roles    Policy.ReadWrite.CrossTenantAccess\n');
    expect(stdout).toMatch(/✓ apply +Policy\.ReadWrite/);
    expect(stdout).toMatch(/✗ signins +missing: AuditLog\.Read\.All/);
  });

  it('is null without a token, and the table says what each command needs', async () => {
    const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
    await run(['doctor', '--format', 'json'], io);
    expect(JSON.parse(io.written.stdout)).toMatchObject({ identity: null });
    expect(io.written.stdout).toContain('"status": "unknown"');
  });
});
