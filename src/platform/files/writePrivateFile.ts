import { constants } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { writeError } from './writeError.ts';

/**
 * Writes a file that only its owner may read (0600), also if the existing file had a more open mode: plans, snapshots
 * and reports show an attacker which access is open. Does not follow a symbolic link to a file: in a checked-out
 * repository somebody else would choose which file is overwritten. Follows a link to a pipe or a terminal
 * (`/dev/stdout`). Removes a file that could not be written completely: a partial plan must not look complete.
 */
export async function writePrivateFile(path: string, text: string, displayPath: string): Promise<void> {
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
    throw writeError(displayPath, error);
  }
}

async function openPrivate(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_TRUNC } = constants;
  // Windows has no O_NOFOLLOW; creating links there needs a privilege.
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
