import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { writeError } from './writeError.ts';
import { temporaryName } from './writeFileAtomically.ts';

/**
 * Replaces a file that only its owner may read (0600) in one step: a process that is killed leaves the old file or the
 * new one, never a part. A symbolic link is replaced, and not followed. Throws XtapError `file-not-writable`.
 */
export async function replacePrivateFile(path: string, text: string, displayPath: string): Promise<void> {
  const beside = join(dirname(path), temporaryName.create());
  try {
    makeFolder(dirname(path));
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw writeError(displayPath, error);
  }
}
