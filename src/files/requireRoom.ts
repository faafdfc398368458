import { stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { XtapError } from '../model/errors.ts';

/** Throws XtapError `invalid-path` where the file cannot come to stand: a folder is there, or a file instead of its folder. */
export async function requireRoom(file: string, cwd: string): Promise<void> {
  const refused = (why: string): XtapError => new XtapError('invalid-path', `Cannot write ${file}: ${why}.`);
  const path = resolve(cwd, file);
  if ((await isFolder(path)) === true) throw refused('it is a folder');
  for (let above = dirname(path); ; above = dirname(above)) {
    const found = await isFolder(above);
    if (found === false) throw refused(`${relative(cwd, above)} is a file`);
    if (found === true || dirname(above) === above) return;
  }
}

/** Undefined where nothing is. */
function isFolder(path: string): Promise<boolean | undefined> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => undefined,
  );
}
