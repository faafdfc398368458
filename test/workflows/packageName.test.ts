import { execFile } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { folderForEach } from '../support/temporaryFolder.ts';

/* The step of the release that chooses the package's name, with a registry in the place of npm's. */

const script = join(__dirname, '..', '..', '.github', 'scripts', 'package-name.mjs');
const folder = folderForEach();

/** `published`: the repository of each package in the registry. `pkg set` writes a file. */
async function chooseName(published: Readonly<Record<string, string>>) {
  folder.write('package.json', '{ "name": "xtap" }\n');
  const answers = Object.entries(published).map(([name, url]) => `  ${name}) echo '"${url}"' ;;`);
  folder.write(
    'bin/npm',
    `#!/bin/sh
if [ "$1" = pkg ]; then echo "$3" > "${join(folder.path, 'set')}"; exit 0; fi
case "$2" in
${answers.join('\n')}
  broken*) exit 1 ;;
  *) echo 'npm error code E404' >&2; exit 1 ;;
esac
`,
  );
  chmodSync(join(folder.path, 'bin/npm'), 0o755);
  const env = {
    PATH: [join(folder.path, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'Contoso/xtap',
  };
  return promisify(execFile)(process.execPath, [script], { cwd: folder.path, env });
}

const nameThatWasSet = (): string => readFileSync(join(folder.path, 'set'), 'utf8').trim();
const stranger = 'git+https://github.com/someone/else.git';

it.each([
  ['the registry has no such package', {}],
  ['it is published from this repository', { xtap: 'git+https://github.com/contoso/XTAP.git' }],
])('keeps the name if %s', async (_title, published) => {
  expect((await chooseName(published)).stdout).toBe('The package is published as xtap.\n');
  expect(nameThatWasSet).toThrow();
});

it.each([
  ['another repository', stranger],
  ['no repository at all', ''],
])('puts the package into the scope of the owner if the name belongs to %s', async (_title, url) => {
  const { stdout } = await chooseName({ xtap: url });
  expect(stdout).toContain('The package is published as @contoso/xtap.');
  expect(nameThatWasSet()).toBe('name=@contoso/xtap');
});

it('publishes nothing if both names belong to another repository', async () => {
  await expect(chooseName({ xtap: stranger, '@contoso/xtap': stranger })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nothing is published.'),
  });
  expect(nameThatWasSet).toThrow();
});

it('is a step of the release, between the tests and the package', () => {
  const workflow = readFileSync(join(__dirname, '..', '..', '.github', 'workflows', 'release.yml'), 'utf8');
  const places = ['bash .ci/run', 'node .github/scripts/package-name.mjs', 'npm pack', 'files/*.tgz'].map((text) =>
    workflow.indexOf(text),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
});
