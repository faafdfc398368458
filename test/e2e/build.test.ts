import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

const dist = join(__dirname, '..', '..', 'dist');

test('the built program can be executed and prints its version', () => {
  const program = join(dist, 'xtap.cjs');
  expect(statSync(program).mode & 0o777).toBe(0o755);
  expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toBe(`${manifest.version}\n`);
});

test('a successful run writes nothing to stderr, on any release of Node', () => {
  const program = [join(dist, 'xtap.cjs'), 'validate', join(dist, '..', 'configs')];
  const { status, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the built library can be imported and has its version', () => {
  const script = `import { version } from 'xtap'; process.stdout.write(version);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(dist, '..'),
    encoding: 'utf8',
  });
  expect(output).toBe(manifest.version);
});

/** The files of dist/ that a command loads. */
function loadedFiles(words: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
  const script = `
    process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));
    process.argv.splice(1, 0, ${JSON.stringify(join(dist, 'xtap.cjs'))});
    require(process.argv[1]);`;
  const { stderr } = spawnSync(process.execPath, ['--eval', script, '--', ...words], { encoding: 'utf8', env });
  const last = stderr.split('\n').at(-1) ?? '';
  return (JSON.parse(last.slice(last.indexOf('["'))) as string[]).map((file) => basename(file));
}

test.each([
  [['plan', 'none.yaml'], 'plan.cjs'],
  [['validate', '--help'], 'plan.cjs'],
  [['drift', 'none.yaml'], 'apply.cjs'],
  [['schema'], 'all.cjs'],
  [['--help'], 'all.cjs'],
  [['constructor'], 'all.cjs'],
])('%j loads one file, and no credentials', (words, file) => {
  expect(loadedFiles(words)).toEqual(['xtap.cjs', file]);
});

test('a plan with a client secret loads the credentials from their own file', () => {
  const env = {
    AZURE_TENANT_ID: '6babcaad-604b-40ac-a9d7-9fd97c0b779f',
    AZURE_CLIENT_ID: '6babcaad-604b-40ac-a9d7-9fd97c0b779f',
    AZURE_CLIENT_SECRET: 'none',
    AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1',
    XTAP_RETRY_TIMEOUT: '1',
  };
  const words = ['plan', join(dist, '..', 'configs')];
  expect(loadedFiles(words, env)).toEqual(['xtap.cjs', 'plan.cjs', 'identity.cjs']);
});

test('the file of a group is smaller than the one with all commands', () => {
  const sizes = ['plan.cjs', 'all.cjs'].map((file) => statSync(join(dist, file)).size);
  expect(sizes[0]).toBeLessThan(0.8 * (sizes[1] ?? 0));
});
