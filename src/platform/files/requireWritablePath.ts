import { lstat, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { XtapError } from '../../model/errors.ts';

interface WriteMode {
  /** False for a private file: see `writePrivateFile`. */
  readonly throughLinks: boolean;
}

/** Throws XtapError `invalid-path` if the path is a folder, or if a parent of it is a file. */
export async function requireWritablePath(
  file: string,
  cwd: string,
  { throughLinks }: WriteMode = { throughLinks: true },
): Promise<void> {
  const refused = (reason: string): XtapError =>
    new XtapError('invalid-path', `Cannot write ${file}: ${reason}.`, { next: 'Name another file.' });
  const path = resolve(cwd, file);
  if ((await isFolder(path)) === true) throw refused('it is a folder');
  if (!throughLinks && (await isLinkToFile(path))) throw refused(symbolicLinkReason);
  for (let above = dirname(path); ; above = dirname(above)) {
    const isParentFolder = await isFolder(above);
    if (isParentFolder === false) throw refused(`${relative(cwd, above)} is a file`);
    if (isParentFolder === true || dirname(above) === above) return;
  }
}

export const symbolicLinkReason = 'it is a symbolic link, which is not written through';

/** True also for a dangling link; false for a link to a pipe or a terminal. */
async function isLinkToFile(path: string): Promise<boolean> {
  const isLink = await lstat(path).then(
    (info) => info.isSymbolicLink(),
    () => false,
  );
  return (
    isLink &&
    (await stat(path).then(
      (info) => info.isFile(),
      () => true,
    ))
  );
}

/** Undefined if the path does not exist. */
function isFolder(path: string): Promise<boolean | undefined> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => undefined,
  );
}
