import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { notWritable } from './notWritable.ts';

/** How the files are named that a write leaves behind if the process is killed in the middle of it. */
export const temporaryName = {
  create: (): string => `.xtap-${randomUUID()}.tmp`,
  pattern: /^\.xtap-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/,
};

/** Another run may remove a temporary file in the middle of a write (removeLeftovers). It does so once, as it begins. */
const mostAttempts = 5;

/**
 * Writes a file so that nobody ever sees half of it: beside it first, then in its place. A file that is there keeps its
 * mode, and a symbolic link stays one.
 */
export async function writeFileWhole(path: string, text: string, shown: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    for (let attempt = 1; !(await replace(target, text)); attempt += 1) {
      if (attempt === mostAttempts) throw new Error('other runs of xtap keep removing its temporary file');
    }
  } catch (error) {
    throw notWritable(shown, error);
  }
}

/** False where the temporary file was removed before it could take its place. */
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
