import { readFile } from 'node:fs/promises';
import { XtapError } from '../model/errors.ts';

/** A file that a person named. Throws XtapError `invalid-path`. */
export async function readText(path: string, shown: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new XtapError('invalid-path', `Cannot read ${shown}: ${why}`, { cause: error });
  }
}
