// Builds .github/actions/xtap/dist/, which git ignores: `npm ci` builds it in a checkout, and the release workflow
// commits it below a tag, since GitHub installs no packages for an action.
// index.js is the action; xtap.js is the program that it runs (src/bin.ts). Each is one file. Rejected: code splitting,
// which saves 100 ms but makes diffs of chunks with hashed names unreadable.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { textLoader } from './build.mjs';
import { bundledYaml } from './bundledYaml.mjs';
import { licensesOf } from './licenses.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Bundles the action and xtap. Rejects on failure, after esbuild printed its errors. */
export async function bundleAction() {
  const outdir = join(root, '.github', 'actions', 'xtap', 'dist');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { index: '.github/actions/xtap/src/index.ts', xtap: 'src/bin.ts' },
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    loader: textLoader,
    define: { XTAP_VERSION: JSON.stringify(version) },
    plugins: [bundledYaml],
    // Bundled CommonJS packages call require for Node's built-ins; an ES module has no require of its own.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    // @azure/identity and the Graph client read class names at run time.
    keepNames: true,
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  // Without this file, a copy of the folder below a CommonJS package would be read as CommonJS.
  await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
  await writeFile(join(outdir, 'LICENSES.txt'), await licensesOf(Object.keys(metafile.inputs)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleAction();
