import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The names of temporary files. A killed process may leave one behind. */
export const temporaryName = {
  create: (): string => `.xtap-${randomUUID()}.tmp`,
  pattern: /^\.xtap-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/,
};

/** Another run may remove a temporary file during a write (`removeLeftovers`). It does so once, at its start. */
const maxAttempts = 5;

/**
 * Writes a temporary file beside the target and renames it: the target is the old file or the new one, never a part of
 * it, also for a reader and after a kill. A symbolic link is replaced. `mode` undefined: that of any new file.
 */
export async function replaceFile(path: string, text: string, mode: number | undefined): Promise<void> {
  for (let attempt = 1; !(await tryToReplace(path, text, mode)); attempt += 1) {
    if (attempt === maxAttempts) throw new Error('other runs of xtap keep removing its temporary file');
  }
}

/** False if the temporary file was removed before the rename. */
async function tryToReplace(path: string, text: string, mode: number | undefined): Promise<boolean> {
  const beside = join(dirname(path), temporaryName.create());
  try {
    // The mode is narrow from the start, because the file may be private.
    const file = await open(beside, 'wx', mode);
    try {
      if (mode !== undefined) await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return await rename(beside, path).then(
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
