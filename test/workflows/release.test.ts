/* The scripts of the release workflow, in a repository whose origin is a folder. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEach } from '../support/temporaryFolder.ts';
import { ownWorkflows } from '../support/workflows/workflowFiles.ts';

jest.setTimeout(60_000);

const release = ownWorkflows.find(({ name }) => name.endsWith('release.yml'))?.workflow;
const folder = folderForEach();
const root = join(__dirname, '..', '..');

const version = '1.2.3';
const tools = (): string => join(folder.path, 'tools');
const repository = (): string => join(folder.path, 'repository');

/** Runs the script of a step, as the runner runs it. Returns its stdout; throws if it fails. */
function runStep(job: string, name: string, env: Readonly<Record<string, string>> = {}): string {
  const step = release?.jobs[job]?.steps?.find((each) => each.name?.startsWith(name));
  if (step?.run === undefined) throw new Error(`no step ${name}`);
  return execFileSync('bash', ['-e', '-o', 'pipefail', '-c', step.run], {
    cwd: repository(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${tools()}:${process.env.PATH}`,
      HOME: folder.path,
      RUNNER_TEMP: folder.path,
      VERSION: version,
      npm_config_update_notifier: 'false',
      ...env,
    },
  });
}

function git(...words: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], {
    cwd: repository(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

const mainOfOrigin = (): string => git('ls-remote', 'origin', 'refs/heads/main').split('\t')[0] ?? '';
const tagOfOrigin = (tag: string): string => git('ls-remote', 'origin', `refs/tags/${tag}`).split('\t')[0] ?? '';

beforeEach(() => {
  folder.write('tools/gh', '#!/bin/sh\necho "$@" >> "$HOME/gh.log"\ntest "$1 $2" != "release view"\n');
  chmodSync(join(tools(), 'gh'), 0o755);
  folder.write('repository/package.json', `{ "name": "xtap", "version": "${version}" }\n`);
  folder.write('repository/package-lock.json', readFileSync(join(root, 'package-lock.json'), 'utf8'));
  folder.write('repository/.gitignore', readFileSync(join(root, '.gitignore'), 'utf8'));
  folder.write('repository/CHANGELOG.md', `# Changelog\n\n## [${version}]\n\n- New.\n\n## [1.2.2]\n\n- Old.\n`);
  folder.write('repository/.github/actions/xtap/action.yml', 'name: xtap\n');
  git('init', '--quiet', '--initial-branch=main');
  git('init', '--quiet', '--bare', join(folder.path, 'origin.git'));
  git('remote', 'add', 'origin', join(folder.path, 'origin.git'));
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  git('push', '--quiet', 'origin', 'main');
  folder.write('repository/.github/actions/xtap/dist/index.js', 'bundled\n');
});

test('input, package and changelog must name one version', () => {
  runStep('build', 'Input');
  expect(() => runStep('build', 'Input', { VERSION: '1.2.2' })).toThrow();
  folder.write('repository/CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n');
  expect(() => runStep('build', 'Input')).toThrow();
});

test('a release has the package, its bill of materials, checksums, and its part of the changelog', () => {
  cpSync(join(root, 'node_modules', 'yaml'), join(repository(), 'node_modules', 'yaml'), { recursive: true });
  folder.write(
    'repository/package.json',
    `{ "name": "xtap", "version": "${version}", "devDependencies": { "yaml": "*" } }\n`,
  );
  // npm sbom then lists what is installed.
  rmSync(join(repository(), 'package-lock.json'));
  runStep('build', 'The package');
  const files = join(folder.path, 'release', 'files');
  expect(readdirSync(files).sort()).toEqual(['SHA512SUMS', 'xtap-1.2.3.cdx.json', 'xtap-1.2.3.tgz']);
  execFileSync('sha512sum', ['--check', '--quiet', 'SHA512SUMS'], { cwd: files });
  const bill = JSON.parse(readFileSync(join(files, 'xtap-1.2.3.cdx.json'), 'utf8')) as Record<string, unknown>;
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', components: [{ name: 'yaml' }] });
  expect(readFileSync(join(folder.path, 'release', 'notes.md'), 'utf8').trim()).toBe('- New.');
  expect(existsSync(join(folder.path, 'release', 'action', 'index.js'))).toBe(true);
});

test.each([
  ['this version', version, true],
  ['another version', '1.2.2', false],
])('the container image is built, and must run %s', (_, printed, isGood) => {
  folder.write(
    'tools/docker',
    `#!/bin/sh\necho "$@" >> "$HOME/docker.log"\nif [ "$1" = run ]; then echo ${printed}; fi\n`,
  );
  chmodSync(join(tools(), 'docker'), 0o755);
  const build = (): string => runStep('build', 'The container image');
  if (isGood) build();
  else expect(build).toThrow();
  const log = readFileSync(join(folder.path, 'docker.log'), 'utf8');
  expect(log).toContain('build --quiet --file .github/templates/Dockerfile --tag xtap .\n');
});

describe('the tags', () => {
  beforeEach(() => folder.write('release/action/index.js', 'bundled\n'));
  const makeTags = (env = {}): string => {
    rmSync(join(repository(), '.github/actions/xtap/dist'), { recursive: true, force: true });
    return runStep('tag', 'One commit', env);
  };

  test('point to one commit that adds the bundle to the commit of the release; main stays as it is', () => {
    const main = mainOfOrigin();
    makeTags();
    expect(tagOfOrigin('v1')).toBe(tagOfOrigin('v1.2.3'));
    expect(git('rev-parse', 'v1.2.3^')).toBe(main);
    expect(git('diff', '--name-only', 'v1.2.3^', 'v1.2.3')).toBe('.github/actions/xtap/dist/index.js');
    expect(mainOfOrigin()).toBe(main);
  });

  test('are the same after a second run, and v1 moves with the next version', () => {
    makeTags();
    const first = tagOfOrigin('v1.2.3');
    git('reset', '--quiet', '--hard', 'main^');
    git('tag', '--delete', 'v1.2.3', 'v1');
    makeTags();
    expect(tagOfOrigin('v1.2.3')).toBe(first);
    git('reset', '--quiet', '--hard', 'origin/main');
    makeTags({ VERSION: '1.3.0' });
    expect([tagOfOrigin('v1'), tagOfOrigin('v1.2.3')]).toEqual([tagOfOrigin('v1.3.0'), first]);
  });

  test('a version that has a tag is not released a second time with other content', () => {
    makeTags();
    const first = tagOfOrigin('v1.2.3');
    git('reset', '--quiet', '--hard', 'main^');
    git('tag', '--delete', 'v1.2.3', 'v1');
    folder.write('release/action/index.js', 'other\n');
    expect(() => makeTags()).toThrow();
    expect([tagOfOrigin('v1.2.3'), tagOfOrigin('v1')]).toEqual([first, first]);
  });

  test('come before the release, which gets every file', () => {
    folder.write('release/files/xtap-1.2.3.tgz', '');
    makeTags();
    runStep('tag', 'The release');
    const calls = readFileSync(join(folder.path, 'gh.log'), 'utf8').trim().split('\n');
    expect(calls).toEqual([
      'auth setup-git',
      'release view v1.2.3',
      expect.stringMatching(/^release create v1\.2\.3 /),
    ]);
    expect(calls[2]).toContain('xtap-1.2.3.tgz');
  });
});
