import { readFile, stat } from 'node:fs/promises';
import { XtapError } from '../../model/errors.ts';

/** Far beyond any tenant. A larger file would only run out of memory later. */
const maxBytes = 256 * 1024 * 1024;

/**
 * Reads a file that the user named, in UTF-8 or UTF-16. Refuses pipes and devices, which may never end. Throws
 * XtapError `invalid-path`.
 */
export async function readText(path: string, displayPath: string): Promise<string> {
  const refused = (reason: string, cause?: unknown): XtapError =>
    new XtapError('invalid-path', `Cannot read ${displayPath}: it ${reason}.`, { next: 'Check the path.', cause });
  try {
    const problem = problemOf(await stat(path));
    if (problem !== undefined) throw refused(problem);
    return textOf(await readFile(path));
  } catch (error) {
    if (error instanceof XtapError) throw error;
    throw refused(describeReadError(error as NodeJS.ErrnoException), error);
  }
}

/** UTF-8, or UTF-16 with its byte order mark, which PowerShell's `>` writes. The mark is not part of the text. */
export function textOf(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (first === 0xfe && second === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function problemOf(info: Awaited<ReturnType<typeof stat>>): string | undefined {
  if (info.isDirectory()) return 'is a folder';
  if (!info.isFile()) return 'is neither a file nor a folder';
  return info.size > maxBytes ? `is larger than ${maxBytes / 1024 / 1024} MB` : undefined;
}

/** An error of the file system as a phrase that follows the name of the file, or "it". */
export function describeReadError({
  code,
  message,
}: {
  readonly code?: string | undefined;
  readonly message: string;
}): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'is not readable';
    case 'ELOOP':
      return 'is a loop of symbolic links';
    default:
      return `cannot be read: ${code ?? message}`;
  }
}
