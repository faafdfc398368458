import { constants } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { notWritable } from './notWritable.ts';

/**
 * Writes a file that only its owner may read (0600), also where a more open one stood before: plans, snapshots and
 * reports tell an attacker which door is open. Never through a symbolic link to a file: in a checked-out repository it is
 * somebody else's choice which file would be overwritten. A link to a pipe or a terminal (`/dev/stdout`) is followed.
 * What cannot be written to its end is taken away: half a plan must not pass for the whole.
 */
export async function writePrivateFile(path: string, text: string, shown: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    const file = await openPrivate(path);
    try {
      const isFile = (await file.stat()).isFile();
      if (isFile) await file.chmod(0o600);
      await file.writeFile(text).catch(async (error: unknown) => {
        if (isFile) await rm(path).catch(() => undefined);
        throw error;
      });
    } finally {
      await file.close();
    }
  } catch (error) {
    throw notWritable(shown, error);
  }
}

async function openPrivate(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_TRUNC } = constants;
  // Windows has no such flag, and links there need a privilege.
  const noFollow = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;
  try {
    return await open(path, O_WRONLY | O_CREAT | O_TRUNC | noFollow, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
    const target = await stat(path).catch(() => undefined);
    if (target && !target.isFile() && !target.isDirectory()) return open(path, O_WRONLY);
    throw error;
  }
}
