import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

const dist = join(__dirname, '..', '..', 'dist');

/** The files that are loaded statically at the start, without dynamic imports. */
function loadedAtStart(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+)"/g)) {
    loadedAtStart(join(file, '..', target as string), seen);
  }
  return seen;
}

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

test('the program loads the module of a command only when the command is called', () => {
  const bytes = [...loadedAtStart(join(dist, 'bin.js'))].map((file) => statSync(file).size);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(100_000);
});
