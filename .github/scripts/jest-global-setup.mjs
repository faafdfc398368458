// End-to-end tests run dist/ and the action's dist/. This setup rebuilds each of them if a source is newer, so that the
// tests never run old code.
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build.mjs';
import { bundleAction } from './build-action.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const action = '.github/actions/xtap';
const shared = ['package.json', 'package-lock.json', '.github/scripts/build.mjs', '.github/scripts/licenses.mjs'];

async function modified(path) {
  return (await stat(join(root, path))).mtimeMs;
}

/** The newest modification time under a folder. Folders count too, since a deleted file changes only its folder. */
async function newest(folder) {
  const entries = await readdir(join(root, folder), { recursive: true });
  return Math.max(...(await Promise.all(['.', ...entries].map((entry) => modified(join(folder, entry))))));
}

/** Whether a source is newer than the built file, or the built file is missing. */
async function isStale(built, { folders, files }) {
  const changed = await Promise.all([...folders.map(newest), ...files.map(modified)]);
  return Math.max(...changed) > (await modified(built).catch(() => 0));
}

export default async function buildIfStale() {
  const program = { folders: ['src'], files: shared };
  const bundled = { folders: ['src', `${action}/src`], files: [...shared, '.github/scripts/build-action.mjs'] };
  if (await isStale('dist/LICENSES.txt', program)) await bundle();
  // The last file that the build writes.
  if (await isStale(`${action}/dist/LICENSES.txt`, bundled)) await bundleAction();
}
