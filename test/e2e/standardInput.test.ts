import { xtap } from '../support/program.ts';
import { type Repository, temporaryRepository } from '../support/repository.ts';
import { folderForEach } from '../support/temporaryFolder.ts';

const home = 'version: 1\ntenant: 6babcaad-604b-40ac-a9d7-9fd97c0b779f\n';
const partner = 'partners:\n  - tenantId: 90e29127-71ad-49c7-9ce8-db3f41ea06f1\n    inboundTrust: inherit\n';

const folder = folderForEach();

const validate = (words: readonly string[], input: string) => xtap(['validate', ...words], { cwd: folder.path, input });

test('the path - is the configuration on stdin, alone and beside files', async () => {
  expect(await validate(['-'], home + partner)).toMatchObject({
    code: 0,
    stdout: '<stdin> is valid: 1 partner in 1 file, 0 warnings.\n',
  });
  folder.write('configs/a.yaml', home);
  expect(await validate(['configs', '-'], partner)).toMatchObject({
    code: 0,
    stdout: 'configs <stdin> is valid: 1 partner in 2 files, 0 warnings.\n',
  });
});

test('an error on stdin has its line, and an empty stdin is not an empty configuration', async () => {
  const wrong = await validate(['-'], `${home}clouds: x\n`);
  expect(wrong.stderr).toContain('<stdin>:3:1: error[unknown-key]');
  expect(wrong.code).toBe(65);
  expect(await validate(['-'], '')).toMatchObject({ code: 65 });
});

test('a file that is called - is named by its path', async () => {
  folder.write('-', home);
  expect(await validate(['./-'], 'x: y\n')).toMatchObject({ code: 0 });
});

describe('with a repository', () => {
  let repository: Repository;
  beforeEach(() => {
    repository = temporaryRepository();
    repository.write({ 'configs/a.yaml': home + partner });
    repository.commit();
  });
  afterEach(() => repository.remove());

  test('a base in git needs a path, since stdin has none', async () => {
    const plan = (base: string) => xtap(['plan', '-', '--base', base], { cwd: repository.path, input: home });
    const { code, stderr } = await plan('git:HEAD');
    expect(stderr).toContain('Name its path in the commit, as in --base git:HEAD:configs/.');
    expect(code).toBe(64);
  });

  test('a repository of another owner is refused in the words of git, with its remedy', async () => {
    const { code, stderr } = await xtap(['plan', '--base', 'git:HEAD'], {
      cwd: repository.path,
      env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' },
    });
    expect(stderr).toMatch(
      /detected dubious ownership in repository at '[^']+'\. If you trust this folder, run "git config --global --add safe\.directory [^"]+"/,
    );
    expect(code).not.toBe(0);
  });
});
