import { lstat, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { XtapError } from '../../model/errors.ts';

/** How a file is written: what only its owner may read is not written through a link, see `writePrivateFile`. */
interface Writing {
  readonly throughLinks: boolean;
}

/** Throws XtapError `invalid-path` where the file cannot come to stand: a folder is there, or a file instead of its folder. */
export async function requireRoom(
  file: string,
  cwd: string,
  { throughLinks }: Writing = { throughLinks: true },
): Promise<void> {
  const refused = (why: string): XtapError => new XtapError('invalid-path', `Cannot write ${file}: ${why}.`);
  const path = resolve(cwd, file);
  if ((await isFolder(path)) === true) throw refused('it is a folder');
  if (!throughLinks && (await isLinkToFile(path))) throw refused(linkInTheWay);
  for (let above = dirname(path); ; above = dirname(above)) {
    const found = await isFolder(above);
    if (found === false) throw refused(`${relative(cwd, above)} is a file`);
    if (found === true || dirname(above) === above) return;
  }
}

export const linkInTheWay = 'it is a symbolic link, which is not written through';

/** Also to one that is not there; not to a pipe or a terminal. */
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

/** Undefined where nothing is. */
function isFolder(path: string): Promise<boolean | undefined> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => undefined,
  );
}
