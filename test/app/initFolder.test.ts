import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import type { Io } from '../../src/cli/output/io.ts';
import { gitIgnore } from '../../src/config/write/gitIgnore.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { listen, stop } from '../support/fakeGraph.ts';
import { recordingIo, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

let emulator: Emulator;
const folder = folderForEach();

beforeEach(async () => {
  emulator = await startEmulator();
});

afterEach(() => emulator.close());

const init = (...words: readonly string[]) => runIn(folder.path, ['init', ...words], emulator.url);
const textOf = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
const files = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['configs/xtap.yaml', 'configs/xtap.schema.json', '.gitignore'].map((name) => [name, textOf(name)]),
  );

describe('in an empty folder', () => {
  it('writes the configuration, the schema and .gitignore; a plan shows no changes', async () => {
    const { code, stdout } = await init();
    expect(code).toBe(0);
    expect(stdout).toBe(`Tenant ${home}: 10 partners.
  wrote configs/xtap.yaml
  wrote configs/xtap.schema.json
  wrote .gitignore
Next: run "xtap plan". It shows no changes until you edit the YAML.
`);
    expect((await runIn(folder.path, ['plan', '--detailed-exitcode'], emulator.url)).code).toBe(0);
  });

  it('writes nothing if the identity belongs to another tenant than --tenant', async () => {
    const { code, stderr } = await init('--tenant', fabrikam);
    expect(code).toBe(77);
    expect(stderr).toContain(`but the identity belongs to tenant ${home}`);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('takes another folder and one file for each partner', async () => {
    const { stdout } = await init('--dir', 'policy', '--split');
    expect(stdout).toContain('  wrote policy/partners/');
    expect(stdout).toContain('Next: run "xtap plan policy".');
  });
});

describe('in a folder that has everything', () => {
  it('changes nothing, byte for byte, and asks the tenant nothing', async () => {
    await init();
    const before = files();
    emulator.clearLog();
    const { code, stdout } = await init();
    expect(code).toBe(0);
    expect(stdout).toContain('  kept  configs\n  kept  configs/xtap.schema.json\n  kept  .gitignore\n');
    expect(stdout).toContain('Everything was there already. xtap wrote nothing.');
    expect(files()).toEqual(before);
    expect(emulator.requests).toEqual([]);
  });

  it('keeps what a person wrote, adds what is missing, and names the lines that .gitignore lacks', async () => {
    folder.write('configs/mine.yaml', `version: 1\ntenant: ${home}\npartners: []\n`);
    folder.write('.gitignore', 'node_modules/\n.xtap/\n');
    const { code, stdout } = await init('--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      created: ['configs/xtap.schema.json'],
      kept: ['configs', '.gitignore'],
      missingIgnoreLines: [
        '.xtap-*.tmp',
        'plan.json',
        'undo.json',
        '*.plan.json',
        '*.undo.json',
        '*.snapshot.json',
      ].concat('*.signins.json', '*.signins.json.key'),
    });
    expect(textOf('.gitignore')).toBe('node_modules/\n.xtap/\n');
  });

  it('refuses a --tenant that the configuration is not for', async () => {
    await init();
    const { code, stderr } = await init('--tenant', fabrikam);
    expect(code).toBe(64);
    expect(stderr).toContain(`is for tenant ${home}, and --tenant names ${fabrikam}`);
  });
});

describe('the tenant', () => {
  it.each([
    ['contoso.example', 0, 'wrote configs/xtap.yaml'],
    ['nobody.example', 64, 'knows no tenant "nobody.example". Nothing was written.'],
  ])('may be a domain: %s', async (domain, expected, words) => {
    const server = createServer(({ url }, response) => {
      const isKnown = url?.startsWith('/contoso.example/') === true;
      response.writeHead(isKnown ? 200 : 400);
      response.end(
        JSON.stringify(isKnown ? { issuer: `https://login.test/${home}/v2.0` } : { error: 'invalid_tenant' }),
      );
    });
    await listen(server);
    const env = { AZURE_AUTHORITY_HOST: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const { code, stdout, stderr } = await runIn(folder.path, ['init', '--tenant', domain], emulator.url, { env });
    await stop(server);
    expect(code).toBe(expected);
    expect(stdout + stderr).toContain(words);
  });
});

describe('at a terminal without an identity', () => {
  async function answering(...answers: readonly string[]) {
    const left = [...answers];
    const stdin: Io['stdin'] = {
      isTTY: true,
      readLine: async () => left.shift(),
      readAll: async () => Buffer.alloc(0),
    };
    const env = { PATH: '/nowhere', AZURE_AUTHORITY_HOST: 'http://127.0.0.1:9' };
    const io = recordingIo(folder.path, { stdin, env });
    const code = await run(['init'], io);
    return { code, left, ...io.written };
  }

  it('asks how to sign in and for the tenant, and names the flags', async () => {
    const { code, stderr, left } = await answering('browser', 'not a tenant id or domain');
    expect(stderr).toContain('How do you sign in: browser, device or cli? [browser] (--auth)');
    expect(stderr).toContain('Which tenant: an id or a domain? [the tenant of your account] (--tenant)');
    expect(left).toEqual([]);
    expect(code).not.toBe(0);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('refuses another answer', async () => {
    const { code, stderr } = await answering('password');
    expect(code).toBe(64);
    expect(stderr).toContain('"password" is not browser, device or cli. Nothing was written.');
  });
});

it('writes the lines of the template of .gitignore', () => {
  const template = readFileSync(join(__dirname, '..', '..', '.github', 'templates', '.gitignore'), 'utf8');
  const lines = (text: string): readonly string[] => text.split('\n').filter((line) => !line.startsWith('#'));
  expect(lines(gitIgnore)).toEqual(lines(template));
});
