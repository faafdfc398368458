import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { XtapError } from '../model/errors.ts';

/**
 * Writes a file that only its owner may read (0600), also where a more open one stood before: plans, snapshots and
 * reports tell an attacker which door is open.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'w', 0o600);
    try {
      if ((await file.stat()).isFile()) await file.chmod(0o600);
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new XtapError('file-not-writable', `Cannot write ${path}: ${why}`, { cause: error });
  }
}
