import { XtapError } from '../../model/errors.ts';
import { symbolicLinkReason } from './requireWritablePath.ts';

/** By error code: the reason, and advice for the user. */
const reasons: Readonly<Record<string, readonly [reason: string, advice: string]>> = {
  EACCES: ['permission is denied', 'Fix the permission, or name another file.'],
  EPERM: ['permission is denied', 'Fix the permission, or name another file.'],
  EROFS: ['the file system is read-only', 'Name a file elsewhere.'],
  ENOSPC: ['no space is left', 'Free some, or name a file elsewhere.'],
  EDQUOT: ['the quota is used up', 'Free some space, or name a file elsewhere.'],
  ENOENT: ['no file can be made there', 'Name a file elsewhere.'],
  EEXIST: ['what should be its folder is a file', 'Name another file.'],
  ENOTDIR: ['what should be its folder is a file', 'Name another file.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  ELOOP: [symbolicLinkReason, 'Name another file.'],
  ENAMETOOLONG: ['the name is too long', 'Name another file.'],
};

/** `displayPath`: the file as the user named it. */
export function writeError(displayPath: string, error: unknown): XtapError {
  const [, next = ''] = reasons[codeOf(error)] ?? [];
  return new XtapError('file-not-writable', `Cannot write ${displayPath}: ${describeWriteError(error)}.`, {
    next,
    cause: error,
  });
}

/** The reason alone, without the system call and the path that Node's message ends with: the caller names the file. */
export function describeWriteError(error: unknown): string {
  const code = codeOf(error);
  const { message = String(error) } = Object(error) as Partial<Error>;
  const [reason] = reasons[code] ?? [];
  return reason ?? message.replace(/^[A-Z\d]+: (.+?), \w+(?: '.*)?$/s, `$1 (${code})`);
}

function codeOf(error: unknown): string {
  const { code = '' } = Object(error) as Partial<NodeJS.ErrnoException>;
  return code;
}
