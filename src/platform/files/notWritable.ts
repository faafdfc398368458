import { XtapError } from '../../model/errors.ts';
import { linkInTheWay } from './requireRoom.ts';

/** What the file system said, and what a person can do about it. */
const reasons: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  EACCES: ['permission is denied', ' Mend the permission, or name another file.'],
  EPERM: ['permission is denied', ' Mend the permission, or name another file.'],
  EROFS: ['the file system is read-only', ' Name a file elsewhere.'],
  ENOSPC: ['no space is left', ' Free some, or name a file elsewhere.'],
  EDQUOT: ['the quota is used up', ' Free some space, or name a file elsewhere.'],
  ENOENT: ['no file can be made there', ' Name a file elsewhere.'],
  EEXIST: ['what should be its folder is a file', ' Name another file.'],
  ENOTDIR: ['what should be its folder is a file', ' Name another file.'],
  EISDIR: ['it is a folder', ' Name a file.'],
  ELOOP: [linkInTheWay, ' Name another file.'],
  ENAMETOOLONG: ['the name is too long', ' Name another file.'],
};

/** `shown`: the file as the person named it. */
export function notWritable(shown: string, error: unknown): XtapError {
  const [, advice = ''] = reasons[codeOf(error)] ?? [];
  return new XtapError('file-not-writable', `Cannot write ${shown}: ${whyNotWritable(error)}.${advice}`, {
    cause: error,
  });
}

/** Goes on from the file's name and a colon. Node names call and path behind the reason; whoever asks has named the file. */
export function whyNotWritable(error: unknown): string {
  const code = codeOf(error);
  const { message = String(error) } = Object(error) as Partial<Error>;
  const [why] = reasons[code] ?? [];
  return why ?? message.replace(/^[A-Z\d]+: (.+?), \w+(?: '.*)?$/s, `$1 (${code})`);
}

function codeOf(error: unknown): string {
  const { code = '' } = Object(error) as Partial<NodeJS.ErrnoException>;
  return code;
}
