import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { notWritable } from './notWritable.ts';

/**
 * Writes a file so that nobody ever sees half of it: beside it first, then in its place. A file that is there keeps its
 * mode, and a symbolic link stays one.
 */
export async function writeFileWhole(path: string, text: string, shown: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    const mode = await stat(target).then(
      (info) => info.mode & 0o777,
      () => undefined,
    );
    const beside = join(dirname(target), `.${randomUUID()}.tmp`);
    try {
      const file = await open(beside, 'wx');
      try {
        if (mode !== undefined) await file.chmod(mode);
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, target);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  } catch (error) {
    throw notWritable(shown, error);
  }
}
