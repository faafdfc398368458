/* `init --ci`: the workflows of a CI system, beside the first configuration. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { recordingIo, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const commit = '0123456789abcdef0123456789abcdef01234567';
const action = ['--action', `contoso/xtap@${commit}`];
const workflows = ['plan', 'apply', 'drift', 'signins'].map((name) => `.github/workflows/xtap-${name}.yml`);
const githubFiles = [...workflows, '.github/dependabot.yml'];

const init = (...words: readonly string[]) => runIn(folder.path, ['init', ...words]);
const textOf = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
const everything = (): readonly string[] => readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).sort();

describe('beside a configuration', () => {
  beforeEach(() => folder.write('configs/mine.yaml', `${versionAndTenant}partners: []\n`));

  it('writes the workflows for GitHub, with the address and the commit of the action', async () => {
    const { code, stdout } = await init('--ci', 'github', ...action);
    expect(code).toBe(0);
    for (const file of githubFiles) expect(stdout).toContain(`  wrote ${file}\n`);
    const used = workflows.flatMap((file) => textOf(file).match(/uses: .*actions\/xtap@.*/g) ?? []);
    expect(used.length).toBeGreaterThan(5);
    expect(new Set(used)).toEqual(new Set([`uses: contoso/xtap/.github/actions/xtap@${commit} # v1.0.0`]));
    for (const file of workflows) expect(textOf(file)).not.toMatch(/OWNER|COMMIT\b/);
    expect(stdout).toContain('Set up, once (the first lines of the files say how):\n  an application that only reads');
  });

  it('keeps every file that exists, byte for byte, and says so', async () => {
    folder.write('.github/workflows/xtap-apply.yml', 'mine\n');
    folder.write('.github/dependabot.yml', 'mine too\n');
    const { stdout } = await init('--ci', 'github', ...action);
    expect([textOf('.github/workflows/xtap-apply.yml'), textOf('.github/dependabot.yml')]).toEqual([
      'mine\n',
      'mine too\n',
    ]);
    expect(stdout).toContain('  kept  .github/workflows/xtap-apply.yml\n  kept  .github/dependabot.yml\n');
    expect(stdout).toContain('  wrote .github/workflows/xtap-plan.yml\n');
    const before = everything();
    expect((await init('--ci', 'github', ...action)).stdout).toContain('xtap wrote nothing.');
    expect(everything()).toEqual(before);
  });

  it.each([
    [[]],
    [['--action', 'contoso/xtap@v1']],
    [['--action', 'contoso/xtap@0123456']],
    [['--action', `xtap@${commit}`]],
  ])('writes nothing without the whole commit of the action: %j', async (words) => {
    const before = everything();
    const { code, stderr } = await init('--ci', 'github', ...words);
    expect(code).toBe(64);
    expect(stderr).toContain('Nothing was written. Give OWNER/xtap@COMMIT, with all 40 digits of the commit');
    expect(everything()).toEqual(before);
  });

  it('asks for the action at a terminal', async () => {
    const stdin = { isTTY: true, readLine: async () => `contoso/xtap@${commit}`, readAll: async () => Buffer.alloc(0) };
    const io = recordingIo(folder.path, { stdin });
    expect(await run(['init', '--ci', 'github'], io)).toBe(0);
    expect(io.written.stderr).toContain('OWNER/xtap@COMMIT? (--action)');
    expect(textOf('.github/workflows/xtap-plan.yml')).toContain(commit);
  });

  it('writes the pipeline for Azure with the package in tools and its SHA-512', async () => {
    folder.write('tools/xtap-1.2.3.tgz', 'the package\n');
    const { code, stdout } = await init('--ci', 'azure');
    expect([code, stdout]).toEqual([0, expect.stringContaining('  wrote azure-pipelines.yml\n')]);
    const sha512 = createHash('sha512').update('the package\n').digest('hex');
    expect(textOf('azure-pipelines.yml')).toContain(
      `value: xtap-1.2.3.tgz\n  - name: xtapSha512\n    value: ${sha512}\n`,
    );
  });

  it('writes the pipeline for GitLab the same way', async () => {
    folder.write('tools/xtap-1.2.3.tgz', 'the package\n');
    const { code, stdout } = await init('--ci', 'gitlab');
    expect([code, stdout]).toEqual([0, expect.stringContaining('  wrote .gitlab-ci.yml\n')]);
    const sha512 = createHash('sha512').update('the package\n').digest('hex');
    expect(textOf('.gitlab-ci.yml')).toContain(`XTAP_PACKAGE: tools/xtap-1.2.3.tgz\n  XTAP_SHA512: ${sha512}\n`);
  });

  it('says how to make the package for Azure if there is none', async () => {
    const { code, stdout } = await init('--ci', 'azure', ...action);
    expect(code).toBe(0);
    expect(stdout).toContain('There is no tools/xtap-*.tgz. Make it with "npm pack"');
    expect(stdout).toContain('xtap did not use --action.');
  });

  it('says that the CI system does not read files below the root of the repository', async () => {
    folder.write('.git/HEAD', 'ref: refs/heads/main\n');
    folder.write('below/configs/mine.yaml', `${versionAndTenant}partners: []\n`);
    const below = await runIn(join(folder.path, 'below'), ['init', '--ci', 'github', ...action]);
    expect(below.stdout).toContain('This folder is not the root of the git repository.');
    expect((await init('--ci', 'github', ...action)).stdout).not.toContain('is not the root');
  });
});

it('puts the folder of the configuration into the workflows', async () => {
  folder.write('policy/entra/mine.yaml', `${versionAndTenant}partners: []\n`);
  const { code, stdout } = await init('--ci', 'github', ...action, '--dir', 'policy/entra');
  expect([code, stdout]).toEqual([0, expect.stringContaining('Next: run "xtap plan policy/entra".')]);
  expect(textOf('.github/workflows/xtap-plan.yml')).toContain('git diff --quiet HEAD^1 HEAD -- policy/entra;');
  expect(textOf('.github/workflows/xtap-apply.yml')).toContain('paths: [policy/entra/**]');
  for (const file of workflows) expect(textOf(file)).not.toMatch(/\bconfigs\b/);
});

it.each(['a b', '../other', 'a;b', '.'])(
  'refuses the folder "%s", which a workflow would have to quote',
  async (dir) => {
    const { code, stderr } = await init('--ci', 'github', ...action, '--dir', dir);
    expect([code, stderr]).toEqual([64, expect.stringContaining('--ci needs a folder inside the repository')]);
    expect(everything()).toEqual([]);
  },
);

describe('without a configuration', () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator.close());

  it('imports the tenant too', async () => {
    const { code, stdout } = await runIn(folder.path, ['init', '--ci', 'github', ...action], emulator.url);
    expect([code, stdout]).toEqual([0, expect.stringContaining('  wrote configs/xtap.yaml\n')]);
    expect(everything()).toEqual(expect.arrayContaining(githubFiles));
  });

  it('keeps the workflows if the tenant cannot be read, and the error names them', async () => {
    const env = { PATH: '/nowhere', XTAP_AUTH: 'env' };
    const { code, stderr } = await runIn(folder.path, ['init', '--ci', 'github', ...action], undefined, { env });
    expect(code).toBe(77);
    expect(stderr).toContain(`The configuration was not written; written before that: ${githubFiles.join(', ')}.`);
    expect(everything()).toEqual(expect.arrayContaining(githubFiles));
  });
});
