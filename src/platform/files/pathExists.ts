import { access } from 'node:fs/promises';

/** True if a file or folder exists and xtap may see it. */
export function pathExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
