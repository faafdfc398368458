import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isConfigurationFile } from '../config/read/sources.ts';

/** Whether a file that is to be written is one that a path stands for: that very file, or one of that folder's. */
export function isSameFile(file: string, path: string, cwd: string): boolean {
  const steps = relative(realPath(resolve(cwd, path)), realPath(resolve(cwd, file)));
  if (steps === '') return true;
  return isConfigurationFile(steps) && !steps.split(sep).some((step) => step.startsWith('.'));
}

/** Whether two files that are to be written are one, and not a terminal or a device, which takes both. */
export function areOneFile(file: string, other: string, cwd: string): boolean {
  const path = realPath(resolve(cwd, file));
  return path === realPath(resolve(cwd, other)) && !isNoFile(path);
}

function isNoFile(path: string): boolean {
  try {
    return !statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Of a file that need not be there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}
