/* The package as users get it: packed, installed into an empty folder without a network, and run from there. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';

const root = join(__dirname, '..', '..');
const execute = promisify(execFile);
const slow = 120_000;

let folder: Folder;
let files: readonly string[];
let tarball: string;

/** Runs with its own home folder, so that caches and settings of this machine have no effect. */
function run(command: string, words: readonly string[], cwd = folder.path): ReturnType<typeof execute> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder.path,
    TMPDIR: folder.path,
    npm_config_update_notifier: 'false',
  };
  return execute(command, [...words], { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

beforeAll(async () => {
  folder = temporaryFolder();
  // A test run only bundles; the build also writes the types.
  if (!existsSync(join(root, 'dist', 'types', 'index.d.ts'))) {
    await run(process.execPath, ['.github/scripts/build.mjs'], root);
  }
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path];
  const { stdout } = await run('npm', pack, root);
  const packed = JSON.parse(String(stdout)) as unknown;
  // npm 11 prints a list of packages, npm 12 an object by name.
  const [first] = Object.values(packed as object) as { files: { path: string }[]; filename: string }[];
  tarball = join(folder.path, first?.filename ?? '');
  files = (first?.files ?? []).map(({ path }) => path);
  folder.write('package.json', '{ "private": true }\n');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball]);
}, slow);

afterAll(() => folder.remove());

const installed = (...parts: readonly string[]): string => join(folder.path, 'node_modules', ...parts);

test('the package contains the bundle, its types and licences, the sample, and the files that npm requires', () => {
  const rest = files.filter((file) => !/^dist\/types\/[\w/-]+\.d\.ts$/.test(file));
  expect(new Set(rest)).toEqual(
    new Set([
      'LICENSE',
      'README.md',
      'configs/contoso.yaml',
      'configs/partners.yaml',
      'dist/LICENSES.txt',
      'dist/all.cjs',
      'dist/apply.cjs',
      'dist/identity.cjs',
      'dist/index.js',
      'dist/plan.cjs',
      'dist/xtap.cjs',
      'package.json',
    ]),
  );
});

test('no other package is installed with it', () => {
  const manifest = JSON.parse(readFileSync(installed('xtap', 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest.dependencies).toBeUndefined();
  const lock = JSON.parse(readFileSync(installed('.package-lock.json'), 'utf8')) as { packages: object };
  expect(Object.keys(lock.packages)).toEqual(['node_modules/xtap']);
});

test('version, validate and the whole demo run from the empty folder', async () => {
  const xtap = installed('.bin', 'xtap');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect((await run(xtap, ['--version'])).stdout).toBe(`${version}\n`);
  expect((await run(xtap, ['validate', 'node_modules/xtap/configs'])).stdout).toContain(
    'is valid: 7 partners and 1 tombstone',
  );
  expect((await run(xtap, ['demo'])).stdout).toContain('Applied. The tenant is as planned.');
}, 60_000);

test('npx runs the program of a project', async () => {
  expect((await run('npx', ['--offline', '--no', 'xtap', 'version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
}, 60_000);

test('npx runs it from the file, without an installation', async () => {
  const elsewhere = join(folder.path, 'elsewhere');
  mkdirSync(elsewhere);
  const { stdout } = await run('npx', ['--offline', '--yes', '--package', tarball, 'xtap', '--version'], elsewhere);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(existsSync(join(elsewhere, 'node_modules'))).toBe(false);
}, 60_000);

test('the library can be imported, and its types need no other package', async () => {
  folder.write(
    'use.mjs',
    "import { createXtap, version } from 'xtap';\ntry { await createXtap().validate({ paths: ['none'] }); } catch ({ code }) { console.log(version, code); }\n",
  );
  expect((await run(process.execPath, ['use.mjs'])).stdout).toMatch(/^\d+\.\d+\.\d+ invalid-path\n$/);
  folder.write(
    'use.mts',
    "import { createXtap, type Plan } from 'xtap';\nexport const plan = (): Promise<Plan> => createXtap().plan({ paths: ['configs'] });\nexport const show = (plan: Plan): string => createXtap().render(plan, 'text') + plan.digest;\n",
  );
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--lib',
    'es2023',
    '--typeRoots',
  ];
  const types = [join(root, 'node_modules', '@types'), '--types', 'node'];
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  expect((await run(process.execPath, [tsc, ...options, ...types, 'use.mts'])).stdout).toBe('');
}, 60_000);
