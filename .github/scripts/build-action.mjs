// Builds .github/actions/xtap/dist/, which is committed, since GitHub installs no packages for an action.
// index.js is the action; xtap.js is the program that it runs (src/bin.ts). Each is one file. Rejected: code splitting,
// which saves 100 ms but makes diffs of chunks with hashed names unreadable.
// `--check` builds into a temporary folder and compares it with the committed files. Another argument names the folder
// to build into.
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { yamlForBrowsers } from './build.mjs';
import { licensesOf } from './licenses.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const committed = join(root, '.github', 'actions', 'xtap', 'dist');

/** Bundles the action and xtap into a folder. Rejects on failure, after esbuild printed its errors. */
async function bundleAction(outdir) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { index: '.github/actions/xtap/src/index.ts', xtap: 'src/bin.ts' },
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    define: { XTAP_VERSION: JSON.stringify(version) },
    alias: yamlForBrowsers,
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

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The committed files that differ from a fresh build. */
async function staleFiles() {
  const fresh = await mkdtemp(join(tmpdir(), 'xtap-action-'));
  try {
    await bundleAction(fresh);
    const names = new Set([...(await readdir(fresh)), ...(await readdir(committed).catch(() => []))]);
    const same = await Promise.all([...names].map((name) => isSame(join(fresh, name), join(committed, name))));
    return [...names].filter((_, index) => !same[index]).sort(compare);
  } finally {
    await rm(fresh, { recursive: true });
  }
}

async function isSame(a, b) {
  const exist = await Promise.all(
    [a, b].map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (exist.includes(false)) return false;
  const [one, other] = await Promise.all([readFile(a), readFile(b)]);
  return one.equals(other);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--check') {
    const stale = await staleFiles();
    if (stale.length > 0)
      console.error(`Not what the sources make: ${stale.join(', ')}. Run "npm run build:action" and commit.`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    await bundleAction(process.argv[2] ?? committed);
  }
}
