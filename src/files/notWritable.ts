import { XtapError } from '../model/errors.ts';

/** What the file system said, and what a person can do about it. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied. Mend the permission, or name another file',
  EPERM: 'permission is denied. Mend the permission, or name another file',
  EROFS: 'the file system is read-only. Name a file elsewhere',
  ENOSPC: 'no space is left. Free some, or name a file elsewhere',
  EDQUOT: 'the quota is used up. Free some space, or name a file elsewhere',
  EEXIST: 'what should be its folder is a file. Name another file',
  ENOTDIR: 'what should be its folder is a file. Name another file',
  EISDIR: 'it is a folder. Name a file',
  ENAMETOOLONG: 'the name is too long. Name another file',
};

/** `shown`: the file as the person named it. */
export function notWritable(shown: string, error: unknown): XtapError {
  return new XtapError('file-not-writable', `Cannot write ${shown}: ${reasonOf(error)}.`, { cause: error });
}

function reasonOf(error: unknown): string {
  const { code = '', message = String(error) } = Object(error) as Partial<NodeJS.ErrnoException>;
  return reasons[code] ?? message;
}
