import { readFile, stat } from 'node:fs/promises';
import { XtapError } from '../model/errors.ts';

/** Far beyond any tenant, as for a list of Graph: what is larger would only run out of memory later. */
const mostBytes = 256 * 1024 * 1024;

/** A file that a person named. Throws XtapError `invalid-path`; waits for no pipe, and reads no device to its end. */
export async function readText(path: string, shown: string): Promise<string> {
  try {
    const problem = problemOf(await stat(path));
    if (problem !== undefined) throw new Error(problem);
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new XtapError('invalid-path', `Cannot read ${shown}: ${why}`, { cause: error });
  }
}

function problemOf(info: Awaited<ReturnType<typeof stat>>): string | undefined {
  if (info.isDirectory()) return 'it is a folder';
  if (!info.isFile()) return 'it is neither a file nor a folder';
  return info.size > mostBytes ? `it is larger than ${mostBytes / 1024 / 1024} MB` : undefined;
}
