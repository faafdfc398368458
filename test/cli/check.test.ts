/* `xtap check` as a command: exit codes, packs, and the live state. */
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { runIn, xtapIn } from '../support/recordingIo.ts';
import { temporaryRepository } from '../support/repository.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const emulator = emulatorForEach({ facts: factsOfSynchronization });
const xtap = xtapIn(folder, {
  get url() {
    return emulator.url;
  },
});

interface JsonReport {
  readonly packs: readonly { readonly name: string; readonly version: number }[];
  readonly summary: Readonly<Record<string, number>>;
  readonly results: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly result: string;
    readonly subject: { readonly resource: string; readonly tenantId?: string };
    readonly file?: string;
    readonly line?: number;
  }[];
}

async function checkJson(...words: readonly string[]): Promise<{ readonly code: number; readonly report: JsonReport }> {
  const { code, stdout } = await xtap('check', '--format', 'json', ...words);
  return { code, report: JSON.parse(stdout) as JsonReport };
}

beforeEach(() => {
  folder.write('configs/a.yaml', `${versionAndTenant}default:\n  inboundTrust: { isMfaAccepted: true }\n`);
});

test('without a live state, undeclared values are unknown, and the headline begins with their number', async () => {
  const { code, report } = await checkJson();
  expect(code).toBe(0);
  expect(report.packs).toEqual([{ name: 'xtap', version: 1 }]);
  expect(report.results.filter(({ result }) => result === 'pass')).toEqual([]);
  expect(report.results.find(({ rule }) => rule === 'X004')).toEqual(
    expect.objectContaining({
      result: 'fail',
      severity: 'warning',
      source: 'default',
      file: 'configs/a.yaml',
      line: 4,
    }),
  );
  const { stdout } = await xtap('check');
  expect(stdout).toMatch(new RegExp(`^${report.summary.unknown} results unknown\\. 1 finding: 1 warning\\.`, 'm'));
});

test('--fail-on and --require-complete decide the exit code', async () => {
  expect((await xtap('check', '--fail-on', 'warning')).code).toBe(3);
  expect((await xtap('check', '--fail-on', 'error')).code).toBe(0);
  expect((await xtap('check', '--fail-on', 'none')).code).toBe(0);
  expect((await xtap('check', '--fail-on', 'none', '--require-complete')).code).toBe(3);
});

test('the policy after apply is checked, from the tenant and from a snapshot alike', async () => {
  const online = await checkJson('--online');
  expect(online.code).toBe(3);
  expect(online.report.summary.unknown).toBeLessThan(3);
  expect(online.report.results.find(({ rule }) => rule === 'X004')?.result).toBe('fail');
  await xtap('pull', '--snapshot', 'live.json');
  expect(await checkJson('--live', 'live.json')).toEqual(online);
});

test('--pack runs other packs, several of them, and a file of the user', async () => {
  folder.write('own.yaml', 'name: own\nversion: 2\nextends: xtap\nrules: [{ id: X004, severity: error }]\n');
  const { code, report } = await checkJson('--pack', 'zero-trust', '--pack', 'own.yaml');
  expect(report.packs.map(({ name }) => name)).toEqual(['zero-trust', 'own']);
  expect(report.results.find(({ rule }) => rule === 'X004')?.severity).toBe('error');
  expect(report.results.some(({ rule }) => rule === '21790')).toBe(true);
  expect(code).toBe(3);
});

test('a pack that another one extends is run once', async () => {
  folder.write('own.yaml', 'name: own\nversion: 2\nextends: xtap\nrules: []\n');
  const { report } = await checkJson('--pack', 'xtap', '--pack', 'own.yaml');
  expect(report.packs.map(({ name }) => name)).toEqual(['own']);
});

test('errors of packs are errors of the run', async () => {
  folder.write('bad.yaml', 'name: own\nversion: 2\nrules: [{ id: X1, severity: eror }]\n');
  const bad = await xtap('check', '--pack', 'bad.yaml');
  expect(bad.code).toBe(65);
  expect(bad.stderr).toContain('bad.yaml:3:29: error[unknown-value]');
  expect(bad.stderr).toContain('error[invalid-pack]: The pack bad.yaml has');
  const missing = await xtap('check', '--pack', 'zero-trst');
  expect(missing.code).toBe(65);
  expect(missing.stderr).toContain('did you mean `zero-trust`?');
});

test('a waiver with an endless reason is an error that says how long a reason may be', async () => {
  const waiver = `{ rule: X004, reason: ${'r'.repeat(70_000)}, until: 2027-01-31, approvedBy: ${'a'.repeat(201)} }`;
  folder.write('configs/a.yaml', `${versionAndTenant}default:\n  waivers: [${waiver}]\n`);
  const { code, stderr } = await xtap('check');
  expect(code).toBe(65);
  expect(stderr).toContain('error[bad-waiver]: the reason of a waiver has at most 500 characters, this one has 70000');
  expect(stderr).toContain('approvedBy of a waiver has at most 200 characters, this one has 201');
});

test('two packs with a rule of the same id are refused', async () => {
  const rule =
    '{ id: X004, title: t, severity: note, subject: policy, when: { fact: partner }, because: b, remedy: { do: d } }';
  folder.write('own.yaml', `name: own\nversion: 2\nrules: [${rule}]\n`);
  const { code, stderr } = await xtap('check', '--pack', 'xtap', '--pack', 'own.yaml');
  expect(code).toBe(64);
  expect(stderr).toContain('The packs xtap and own both have a rule X004.');
});

test.each(['plan', 'drift'])('the page of %s shows findings and waivers, in the map and below it', async (command) => {
  const waiver = '{ rule: X004, reason: until the new provider is here, until: 2027-01-31 }';
  const trusted = `default:\n  inboundTrust: { isMfaAccepted: true }\n  waivers: [${waiver}]\n`;
  folder.write('configs/a.yaml', `${versionAndTenant}${trusted}`);
  const onThisDay = { wallNow: () => Date.parse('2026-11-30T12:00:00Z') };
  const words = [command, '--format', 'html', '--graph-url', emulator.url];
  const { stdout } = await runIn(folder.path, words, undefined, onThisDay);
  const row = /Any other tenant<\/b>default settings<span class="fails" title="([^"]*)"/.exec(stdout)?.[1];
  // Of drift, the page is about the live policy, which does not trust everybody's MFA yet.
  expect(row).toBe(command === 'plan' ? 'fails X001; waived X004' : 'fails X001');
  expect(stdout).toContain('<h2 id="findings-title">Findings</h2>');
  expect(stdout.includes('X004 on default until 2027-01-31')).toBe(command === 'plan');
});

test('--live and --online together are refused', async () => {
  expect((await xtap('check', '--live', 'x.json', '--online')).code).toBe(64);
});

test('paths of several tenants are several configurations, and each ordered pair is checked', async () => {
  const home = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
  const entry = (tenant: string, other: string, setting: string) =>
    `version: 1\ntenant: ${tenant}\npartners:\n  - tenantId: ${other}\n    ${setting}\n`;
  folder.write('contoso/a.yaml', entry(home, fabrikam, 'b2bCollaborationOutbound: allowed'));
  folder.write('fabrikam/a.yaml', entry(fabrikam, home, 'b2bCollaborationInbound: blocked'));
  const { report } = await checkJson('contoso', 'fabrikam');
  expect(report.results.find(({ rule, result }) => rule === 'R01' && result === 'fail')).toMatchObject({
    subject: { resource: 'pair', tenantId: home, other: fabrikam },
    file: 'contoso/a.yaml',
    line: 5,
  });
  const defaults = report.results.filter(({ rule }) => rule === 'X001').map(({ subject }) => subject);
  expect(defaults).toEqual([
    { resource: 'default', home },
    { resource: 'default', home: fabrikam },
  ]);
  const { stdout } = await xtap('check', 'contoso', 'fabrikam');
  expect(stdout).toMatch(/A pair without findings does\s+not\s+mean/);
});

describe('waivers', () => {
  const trusted = 'default:\n  inboundTrust: { isMfaAccepted: true }\n';
  const waived = `${trusted}  waivers: [{ rule: X004, reason: until the new provider is here, until: 2027-01-31, approvedBy: Ada }]\n`;
  const onThisDay = { wallNow: () => Date.parse('2026-11-30T23:00:00Z') };
  const at = (words: readonly string[]) =>
    runIn(folder.path, ['check', '--fail-on', 'warning', ...words], undefined, onThisDay);

  test('excuse a finding: exit 0, and the waiver is in the JSON and in the text', async () => {
    folder.write('configs/a.yaml', `${versionAndTenant}${waived}`);
    const { code, stdout } = await at(['--format', 'json']);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as JsonReport).results.find(({ rule }) => rule === 'X004')).toMatchObject({
      result: 'waived',
      waiver: {
        reason: 'until the new provider is here',
        until: '2027-01-31',
        approvedBy: 'Ada',
        file: 'configs/a.yaml',
        line: 5,
      },
    });
    expect((await at([])).stdout).toContain(
      'X004 on default until 2027-01-31, approvedBy Ada: until the new provider is here',
    );
  });

  test('change neither the plan nor the digest', async () => {
    await xtap('pull', '--snapshot', 'live.json');
    const plan = async (text: string) => {
      folder.write('configs/a.yaml', `${versionAndTenant}${text}`);
      const { stdout } = await runIn(
        folder.path,
        ['plan', '--live', 'live.json', '--format', 'json'],
        undefined,
        onThisDay,
      );
      return JSON.parse(stdout) as object;
    };
    expect(await plan(waived)).toEqual(await plan(trusted));
  });
});

describe('--new-since', () => {
  const repository = temporaryRepository();
  afterAll(repository.remove);
  const trust = (value: boolean, more = '') =>
    `${versionAndTenant}default:\n  inboundTrust: { isMfaAccepted: ${value} }\n${more}`;
  const waiver = '  waivers: [{ rule: X004, reason: until the new provider is here, until: 2027-01-31 }]\n';
  const since = (...words: readonly string[]) =>
    runIn(repository.path, ['check', '--fail-on', 'warning', '--new-since', 'git:HEAD', ...words], undefined, {
      wallNow: () => Date.parse('2026-11-30T00:00:00Z'),
    });

  test('reports only findings that the commit does not have', async () => {
    repository.write({ 'configs/a.yaml': trust(true) });
    repository.commit();
    const unchanged = await since();
    expect(unchanged.code).toBe(0);
    expect(unchanged.stdout).toContain('No findings. 1 earlier finding not listed');
    repository.write({ 'configs/a.yaml': trust(false) });
    repository.commit();
    repository.write({ 'configs/a.yaml': trust(true) });
    expect((await since()).code).toBe(3);
  });

  test('a new waiver does not excuse a new finding, unless the pipeline accepts it', async () => {
    repository.write({ 'configs/a.yaml': trust(false) });
    repository.commit();
    repository.write({ 'configs/a.yaml': trust(true, waiver) });
    const refused = await since();
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain(
      'New waivers:\n  X004 on default until 2027-01-31: until the new provider is here',
    );
    expect(refused.stdout).toContain('This change adds a waiver for it.');
    expect((await since('--accept-new-waivers')).code).toBe(0);
  });

  test('a renamed folder is an error that names the flag to give', async () => {
    repository.write({ 'configs/a.yaml': trust(true) });
    repository.commit();
    repository.replaceBy({ 'other/a.yaml': trust(true) });
    const { code, stderr } = await runIn(repository.path, ['check', 'other', '--new-since', 'git:HEAD']);
    expect(code).toBe(65);
    expect(stderr).toContain('--new-since git:HEAD:configs');
  });

  test('its errors name this flag, and not another one', async () => {
    repository.write({
      'configs/a.yaml': trust(true),
      'configs/b.yaml': 'version https://git-lfs.github.com/spec/v1\n',
    });
    repository.commit();
    repository.write({ 'configs/b.yaml': '' });
    const errorOf = async (words: string): Promise<string> => {
      const { code, stderr } = await runIn(repository.path, ['check', ...words.split(' ')], undefined, {
        stdin: { isTTY: false, readLine: async () => undefined, readAll: async () => Buffer.from(trust(true)) },
      });
      expect(code).toBeGreaterThan(63);
      return stderr.replaceAll(/\s+/g, ' ');
    };
    for (const words of ['--new-since HEAD', '--new-since git:no', '--new-since git:HEAD', '- --new-since git:HEAD']) {
      const message = await errorOf(words);
      expect(message).toContain('--new-since');
      expect(message).not.toContain('--base');
    }
    repository.git('rm', '-q', '-f', 'configs/b.yaml');
  });

  test('a finding that has fewer causes than in the commit is not new', async () => {
    const open = (settings: string): string => `${versionAndTenant}default:\n  ${settings}\n`;
    repository.write({
      'configs/a.yaml': open('b2bDirectConnectInbound: allowed\n  b2bDirectConnectOutbound: allowed'),
    });
    repository.commit();
    repository.write({
      'configs/a.yaml': open('b2bDirectConnectInbound: blocked\n  b2bDirectConnectOutbound: allowed'),
    });
    expect((await since()).code).toBe(0);
  });

  test('--accept-new-waivers alone is refused', async () => {
    expect((await runIn(repository.path, ['check', '--accept-new-waivers'])).code).toBe(64);
  });
});

test('text names the partner, the line and the remedy', async () => {
  folder.write(
    'configs/a.yaml',
    `${versionAndTenant}partners:\n  - tenantId: ${fabrikam}\n    name: Fabrikam\n    reviewBy: 2020-01-01\n`,
  );
  const { stdout } = await xtap('check');
  expect(stdout).toContain('warning X009  The review of a partner is overdue');
  expect(stdout).toContain(`  Fabrikam  ${fabrikam}  configs/a.yaml:4`);
  expect(stdout).toMatch(/^ {4}reviewBy: \d{4}-\d{2}-\d{2}$/m);
});
