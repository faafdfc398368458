// Builds dist/: the program (dist/xtap.cjs, which imports dist/bin.js), the library (dist/index.js) and its types
// (dist/types).
//
// Everything is bundled, since loading hundreds of small files from node_modules takes longer than most commands run.
// Code splitting puts the parts that few commands need (credentials, the emulator) into chunks that are loaded on demand.
// Files are replaced one by one and stale chunks are removed last, so dist/ stays usable during a build.
import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { licensesOf } from './licenses.mjs';

/** The Node build of yaml checks the environment for a log switch at every token, which takes a tenth of its time. */
export const yamlForBrowsers = { yaml: './node_modules/yaml/browser/index.js' };

/** Packs of rules and templates of workflows are YAML files; the program contains their text. */
export const textLoader = { '.yaml': 'text', '.yml': 'text' };

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const dist = join(root, 'dist');

/** Bundles src/start.cts, src/bin.ts and src/index.ts into dist/. Rejects on failure, after esbuild printed its errors. */
export async function bundle() {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const common = {
    absWorkingDir: root,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    loader: textLoader,
    define: { XTAP_VERSION: JSON.stringify(version) },
    // No keepNames: it adds a call for every closure, 4 % of a large plan, and identifiers are not renamed anyway.
    // @azure/identity reads a class name once, for a line of its log.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  };
  await build({
    ...common,
    entryPoints: { xtap: 'src/start.cts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['./bin.js'],
  });
  const { metafile } = await build({
    ...common,
    entryPoints: ['src/bin.ts', 'src/index.ts'],
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
    alias: yamlForBrowsers,
    // Bundled CommonJS packages call require for Node's built-ins; an ES module has no require of its own.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    metafile: true,
  });
  const program = join(dist, 'xtap.cjs');
  await chmod(program, 0o755);
  const licenses = join(dist, 'LICENSES.txt');
  await writeFile(licenses, await licensesOf(Object.keys(metafile.inputs)));
  await removeStale(new Set([program, licenses, ...Object.keys(metafile.outputs).map((file) => join(root, file))]));
}

async function removeStale(written) {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const isType = relative(dist, file).startsWith('types');
    if (entry.isFile() && !isType && !written.has(file)) await rm(file);
  }
}

async function emitTypes() {
  await rm(join(dist, 'types'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', join(root, '.github', 'scripts', 'tsconfig.types.json')]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await Promise.all([bundle(), emitTypes()]);
  } catch (error) {
    // esbuild has already printed its errors; the errors of tsc are on the stdout of the child.
    console.error(error.stdout ?? error.message);
    process.exitCode = 1;
  }
}
