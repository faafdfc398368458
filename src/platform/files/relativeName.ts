import nodePath from 'node:path';

/**
 * The name of a path for messages, configurations and git: relative to the folder, with slashes on every system.
 * @param paths the rules of the system; the tests pass those of Windows
 */
export function relativeName(
  path: string,
  folder: string,
  paths: Pick<typeof nodePath, 'relative' | 'sep'> = nodePath,
): string {
  return paths.relative(folder, path).split(paths.sep).join('/');
}
