import { randomUUID } from 'node:crypto';
import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { writeError } from './writeError.ts';

/** The names of temporary files. A killed process may leave one behind. */
export const temporaryName = {
  create: (): string => `.xtap-${randomUUID()}.tmp`,
  pattern: /^\.xtap-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/,
};

/** Another run may remove a temporary file during a write (`removeLeftovers`). It does so once, at its start. */
const maxAttempts = 5;

/**
 * Writes a temporary file beside the target and renames it, so that no reader sees a partial file. An existing file
 * keeps its mode, and a symbolic link stays a link. Throws XtapError `file-not-writable`.
 */
export async function writeFileAtomically(path: string, text: string, displayPath: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    for (let attempt = 1; !(await replace(target, text)); attempt += 1) {
      if (attempt === maxAttempts) throw new Error('other runs of xtap keep removing its temporary file');
    }
  } catch (error) {
    throw writeError(displayPath, error);
  }
}

/** False if the temporary file was removed before the rename. */
async function replace(target: string, text: string): Promise<boolean> {
  const mode = await stat(target).then(
    (info) => info.mode & 0o777,
    () => undefined,
  );
  const beside = join(dirname(target), temporaryName.create());
  try {
    const file = await open(beside, 'wx');
    try {
      if (mode !== undefined) await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return await rename(beside, target).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/**
 * Removes the temporary files that killed runs of xtap left in a folder: regular files with such a name, nothing else.
 * A concurrent run loses its temporary file and writes again, so xtap need not know which processes still run. A file
 * that cannot be removed stays; it is harmless.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const leftovers = entries.filter((entry) => entry.isFile() && temporaryName.pattern.test(entry.name));
  for (const { name } of leftovers) await rm(join(folder, name)).catch(() => undefined);
}
