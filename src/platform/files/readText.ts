import { readFile, stat } from 'node:fs/promises';
import { XtapError } from '../../model/errors.ts';
import { whyUnreadable } from './whyUnreadable.ts';

/** Far beyond any tenant, as for a list of Graph: what is larger would only run out of memory later. */
const mostBytes = 256 * 1024 * 1024;

/** A file that a person named. Throws XtapError `invalid-path`; waits for no pipe, and reads no device to its end. */
export async function readText(path: string, shown: string): Promise<string> {
  const refused = (why: string, cause?: unknown): XtapError =>
    new XtapError('invalid-path', `Cannot read ${shown}: it ${why}.`, { cause });
  try {
    const problem = problemOf(await stat(path));
    if (problem !== undefined) throw refused(problem);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof XtapError) throw error;
    throw refused(whyUnreadable(error as NodeJS.ErrnoException), error);
  }
}

function problemOf(info: Awaited<ReturnType<typeof stat>>): string | undefined {
  if (info.isDirectory()) return 'is a folder';
  if (!info.isFile()) return 'is neither a file nor a folder';
  return info.size > mostBytes ? `is larger than ${mostBytes / 1024 / 1024} MB` : undefined;
}
