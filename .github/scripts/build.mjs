// Builds dist/: the program, the library (index.js) and its types (types).
//
// Everything is bundled, since loading hundreds of small files from node_modules takes longer than most commands run.
// xtap.cjs is the start of the program. It loads the file of a group of commands (plan.cjs, apply.cjs) or all.cjs,
// which has every command. Each is one CommonJS file: 38 chunks as ES modules took 1.3 times the time of a small plan,
// and splitting by hand would need two copies of XtapError in one process. @azure/identity, which few runs need, is
// identity.cjs. Files are replaced one by one and stale files are removed last, so dist/ stays usable during a build.
import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundledYaml } from './bundledYaml.mjs';
import { licensesOf } from './licenses.mjs';

/** Packs of rules and templates of workflows are YAML files; the program contains their text. */
export const textLoader = { '.yaml': 'text', '.yml': 'text' };

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const dist = join(root, 'dist');

/** The commands that pipelines run, by the file that has only them. No other command may be called by them. */
const groups = { plan: ['validate', 'plan'], apply: ['apply', 'drift'] };

/** Replaces the table of all commands, and loads these at the start. A lazy load costs a call for every module. */
const onlyCommands = (names) => ({
  name: 'only-commands',
  setup: ({ onLoad }) =>
    onLoad({ filter: /src[/\\]cli[/\\]loadCommand\.ts$/ }, () => ({
      contents: [
        ...names.map((name) => `import * as ${name} from './commands/${name}.ts';`),
        `export const loadCommand = { ${names.map((name) => `${name}: async () => ${name}`)} };`,
      ].join('\n'),
      loader: 'ts',
    })),
});

const identityApart = {
  name: 'identity-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@azure\/identity$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './identity.cjs', external: true },
    ),
};

/**
 * Bundles src/start.cts, src/bin.ts and src/index.ts into dist/. Rejects on failure, after esbuild printed its errors.
 */
export async function bundle() {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const common = {
    absWorkingDir: root,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    loader: textLoader,
    plugins: [bundledYaml, identityApart],
    // No keepNames: it adds a call for every closure, 4 % of a large plan, and identifiers are not renamed anyway.
    // @azure/identity reads a class name once, for a line of its log.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
  const program = {
    ...common,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: {
      XTAP_VERSION: JSON.stringify(version),
      XTAP_GROUPS: JSON.stringify(groups),
      'import.meta.dirname': '__dirname',
    },
    // Without this, import.meta.url in a package is silently undefined in CommonJS.
    logOverride: { 'empty-import-meta': 'error' },
    // `import()` would start Node's loader for ES modules.
    supported: { 'dynamic-import': false },
  };
  const library = {
    ...common,
    format: 'esm',
    define: { XTAP_VERSION: JSON.stringify(version) },
    // Bundled CommonJS packages call require for Node's built-ins; an ES module has no require of its own.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
  };
  const results = await Promise.all([
    build({
      ...program,
      entryPoints: { identity: '@azure/identity' },
      // A package that opens the browser asks for the URL of its module.
      define: { ...program.define, 'import.meta.url': 'moduleUrl' },
      banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    }),
    build({ ...program, entryPoints: { all: 'src/bin.ts' } }),
    ...Object.entries(groups).map(([name, commands]) =>
      build({
        ...program,
        entryPoints: { [name]: 'src/bin.ts' },
        plugins: [...common.plugins, onlyCommands(commands)],
      }),
    ),
    build({ ...program, entryPoints: { xtap: 'src/start.cts' } }),
    build({ ...library, entryPoints: ['src/index.ts'] }),
  ]);
  const files = results.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((file) => join(root, file));
  await chmod(join(dist, 'xtap.cjs'), 0o755);
  const licenses = join(dist, 'LICENSES.txt');
  const inputs = new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
  await writeFile(licenses, await licensesOf([...inputs]));
  await removeStale(new Set([licenses, ...files]));
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
