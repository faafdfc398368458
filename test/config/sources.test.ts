import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readGitSources } from '../../src/config/gitSources.ts';
import { limits } from '../../src/config/sourceFile.ts';
import { readSources, withinTotal } from '../../src/config/sources.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'xtap-sources-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
}

const named = (result: { readonly sources: readonly { readonly file: string }[] }) =>
  result.sources.map(({ file }) => file);
const messages = (result: { readonly diagnostics: readonly { readonly message: string }[] }) =>
  result.diagnostics.map(({ message }) => message);

const away = (link: string): string =>
  `${link} is a symbolic link that leads out of the repository, so xtap did not follow it`;

describe('readSources', () => {
  test('takes every *.yaml and *.yml file of a folder, in any letter case and at any depth, sorted, named relative to the working folder', async () => {
    write({
      'configs/b.yaml': 'b',
      'configs/a/z.YML': 'z',
      'configs/a.yaml': 'a',
      'configs/note.txt': 'x',
      'configs/.#a.yaml': 'x',
    });
    const result = readSources(['configs'], cwd);
    expect(result).toEqual({
      sources: [
        { file: 'configs/a.yaml', text: 'a' },
        { file: 'configs/a/z.YML', text: 'z' },
        { file: 'configs/b.yaml', text: 'b' },
      ],
      diagnostics: [],
    });
  });

  test('takes a named file whatever its name, and each file once', async () => {
    write({ 'policy.conf': 'x', 'configs/a.yaml': 'a' });
    expect(named(readSources(['policy.conf', 'configs', './configs/a.yaml', 'configs/'], cwd))).toEqual([
      'configs/a.yaml',
      'policy.conf',
    ]);
  });

  test('says which paths are missing, and which folders hold no configuration', async () => {
    write({ 'empty/readme.md': 'x' });
    expect(messages(readSources(['nowhere', 'empty'], cwd))).toEqual([
      'nowhere does not exist',
      'empty holds no *.yaml or *.yml file',
    ]);
  });

  test('follows symbolic links, and ends where they loop', async () => {
    write({ 'configs/a.yaml': 'a', 'shared/s.yaml': 's' });
    symlinkSync('..', join(cwd, 'configs', 'up'));
    symlinkSync('self.yaml', join(cwd, 'configs', 'self.yaml'));
    symlinkSync('gone', join(cwd, 'configs', 'broken.yaml'));
    const result = readSources(['configs'], cwd);
    expect(named(result)).toEqual(['configs/a.yaml', 'configs/up/shared/s.yaml']);
    expect(messages(result)).toEqual([
      'configs/broken.yaml does not exist',
      'configs/self.yaml is a loop of symbolic links',
    ]);
  });

  test('does not follow a link out of the repository or into .git, so that no error quotes a file of the machine', () => {
    write({ 'repo/.git/config': 'g', 'repo/sub/configs/a.yaml': 'a', 'repo/shared/s.yaml': 's', 'away/x.yaml': 'x' });
    const configs = join(cwd, 'repo', 'sub', 'configs');
    symlinkSync('../../../away/x.yaml', join(configs, 'file.yaml'));
    symlinkSync('../../../away', join(configs, 'folder'));
    symlinkSync('../../.git/config', join(configs, 'git.yaml'));
    symlinkSync('../../shared', join(configs, 'shared'));
    symlinkSync('/dev/null', join(configs, 'README'));
    symlinkSync('/dev/zero', join(configs, 'zero.yaml'));
    const result = readSources(['configs'], join(cwd, 'repo', 'sub'));
    expect(named(result)).toEqual(['configs/a.yaml', 'configs/shared/s.yaml']);
    expect(messages(result)).toEqual(
      ['file.yaml', 'folder', 'git.yaml', 'zero.yaml'].map((name) => away(`configs/${name}`)),
    );
  });

  test('refuses a named path of a work tree that leads out of it through a link: itself, on the way, or link by link', () => {
    write({
      'repo/.git/config': 'g',
      'repo/sub/a.yaml': 'a',
      'away/x.yaml': 'x',
      'away/.git/HEAD': 'h',
      'away/in/x.yaml': 'x',
    });
    const repo = join(cwd, 'repo');
    symlinkSync('../away', join(repo, 'configs'));
    symlinkSync('configs', join(repo, 'again'));
    symlinkSync('../away/x.yaml', join(repo, 'file.yaml'));
    symlinkSync('.git', join(repo, 'git'));
    symlinkSync(repo, join(cwd, 'alias'));
    const ofPath = (path: string, from = repo) => {
      const { sources, diagnostics } = readSources([path], from);
      expect(sources).toEqual([]);
      return messages({ diagnostics });
    };
    expect(ofPath('configs')).toEqual([away('configs')]);
    expect(ofPath('configs/')).toEqual([`configs/ cannot be read: ${away('configs')}`]);
    expect(ofPath('again')).toEqual([away('again')]);
    expect(ofPath('configs/in')).toEqual([`configs/in cannot be read: ${away('configs')}`]);
    expect(ofPath('configs/x.yaml')).toEqual([`configs/x.yaml cannot be read: ${away('configs')}`]);
    expect(ofPath('file.yaml')).toEqual([away('file.yaml')]);
    expect(ofPath('git/config')).toEqual([`git/config cannot be read: ${away('git')}`]);
    expect(ofPath('../configs', join(repo, 'sub'))).toEqual([away('../configs')]);
    expect(ofPath('repo/configs', cwd)).toEqual([away('repo/configs')]);
    expect(ofPath(join(cwd, 'alias', 'configs'))).toEqual([
      `${join(cwd, 'alias', 'configs')} cannot be read: ${away('../alias/configs')}`,
    ]);
  });

  test('reads a path outside of the work tree that a person names, and links that stay inside', () => {
    write({ 'repo/.git/config': 'g', 'repo/sub/a.yaml': 'a', 'away/x.yaml': 'x', 'etc/real.yaml': 'r' });
    const repo = join(cwd, 'repo');
    symlinkSync('sub', join(repo, 'inside'));
    symlinkSync('../etc/real.yaml', join(cwd, 'away', 'linked.yaml'));
    symlinkSync('away', join(cwd, 'elsewhere'));
    const texts = (path: string) => readSources([path], repo).sources.map(({ text }) => text);
    expect(texts('../away/x.yaml')).toEqual(['x']);
    expect(texts('../elsewhere/x.yaml')).toEqual(['x']);
    expect(texts(join(cwd, 'away', 'linked.yaml'))).toEqual(['r']);
    expect(texts('inside')).toEqual(['a']);
    expect(texts('inside/a.yaml')).toEqual(['a']);
  });

  test('says that a YAML name is a pipe or a device, also behind a link', () => {
    write({ 'configs/a.yaml': 'a' });
    execFileSync('mkfifo', [join(cwd, 'configs', 'pipe.yaml')]);
    symlinkSync('pipe.yaml', join(cwd, 'configs', 'to-pipe.yml'));
    symlinkSync('pipe.yaml', join(cwd, 'configs', 'notes'));
    const result = readSources(['configs'], cwd);
    expect(messages(result)).toEqual([
      'configs/pipe.yaml is neither a file nor a folder',
      'configs/to-pipe.yml is neither a file nor a folder',
    ]);
  });

  test('reads text as it is: a replacement character is a character, and a byte order mark is none', async () => {
    write({ 'a.yaml': '\uFEFFa: \uFFFD ä', 'b.yaml': '\uFEFF\uFEFFb', 'c.yaml': '\uFEFF\uFFFD' });
    expect(readSources(['.'], cwd).sources.map(({ text }) => text)).toEqual(['a: \uFFFD ä', '\uFEFFb', '\uFFFD']);
  });

  test('refuses what is neither file nor folder, what is not UTF-8, and what is too large', async () => {
    write({ 'bytes.yaml': Uint8Array.of(0xff, 0xfe, 0x00), 'big.yaml': new Uint8Array(limits.fileBytes + 1).fill(35) });
    const result = readSources(['/dev/null', 'bytes.yaml', 'big.yaml'], cwd);
    expect(result.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'invalid-path: /dev/null is neither a file nor a folder',
      'not-text: bytes.yaml is not UTF-8 text: the byte 0xFF stands here',
      'file-too-large: big.yaml is larger than 16 MB; split the configuration over several files',
    ]);
  });

  test('refuses more than a configuration may hold, before it is read', () => {
    const refused = {
      severity: 'error',
      code: 'file-too-large',
      message: 'a configuration is at most 64 MB in 20000 files',
    };
    expect(withinTotal([limits.totalBytes])).toBeUndefined();
    expect(withinTotal([limits.totalBytes, 1])).toEqual(refused);
    expect(withinTotal(new Array<number>(limits.files + 1).fill(1))).toEqual(refused);
  });

  test('says that a file is not readable', async () => {
    write({ 'secret.yaml': 'x' });
    chmodSync(join(cwd, 'secret.yaml'), 0);
    const result = readSources(['secret.yaml'], cwd);
    // The superuser reads everything.
    const root = process.getuid?.() === 0;
    expect(messages(result)).toEqual(root ? [] : ['secret.yaml is not readable']);
  });
});

describe('readGitSources', () => {
  const git = (...args: readonly string[]): void => {
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...args],
      { cwd, stdio: 'pipe' },
    );
  };
  beforeEach(() => {
    write({
      'configs/a.yaml': 'old',
      'configs/deep/b.yml': 'b',
      'configs/c.txt': 'c',
      'other.yaml': 'o',
      'named.conf': 'n',
    });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
  });

  test('reads the files as they were at a commit, whatever the work tree holds', async () => {
    write({ 'configs/a.yaml': 'new', 'configs/more.yaml': 'x' });
    expect(await readGitSources('HEAD', ['configs/'], cwd)).toEqual({
      sources: [
        { file: 'git:HEAD:configs/a.yaml', text: 'old' },
        { file: 'git:HEAD:configs/deep/b.yml', text: 'b' },
      ],
      diagnostics: [],
    });
  });

  test('reads from a folder below the root, a path beside it, and a named file', async () => {
    const result = await readGitSources('main', ['.', '../other.yaml', '../named.conf'], join(cwd, 'configs'));
    expect(result.sources).toEqual([
      { file: 'git:main:../named.conf', text: 'n' },
      { file: 'git:main:../other.yaml', text: 'o' },
      { file: 'git:main:a.yaml', text: 'old' },
      { file: 'git:main:deep/b.yml', text: 'b' },
    ]);
  });

  test('finds the same files by a path from the root of the machine, and through links, in the repository and to it', async () => {
    symlinkSync('configs', join(cwd, 'current'));
    git('add', '.');
    git('commit', '-q', '-m', 'link');
    const away = mkdtempSync(join(tmpdir(), 'xtap-away-'));
    symlinkSync(cwd, join(away, 'repository'));
    // What a link leads to now is not what it led to at the commit.
    rmSync(join(cwd, 'current'));
    symlinkSync('.', join(cwd, 'current'));
    const texts = async (path: string, from = cwd): Promise<readonly string[]> => {
      const { sources, diagnostics } = await readGitSources('HEAD', [path], from);
      return [...sources.map(({ text }) => text), ...diagnostics.map(({ message }) => message)];
    };
    for (const path of ['configs', 'current', './configs/../current/', join(cwd, 'configs'), join(cwd, 'current')]) {
      expect([path, await texts(path)]).toEqual([path, ['old', 'b']]);
    }
    expect(await texts(join(away, 'repository', 'configs'))).toEqual(['old', 'b']);
    expect(await texts(join(cwd, 'configs', 'deep'), join(cwd, 'configs'))).toEqual(['b']);
    expect(await texts('current/deep/b.yml')).toEqual(['b']);
    rmSync(away, { recursive: true });
  });

  test('refuses paths of which a commit cannot say what was there', async () => {
    symlinkSync('gone', join(cwd, 'broken'));
    symlinkSync('/etc', join(cwd, 'out'));
    git('add', '.');
    git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
    git('commit', '-q', '-m', 'odd');
    const ofPath = async (path: string) => messages(await readGitSources('HEAD', [path], cwd));
    expect(await ofPath('broken')).toEqual([
      'broken cannot be listed at git:HEAD: broken is a symbolic link that leads nowhere',
    ]);
    expect(await ofPath('out')).toEqual([
      'out cannot be listed at git:HEAD: out is a symbolic link that leads out of the repository',
    ]);
    expect(await ofPath('module/configs')).toEqual([
      'module/configs cannot be listed at git:HEAD: module is a submodule: a commit does not hold its files',
    ]);
    expect(await ofPath('configs\n')).toEqual([
      'configs\n cannot be listed at git:HEAD: git cannot be asked for a name with a line break',
    ]);
    expect(await ofPath('../elsewhere')).toEqual([
      '../elsewhere cannot be listed at git:HEAD: it lies outside of the repository',
    ]);
  });

  test('refuses a ref that is an option or names nothing, and tells a commit without the paths', async () => {
    expect(messages(await readGitSources('--output=x', ['configs'], cwd))).toEqual([
      'git:--output=x names no commit here',
    ]);
    const [problem] = (await readGitSources('nowhere', ['configs'], cwd)).diagnostics;
    expect(problem?.hint).toBe(
      'a shallow clone has only its last commit; in a workflow, check out with `fetch-depth: 0`',
    );
    expect(messages(await readGitSources('nowhere', ['configs'], cwd))).toEqual(['git:nowhere names no commit here']);
    expect(await readGitSources('HEAD', ['gone'], cwd)).toEqual({ sources: [], diagnostics: [], isAbsent: true });
    const none = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
    expect(await readGitSources(none, ['configs'], cwd)).toEqual({ sources: [], diagnostics: [], isAbsent: true });
  });

  test('tells a place without a repository from a commit that is not there', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'xtap-no-repository-'));
    try {
      const [problem] = (await readGitSources('HEAD', ['configs'], outside)).diagnostics;
      expect(problem?.message).toMatch(/^git:HEAD cannot be read here: fatal: not a git repository/);
      expect(problem?.hint).toBeUndefined();
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  test('follows links to folders at a commit as in the work tree: no guard and no protected partner gets lost', async () => {
    write({ 'shared/limits/g.yaml': 'g', 'shared/limits/.hidden.yaml': 'h', 'shared/one.yaml': 'one' });
    symlinkSync('../shared/limits', join(cwd, 'configs', 'limits'));
    symlinkSync('../shared/limits', join(cwd, 'configs', 'again.yaml'));
    symlinkSync('..', join(cwd, 'shared', 'limits', 'up'));
    symlinkSync('../shared/one.yaml', join(cwd, 'configs', 'one.yaml'));
    symlinkSync('a.yaml', join(cwd, 'configs', 'same.yaml'));
    symlinkSync('../nothing', join(cwd, 'configs', 'nothing'));
    git('add', '.');
    git('commit', '-q', '-m', 'links');
    const atCommit = await readGitSources('HEAD', ['configs'], cwd);
    expect(atCommit.diagnostics).toEqual([]);
    const inTree = readSources(['configs'], cwd);
    const texts = (read: typeof inTree): readonly string[] => read.sources.map(({ text }) => text).sort();
    expect(texts(atCommit)).toEqual(texts(inTree));
    expect(texts(atCommit)).toEqual(['b', 'g', 'old', 'one']);
  });

  test('refuses what a commit does not hold but the work tree may: links out of the repository, submodules', async () => {
    symlinkSync('/etc', join(cwd, 'configs', 'etc'));
    git('add', '.');
    git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},configs/module`);
    git('commit', '-q', '-m', 'away');
    expect(messages(await readGitSources('HEAD', ['configs'], cwd))).toEqual([
      'configs cannot be listed at git:HEAD: configs/module is a submodule: a commit does not hold its files',
      'configs cannot be listed at git:HEAD: configs/etc is a symbolic link that leads out of the repository',
    ]);
  });

  test('leaves out at a commit what begins with a dot, and never reads another file for a name with a line break', async () => {
    write({ 'configs/.idea/x.yaml': 'x', 'configs/a\n.yaml': 'other', '.github/w.yml': 'w' });
    git('add', '.');
    git('commit', '-q', '-m', 'odd');
    const result = await readGitSources('HEAD', ['.'], cwd);
    expect(named(result)).toEqual(['git:HEAD:configs/a.yaml', 'git:HEAD:configs/deep/b.yml', 'git:HEAD:other.yaml']);
    expect(messages(result)).toEqual(['git:HEAD:configs/a\n.yaml cannot be read']);
  });
});
