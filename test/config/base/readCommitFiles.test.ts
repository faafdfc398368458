import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { resolveCommit } from '../../../src/config/base/gitCommit.ts';
import { type CommitFiles, readCommitFiles } from '../../../src/config/base/readCommitFiles.ts';
import { type Repository, temporaryRepository } from '../../support/repository.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

let repository: Repository;
beforeEach(() => {
  repository = temporaryRepository();
  repository.write({
    'configs/a.yaml': 'old',
    'configs/deep/b.YML': 'b',
    'configs/c.txt': 'c',
    'other.yaml': 'o',
    'named.conf': 'n',
  });
  repository.commit();
});
afterEach(() => repository.remove());

async function readAt(ref: string, paths: readonly string[], cwd = repository.path): Promise<CommitFiles> {
  const commit = await resolveCommit(ref, cwd, 'base');
  if ('problem' in commit) throw new Error(`${commit.problem.message}; ${commit.problem.hint}`);
  return readCommitFiles(commit, paths);
}

const named = ({ own }: CommitFiles) => own.map(({ file }) => file);
const messages = ({ diagnostics }: CommitFiles) => diagnostics.map(({ message }) => message);
const submodule = (name: string): void => {
  repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${name}`);
  repository.git('commit', '-q', '-m', 'submodule');
};
const isLink = 'is a symbolic link, and xtap does not follow the links of a commit';
const isSubmodule = 'is a submodule, and the commit does not contain its files';

describe('the files of the paths at a commit', () => {
  test('have the content of the commit, whatever the work tree contains', async () => {
    repository.write({ 'configs/a.yaml': 'new', 'configs/more.yaml': 'x' });
    const read = await readAt('HEAD', ['configs/']);
    expect(read.own).toEqual([
      { file: 'git:HEAD:configs/a.yaml', name: 'configs/a.yaml', text: 'old' },
      { file: 'git:HEAD:configs/deep/b.YML', name: 'configs/deep/b.YML', text: 'b' },
    ]);
    expect(read.paths).toEqual([{ path: 'configs/', inside: 'configs', exists: true }]);
    expect(read.diagnostics).toEqual([]);
  });

  test('are found from a folder below the top, in a sibling folder, and by a name without a YAML extension', async () => {
    const read = await readAt('main', ['.', '../other.yaml', '../named.conf'], join(repository.path, 'configs'));
    expect(read.own.map(({ file, text }) => [file, text])).toEqual([
      ['git:main:a.yaml', 'old'],
      ['git:main:deep/b.YML', 'b'],
      ['git:main:../named.conf', 'n'],
      ['git:main:../other.yaml', 'o'],
    ]);
  });

  test('are the same for an absolute path and for a path through a link to the repository', async () => {
    const away = temporaryFolder().path;
    symlinkSync(repository.path, join(away, 'repository'));
    for (const path of [join(repository.path, 'configs'), join(away, 'repository', 'configs'), './x/../configs/']) {
      expect([path, (await readAt('HEAD', [path])).own.map(({ text }) => text)]).toEqual([path, ['old', 'b']]);
    }
    rmSync(away, { recursive: true });
  });

  test('exclude names that begin with a dot, and may have line breaks and other unusual characters in their names', async () => {
    repository.write({ 'configs/.idea/x.yaml': 'x', 'configs/a\n".yaml': 'odd', 'configs/*.yaml': 'star' });
    repository.commit();
    const read = await readAt('HEAD', ['configs']);
    expect(read.own.map(({ text }) => text)).toEqual(['star', 'odd', 'old', 'b']);
  });

  test('name the paths that the commit does not have', async () => {
    const read = await readAt('HEAD', ['configs', 'gone', 'configs/c.txt']);
    expect(read.paths.map(({ exists }) => exists)).toEqual([true, false, true]);
    const none = await readAt('4b825dc642cb6eb9a060e54bf8d69288fbee4904', ['configs']);
    expect(none).toMatchObject({ own: [], others: [], diagnostics: [], paths: [{ exists: false }] });
  });
});

describe('a file that the commit does not contain', () => {
  const wayOut = 'check the commit out into a folder, and name that with `--base PATH`';

  test('is an error with advice: links, submodules, and files of Git LFS', async () => {
    repository.link('configs/limits.yaml', '../other.yaml');
    repository.link('configs/folder', '../configs/deep');
    repository.link('configs/away', '/etc');
    repository.link('linked', 'configs');
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
    repository.write({ 'configs/large.yaml': pointer });
    repository.commit();
    submodule('configs/module');
    const read = await readAt('HEAD', ['configs']);
    expect(messages(read).sort()).toEqual([
      `git:HEAD:configs/away ${isLink}`,
      `git:HEAD:configs/folder ${isLink}`,
      'git:HEAD:configs/large.yaml is a pointer of Git LFS, and the commit does not contain the file',
      `git:HEAD:configs/limits.yaml ${isLink}`,
      `git:HEAD:configs/module ${isSubmodule}`,
    ]);
    expect(new Set(read.diagnostics.map(({ hint }) => hint))).toEqual(new Set([wayOut]));
    expect(messages(await readAt('HEAD', ['linked']))).toEqual([`git:HEAD:linked ${isLink}`]);
    expect(messages(await readAt('HEAD', ['linked/deep/b.YML']))).toEqual([`git:HEAD:linked ${isLink}`]);
    expect(messages(await readAt('HEAD', ['configs/module/x']))).toEqual([`git:HEAD:configs/module ${isSubmodule}`]);
  });

  test('is ignored if it is a link that xtap would not read', async () => {
    repository.link('configs/README.md', '../named.conf');
    repository.link('configs/notes', 'c.txt');
    repository.link('configs/.hidden.yaml', 'c.txt');
    repository.link('configs/through', 'notes');
    repository.commit();
    const read = await readAt('HEAD', ['configs']);
    expect(named(read)).toEqual(['git:HEAD:configs/a.yaml', 'git:HEAD:configs/deep/b.YML']);
    expect(messages(await readAt('HEAD', ['configs/notes']))).toEqual([`git:HEAD:configs/notes ${isLink}`]);
    // xtap does not follow a link to a link.
    expect(messages(read)).toEqual([`git:HEAD:configs/through ${isLink}`]);
  });

  test('is an error also for a path outside of the repository', async () => {
    const read = await readAt('HEAD', ['../elsewhere']);
    expect(messages(read)).toEqual(['../elsewhere lies outside of the repository of git:HEAD']);
    expect(read.diagnostics[0]?.hint).toBe(wayOut);
  });
});

describe('the other files of a commit', () => {
  const guards = 'guards: { maxDeletes: 0 }\n';

  test('are those that may set a limit or declare a tenant, in any YAML form', async () => {
    const texts = {
      plain: guards,
      quoted: '"protected": []\n',
      flow: "{'tenant' : x}\n",
      json: '{"undeclaredPartners":"report"}\n',
      explicit: '? guards\n# comment\n: {}\n',
      escaped: '"\\x67uards": {}\n',
      unicode: '"t\\u0065nant": x\n',
      folded: '? "gu\\\n  ards"\n: {}\n',
      alias: 'x: &k protected\n*k : []\n',
      document: `a: 1\n---\n${guards}`,
      crlf: `a: 1\r\n${guards.replace('\n', '\r\n')}`,
      bom: `\uFEFF${guards}`,
    };
    repository.write(Object.fromEntries(Object.entries(texts).map(([name, text]) => [`x/${name}.Yaml`, text])));
    repository.write({
      'x/manifest.yaml': 'kind: Pod\nmetadata: { labels: { team: tenants } }\n',
      'x/limits.json': guards,
    });
    repository.write({ '.github/w.yml': guards, '.gitattributes': '*.yaml binary -diff\n' });
    repository.commit();
    const { others, diagnostics } = await readAt('HEAD', ['configs']);
    expect(new Set(others.map(({ name }) => name))).toEqual(
      new Set(['.github/w.yml', ...Object.keys(texts).map((name) => `x/${name}.Yaml`)]),
    );
    expect(diagnostics).toEqual([]);
  });

  test('include unreadable files without an error, since they may have nothing to do with xtap', async () => {
    repository.link('current', 'configs');
    repository.write({ 'lfs/big.yaml': 'version https://git-lfs.github.com/spec/v1\n' });
    repository.commit();
    submodule('theme');
    const { unread, diagnostics } = await readAt('HEAD', ['configs']);
    expect(unread.map(({ name }) => name).sort()).toEqual(['current', 'lfs/big.yaml', 'theme']);
    expect(diagnostics).toEqual([]);
  });
});

describe('a ref', () => {
  const problemOf = async (ref: string, cwd = repository.path) => {
    const commit = await resolveCommit(ref, cwd, 'base');
    return 'problem' in commit ? commit.problem : undefined;
  };

  test('is not an option, and names a commit', async () => {
    expect((await problemOf('--output=x'))?.message).toBe('git:--output=x does not name a commit here');
    const problem = await problemOf('nowhere');
    expect(problem?.message).toBe('git:nowhere does not name a commit here');
    expect(problem?.hint).toBe(
      'a shallow clone has only its last commit; in a workflow, check out with `fetch-depth: 0`',
    );
  });

  test('needs a repository', async () => {
    const outside = temporaryFolder().path;
    const problem = await problemOf('HEAD', outside);
    rmSync(outside, { recursive: true });
    expect(problem?.message).toMatch(/^git:HEAD cannot be read here: fatal: not a git repository/);
    expect(problem?.hint).toBeUndefined();
  });
});
