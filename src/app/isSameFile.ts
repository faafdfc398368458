import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isConfigurationFile } from '../config/read/sources.ts';

/** True if a path names the file, or a folder whose configuration files include it. */
export function isSameFile(file: string, path: string, cwd: string): boolean {
  const steps = relative(realPath(resolve(cwd, path)), realPath(resolve(cwd, file)));
  if (steps === '') return true;
  return isConfigurationFile(steps) && !steps.split(sep).some((step) => step.startsWith('.'));
}

/** True if two paths name the same regular file. A terminal or a device can take both outputs. */
export function areOneFile(file: string, other: string, cwd: string): boolean {
  const path = realPath(resolve(cwd, file));
  return path === realPath(resolve(cwd, other)) && !isDevice(path);
}

function isDevice(path: string): boolean {
  try {
    return !statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The real path of a file that may not exist yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}
