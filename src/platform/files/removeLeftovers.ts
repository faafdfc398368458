import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryName } from './writeFileWhole.ts';

/**
 * Removes the temporary files that killed runs of xtap have left in a folder: regular files with the name that
 * `writeFileWhole` gives, and nothing else. A run that is writing there at the same time loses its temporary file and
 * writes again, so nobody has to find out which process is still alive. A file that cannot be removed stays: it does no
 * harm.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const left = entries.filter((entry) => entry.isFile() && temporaryName.pattern.test(entry.name));
  for (const { name } of left) await rm(join(folder, name)).catch(() => undefined);
}
