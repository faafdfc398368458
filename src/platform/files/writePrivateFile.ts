import { constants, type Stats } from 'node:fs';
import { lstat, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { replaceFile } from './replaceFile.ts';
import { symbolicLinkReason } from './requireWritablePath.ts';
import { writeError } from './writeError.ts';

/**
 * Writes a file that only its owner may read (0600), also if the existing file had a more open mode: plans, snapshots
 * and reports show an attacker which access is open. A process that is killed leaves the old file or the new one, never
 * a part of it: a partial plan must not look complete. Does not follow a symbolic link to a file: in a checked-out
 * repository somebody else would choose which file is overwritten. Follows a link to a pipe or a terminal
 * (`/dev/stdout`). Throws XtapError `file-not-writable`.
 *
 * @param onFailure what happens to the old file if the disk is full. By default it is removed, because it could be
 *   taken for the result of this run.
 */
export async function writePrivateFile(
  path: string,
  text: string,
  displayPath: string,
  onFailure: 'remove' | 'keep' = 'remove',
): Promise<void> {
  try {
    makeFolder(dirname(path));
    const target = await targetOf(path);
    if (target && !target.isFile() && !target.isDirectory()) return await writeInPlace(path, text);
    await replaceFile(path, text, ownerOnly).catch(async (error: NodeJS.ErrnoException) => {
      if (target?.isFile() && refusesReplacement.includes(error.code ?? '')) return writeInPlace(path, text);
      if (target?.isFile() && onFailure === 'remove') await rm(path).catch(() => undefined);
      throw error;
    });
  } catch (error) {
    throw writeError(displayPath, error);
  }
}

const ownerOnly = 0o600;

/** The folder takes no new file, another program on Windows has the file open, or the file is mounted by itself. */
const refusesReplacement = ['EACCES', 'EPERM', 'EBUSY'];

/** What is at the path, or behind a link to a pipe or a device; undefined if nothing is there. */
async function targetOf(path: string): Promise<Stats | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink() !== true) return found;
  const target = await stat(path).catch(() => undefined);
  if (target && !target.isFile() && !target.isDirectory()) return target;
  throw Object.assign(new Error(symbolicLinkReason), { code: 'ELOOP' });
}

async function writeInPlace(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_TRUNC);
  try {
    const isFile = (await file.stat()).isFile();
    if (isFile) await file.chmod(ownerOnly);
    await file.writeFile(text).catch(async (error: unknown) => {
      if (isFile) await rm(path).catch(() => undefined);
      throw error;
    });
  } finally {
    await file.close();
  }
}
