import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import type { SignInRow } from '../../src/model/signIns.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { listen, stop } from '../support/fakeGraph.ts';
import { runIn, xtapIn } from '../support/recordingIo.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { datum, fabrikam, litware, proseware, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const emulator = emulatorForEach();
const xtap = xtapIn(folder, {
  get url() {
    return emulator.url;
  },
});

const people = (first: number, count: number): readonly number[] => Array.from({ length: count }, (_, n) => first + n);
const configuration = `${versionAndTenant}partners:\n  - tenantId: ${fabrikam}\n    state: present # a comment that stays\n`;

function prepare(rows: readonly Partial<SignInRow>[] = []): void {
  folder.write('configs/all.yaml', configuration);
  folder.write('m.json', serializeSignIns(signInsFile(rows.map(signInRow))));
}

const usual: readonly Partial<SignInRow>[] = [
  { tenantId: litware, direction: 'inbound', people: people(1, 6) },
  { tenantId: proseware, people: people(20, 3) },
  { people: people(30, 9) },
];
const configured = (): string => readFileSync(join(folder.path, 'configs/all.yaml'), 'utf8');

describe('discover --sign-ins', () => {
  test('needs no network, and lists proposed and other tenants', async () => {
    prepare(usual);
    const offline = xtapIn(folder, { url: 'http://127.0.0.1:9' });
    const { code, stdout } = await offline('discover', '--sign-ins', 'm.json');
    expect(code).toBe(0);
    expect(stdout).toContain('2 tenants are used and not declared');
    expect(stdout).toContain('6 people inbound, the last on 2026-11-20');
    expect(stdout).toContain('Not proposed: ');
    const json = await offline('discover', '--sign-ins', 'm.json', '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      sources: [{ source: 'sign-ins', state: 'read' }],
      tenants: [
        { tenantId: litware, declared: false, evidence: { inbound: { people: 6 } } },
        { tenantId: proseware, declared: false },
        { tenantId: fabrikam, declared: true, proposal: null, reason: 'declared' },
      ],
      unresolvedDomains: [],
    });
  });

  test('hides counts below five where others can read them', async () => {
    prepare(usual);
    for (const format of ['markdown', 'html', 'github']) {
      const { stdout } = await xtap('discover', '--sign-ins', 'm.json', '--format', format);
      expect(stdout).toMatch(/(?:<|&lt;)5 people outbound/);
      expect(stdout).not.toContain('3 people');
    }
  });

  test('exits with 2 for such tenants if told to', async () => {
    prepare(usual);
    const words = ['discover', '--sign-ins', 'm.json', '--detailed-exitcode'];
    expect((await xtap(...words)).code).toBe(2);
    expect((await xtap(...words, '--min-people', '7')).code).toBe(0);
    expect((await xtap('discover', '--sign-ins', 'm.json')).code).toBe(0);
  });

  test('counts tenants of which the log does not say enough for a proposal', async () => {
    prepare([{ tenantId: litware, type: 'unknown' }]);
    const { code, stdout } = await xtap('discover', '--sign-ins', 'm.json', '--detailed-exitcode');
    expect(code).toBe(2);
    expect(stdout).toContain('1 tenant is used and not declared');
    expect(stdout).toContain('(only sign-ins of an unknown type)');
  });

  test('works without a configuration, and refuses to write then', async () => {
    prepare(usual);
    folder.write('other/m.json', readFileSync(join(folder.path, 'm.json'), 'utf8'));
    const other = join(folder.path, 'other');
    const { code, stdout } = await runIn(other, ['discover', '--sign-ins', 'm.json']);
    expect(code).toBe(0);
    expect(stdout).toContain('3 tenants are used');
    expect((await runIn(other, ['discover', '--sign-ins', 'm.json', '--write'])).code).toBe(64);
  });

  test('needs a source, and refuses the file of another tenant', async () => {
    prepare(usual);
    expect((await xtap('discover')).code).toBe(64);
    folder.write('m.json', serializeSignIns(signInsFile([], { tenantId: fabrikam })));
    expect((await xtap('discover', '--sign-ins', 'm.json')).code).toBe(77);
  });
});

describe('discover --write', () => {
  test('adds an entry for each tenant of at least five people, and keeps the rest of the file', async () => {
    prepare(usual);
    const { code, stdout } = await xtap('discover', '--sign-ins', 'm.json', '--write', '--detailed-exitcode');
    expect(code).toBe(2);
    expect(stdout).toContain('Wrote 1 entry to configs/all.yaml.');
    expect(configured().startsWith(configuration)).toBe(true);
    const added = configured().slice(configuration.length);
    expect(added).toMatch(
      new RegExp(
        `^\\n  - tenantId: ${litware}\\n    reviewBy: "\\d{4}-\\d\\d-\\d\\d"\\n    # Sign-ins from 2026-10-31 to 2026-11-30: 6 people inbound \\(xtap discover\\)\\.\\n    b2bCollaborationInbound: allowed\\n$`,
      ),
    );
    expect(added).not.toContain('owner');
    expect((await xtap('validate')).code).toBe(0);
  });

  test('writes fewer people only if told to, and hides their number', async () => {
    prepare(usual);
    const { code } = await xtap(
      'discover',
      '--sign-ins',
      'm.json',
      '--write',
      '--min-people',
      '1',
      '--detailed-exitcode',
    );
    expect(code).toBe(0);
    expect(configured()).toContain('<5 people outbound');
    const again = await xtap('discover', '--sign-ins', 'm.json', '--detailed-exitcode');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('0 tenants are used and not declared');
  });

  test('writes nothing if no tenant has enough people', async () => {
    prepare([{ tenantId: proseware }]);
    const { stdout } = await xtap('discover', '--sign-ins', 'm.json', '--write');
    expect(stdout).toContain('Nothing was written');
    expect(configured()).toBe(configuration);
  });
});

describe('discover --guests', () => {
  const userReads = () => emulator.requests.filter(({ path }) => path === '/users');

  test('lists domains, and looks up none of them by default', async () => {
    prepare();
    const { code, stdout } = await xtap('discover', '--guests', '--format', 'json');
    expect(code).toBe(0);
    const { unresolvedDomains, tenants } = JSON.parse(stdout);
    expect(tenants).toEqual([]);
    expect(unresolvedDomains).toContainEqual({ domain: 'adatum.example', guests: 30 });
    expect(userReads()[0]?.query).toMatchObject({
      $filter: "userType eq 'Guest'",
      $select: 'mail,userPrincipalName,identities',
    });
    expect(emulator.requests.filter(({ path }) => path.includes('tenantRelationships'))).toEqual([]);
  });

  test('finds their tenants with Graph, but not of accounts outside of Entra ID', async () => {
    prepare();
    const { stdout } = await xtap('discover', '--guests', '--lookup', 'graph', '--format', 'json');
    const { unresolvedDomains, tenants } = JSON.parse(stdout);
    expect(tenants).toContainEqual(
      expect.objectContaining({
        tenantId: datum,
        domain: 'adatum.example',
        name: 'A. Datum',
        cloud: 'global',
        evidence: { guests: 30 },
      }),
    );
    expect(unresolvedDomains.map(({ domain }: { domain: string }) => domain)).toEqual(
      expect.arrayContaining(['mail.example', 'outlook.example']),
    );
    const asked = emulator.requests.map(({ path }) => path).join(' ');
    expect(asked).not.toContain('mail.example');
  });

  test.each([
    [undefined, {}],
    ['global', { cloud_instance_name: 'microsoftonline.com', tenant_region_scope: 'EU' }],
    ['usgov', { cloud_instance_name: 'microsoftonline.us', tenant_region_sub_scope: 'DODCON' }],
    ['usgovdod', { cloud_instance_name: 'microsoftonline.us', tenant_region_sub_scope: 'DOD' }],
    ['china', { cloud_instance_name: 'partner.microsoftonline.cn' }],
  ])(
    'finds their tenants and their cloud (%s) on the public login host, without a token',
    async (cloud, cloudMembers) => {
      prepare();
      const asked: { readonly url: string; readonly authorization: string | undefined }[] = [];
      const server = createServer((request, response) => {
        asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
        const isKnown = request.url?.includes('adatum.example') === true;
        response.writeHead(isKnown ? 200 : 400, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(
            isKnown ? { issuer: `https://login.example/${datum}/v2.0`, ...cloudMembers } : { error: 'invalid_tenant' },
          ),
        );
      });
      await listen(server);
      try {
        const { port } = server.address() as AddressInfo;
        const env = { AZURE_AUTHORITY_HOST: `http://127.0.0.1:${port}` };
        const words = ['discover', '--guests', '--lookup', 'public', '--format', 'json'];
        const { stdout } = await runIn(folder.path, words, emulator.url, { env });
        const tenants = JSON.parse(stdout).tenants as readonly { cloud?: string; caveats: readonly string[] }[];
        expect(tenants).toEqual([expect.objectContaining({ tenantId: datum, evidence: { guests: 30 } })]);
        expect(tenants[0]?.cloud).toBe(cloud);
        const isElsewhere = cloud !== undefined && cloud !== 'global';
        expect(tenants[0]?.caveats.some((caveat) => caveat.includes('another cloud'))).toBe(isElsewhere);
      } finally {
        await stop(server);
      }
      expect(asked.map(({ authorization }) => authorization)).toEqual(asked.map(() => undefined));
      expect(asked.map((each) => each.url)).toContain('/adatum.example/v2.0/.well-known/openid-configuration');
    },
  );

  test('contains no guest by name, address or id', async () => {
    prepare();
    const { stdout, stderr } = await xtap('discover', '--guests', '--lookup', 'graph', '--verbose');
    expect(stdout + stderr).not.toMatch(/@[a-z]+\.example|#EXT#/);
  });

  test('ends with 77 without the permission, and names it', async () => {
    prepare();
    await emulator.close();
    const { startEmulator } = await import('../../src/emulator/http/server.ts');
    const other = await startEmulator({ faults: ['GET /users 403'] });
    try {
      const { code, stderr } = await runIn(folder.path, ['discover', '--guests'], other.url);
      expect(code).toBe(77);
      expect(stderr).toContain('User.Read.All');
    } finally {
      await other.close();
    }
  });
});
