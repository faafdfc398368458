import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { replaceFile } from './replaceFile.ts';
import { writeError } from './writeError.ts';

/**
 * Replaces a file in one step, so that no reader sees a part of it. An existing file keeps its mode. A symbolic link
 * stays a link. Throws XtapError `file-not-writable`.
 */
export async function writeFileAtomically(path: string, text: string, displayPath: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    const mode = await stat(target).then(
      (info) => info.mode & 0o777,
      () => undefined,
    );
    await replaceFile(target, text, mode);
  } catch (error) {
    throw writeError(displayPath, error);
  }
}
