// End-to-end tests run dist/. This setup rebuilds dist/ if a source is newer, so that the tests never run old code.
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

async function modified(path) {
  return (await stat(join(root, path))).mtimeMs;
}

/** The newest modification time under a folder. Folders count too, since a deleted file changes only its folder. */
async function newest(folder) {
  const entries = await readdir(join(root, folder), { recursive: true });
  return Math.max(...(await Promise.all(['.', ...entries].map((entry) => modified(join(folder, entry))))));
}

export default async function buildIfStale() {
  const built = await modified('dist/bin.js').catch(() => 0);
  const inputs = ['package.json', 'package-lock.json', '.github/scripts/build.mjs'].map(modified);
  const changed = Math.max(await newest('src'), ...(await Promise.all(inputs)));
  if (changed > built) await bundle();
}
