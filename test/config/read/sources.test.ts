import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { limits } from '../../../src/config/read/sourceFile.ts';
import { readSources, withinTotal } from '../../../src/config/read/sources.ts';
import { testOnPosix } from '../../support/systems.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';

const folder = folderForEach();

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), content);
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
    const result = readSources(['configs'], folder.path);
    expect(result).toEqual({
      sources: [
        { file: 'configs/a.yaml', text: 'a' },
        { file: 'configs/a/z.YML', text: 'z' },
        { file: 'configs/b.yaml', text: 'b' },
      ],
      diagnostics: [],
    });
  });

  test('reads a named file with any name, and each file once', async () => {
    write({ 'policy.conf': 'x', 'configs/a.yaml': 'a' });
    expect(named(readSources(['policy.conf', 'configs', './configs/a.yaml', 'configs/'], folder.path))).toEqual([
      'configs/a.yaml',
      'policy.conf',
    ]);
  });

  test('warns of a .json file in a folder that looks like a configuration, and of no other', () => {
    write({
      'configs/a.yaml': 'a',
      'configs/b.json': '{ "partners": [] }',
      'configs/deeper/C.JSON': '{ "tenant": "x" }',
      'configs/xtap.schema.json': '{ "properties": { "tenant": {} } }',
      'configs/live.json': '{ "formatVersion": 1, "apiVersion": "v1.0", "partners": [] }',
      'configs/list.json': '[{ "partners": [] }]',
      'configs/broken.json': '{ "partners": ',
      'configs/mark.json': '\uFEFF{ "profiles": {} }',
      'configs/wide.json': Buffer.from('\uFEFF{ "partners": [] }', 'utf16le'),
      'b.json': '{ "partners": [] }',
    });
    const warning = (name: string) => ({
      severity: 'warning',
      code: 'unread-file',
      message: `xtap did not read ${name}: of a folder it reads only .yaml and .yml files, and this one looks like a configuration`,
      hint: 'give it the extension .yaml (JSON is YAML), or move it out of the folder',
    });
    const result = readSources(['configs', 'b.json'], folder.path);
    expect(named(result)).toEqual(['b.json', 'configs/a.yaml']);
    const others = ['configs/deeper/C.JSON', 'configs/mark.json', 'configs/wide.json'].map(warning);
    expect(result.diagnostics).toEqual([warning('configs/b.json'), ...others]);
    expect(readSources(['configs/b.json', 'configs'], folder.path).diagnostics).toEqual(others);
  });

  test('says what a file is that is not UTF-8', () => {
    write({
      'a.yaml': Buffer.from('\uFEFFversion: 1\n', 'utf16le'),
      tfplan: Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe, 0]),
    });
    expect(readSources(['a.yaml', 'tfplan'], folder.path).diagnostics).toMatchObject([
      { code: 'not-text', message: 'a.yaml is UTF-16 text' },
      { code: 'not-text', message: 'tfplan is a zip archive, as a saved plan of Terraform is' },
    ]);
  });

  test('reports missing paths and folders without a configuration', async () => {
    write({ 'empty/readme.md': 'x' });
    expect(messages(readSources(['nowhere', 'empty'], folder.path))).toEqual([
      'nowhere does not exist',
      'empty has no *.yaml or *.yml file',
    ]);
  });

  testOnPosix('follows symbolic links and ends at a loop', async () => {
    write({ 'configs/a.yaml': 'a', 'shared/s.yaml': 's' });
    symlinkSync('..', join(folder.path, 'configs', 'up'));
    symlinkSync('self.yaml', join(folder.path, 'configs', 'self.yaml'));
    symlinkSync('gone', join(folder.path, 'configs', 'broken.yaml'));
    const result = readSources(['configs'], folder.path);
    expect(named(result)).toEqual(['configs/a.yaml', 'configs/up/shared/s.yaml']);
    expect(messages(result)).toEqual([
      'configs/broken.yaml does not exist',
      'configs/self.yaml is a loop of symbolic links',
    ]);
  });

  testOnPosix(
    'does not follow a link out of the repository or into .git, so that no error quotes a file of the machine',
    () => {
      write({ 'repo/.git/config': 'g', 'repo/sub/configs/a.yaml': 'a', 'repo/shared/s.yaml': 's', 'away/x.yaml': 'x' });
      const configs = join(folder.path, 'repo', 'sub', 'configs');
      symlinkSync('../../../away/x.yaml', join(configs, 'file.yaml'));
      symlinkSync('../../../away', join(configs, 'folder'));
      symlinkSync('../../.git/config', join(configs, 'git.yaml'));
      symlinkSync('../../shared', join(configs, 'shared'));
      symlinkSync('/dev/null', join(configs, 'README'));
      symlinkSync('/dev/zero', join(configs, 'zero.yaml'));
      const result = readSources(['configs'], join(folder.path, 'repo', 'sub'));
      expect(named(result)).toEqual(['configs/a.yaml', 'configs/shared/s.yaml']);
      expect(messages(result)).toEqual(
        ['file.yaml', 'folder', 'git.yaml', 'zero.yaml'].map((name) => away(`configs/${name}`)),
      );
    },
  );

  testOnPosix(
    'refuses a path of a work tree that leads out of it through a link: itself, a parent, or a chain of links',
    () => {
      write({
        'repo/.git/config': 'g',
        'repo/sub/a.yaml': 'a',
        'away/x.yaml': 'x',
        'away/.git/HEAD': 'h',
        'away/in/x.yaml': 'x',
      });
      const repo = join(folder.path, 'repo');
      symlinkSync('../away', join(repo, 'configs'));
      symlinkSync('configs', join(repo, 'again'));
      symlinkSync('../away/x.yaml', join(repo, 'file.yaml'));
      symlinkSync('.git', join(repo, 'git'));
      symlinkSync(repo, join(folder.path, 'alias'));
      const ofPath = (path: string, from = repo) => {
        const { sources, diagnostics } = readSources([path], from);
        expect(sources).toEqual([]);
        return messages({ diagnostics });
      };
      expect(ofPath('configs')).toEqual([away('configs')]);
      expect(ofPath('configs/')).toEqual([away('configs')]);
      expect(ofPath('again')).toEqual([away('again')]);
      expect(ofPath('configs/in')).toEqual([`configs/in cannot be read: ${away('configs')}`]);
      expect(ofPath('configs/x.yaml')).toEqual([`configs/x.yaml cannot be read: ${away('configs')}`]);
      expect(ofPath('file.yaml')).toEqual([away('file.yaml')]);
      expect(ofPath('git/config')).toEqual([`git/config cannot be read: ${away('git')}`]);
      expect(ofPath('../configs', join(repo, 'sub'))).toEqual([away('../configs')]);
      expect(ofPath('repo/configs', folder.path)).toEqual([away('repo/configs')]);
      expect(ofPath(join(folder.path, 'alias', 'configs'))).toEqual([
        `${join(folder.path, 'alias', 'configs')} cannot be read: ${away('../alias/configs')}`,
      ]);
    },
  );

  testOnPosix('reads a path outside of the work tree that the user names, and links that stay inside', () => {
    write({ 'repo/.git/config': 'g', 'repo/sub/a.yaml': 'a', 'away/x.yaml': 'x', 'etc/real.yaml': 'r' });
    const repo = join(folder.path, 'repo');
    symlinkSync('sub', join(repo, 'inside'));
    symlinkSync('../etc/real.yaml', join(folder.path, 'away', 'linked.yaml'));
    symlinkSync('away', join(folder.path, 'elsewhere'));
    const texts = (path: string) => readSources([path], repo).sources.map(({ text }) => text);
    expect(texts('../away/x.yaml')).toEqual(['x']);
    expect(texts('../elsewhere/x.yaml')).toEqual(['x']);
    expect(texts(join(folder.path, 'away', 'linked.yaml'))).toEqual(['r']);
    expect(texts('inside')).toEqual(['a']);
    expect(texts('inside/a.yaml')).toEqual(['a']);
  });

  testOnPosix('reports a YAML name that is a pipe or a device, also through a link', () => {
    write({ 'configs/a.yaml': 'a' });
    execFileSync('mkfifo', [join(folder.path, 'configs', 'pipe.yaml')]);
    symlinkSync('pipe.yaml', join(folder.path, 'configs', 'to-pipe.yml'));
    symlinkSync('pipe.yaml', join(folder.path, 'configs', 'notes'));
    const result = readSources(['configs'], folder.path);
    expect(messages(result)).toEqual([
      'configs/pipe.yaml is neither a file nor a folder',
      'configs/to-pipe.yml is neither a file nor a folder',
    ]);
  });

  test('keeps a replacement character in the text, and drops a byte order mark', async () => {
    write({ 'a.yaml': '\uFEFFa: \uFFFD ä', 'b.yaml': '\uFEFF\uFEFFb', 'c.yaml': '\uFEFF\uFFFD' });
    expect(readSources(['.'], folder.path).sources.map(({ text }) => text)).toEqual([
      'a: \uFFFD ä',
      '\uFEFFb',
      '\uFFFD',
    ]);
  });

  testOnPosix('refuses a device, text that is not UTF-8, and a file that is too large', async () => {
    write({ 'bytes.yaml': Uint8Array.of(0xff, 0x00, 0xfe), 'big.yaml': new Uint8Array(limits.fileBytes + 1).fill(35) });
    const result = readSources(['/dev/null', 'bytes.yaml', 'big.yaml'], folder.path);
    expect(result.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'invalid-path: /dev/null is neither a file nor a folder',
      'not-text: bytes.yaml is not UTF-8 text: it has the invalid byte 0xFF here',
      'file-too-large: big.yaml is larger than 16 MB; split the configuration over several files',
    ]);
  });

  test('refuses a configuration that is too large before reading it', () => {
    const refused = {
      severity: 'error',
      code: 'file-too-large',
      message: 'a configuration is at most 64 MB in 20000 files',
    };
    expect(withinTotal([limits.totalBytes])).toBeUndefined();
    expect(withinTotal([limits.totalBytes, 1])).toEqual(refused);
    expect(withinTotal(new Array<number>(limits.files + 1).fill(1))).toEqual(refused);
  });

  testOnPosix('reports a file that is not readable', async () => {
    write({ 'secret.yaml': 'x' });
    chmodSync(join(folder.path, 'secret.yaml'), 0);
    const result = readSources(['secret.yaml'], folder.path);
    // The superuser reads everything.
    const root = process.getuid?.() === 0;
    expect(messages(result)).toEqual(root ? [] : ['secret.yaml is not readable']);
  });
});
