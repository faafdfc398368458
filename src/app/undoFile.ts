/* The reverse plan of an apply as a file. */
import { rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { XtapError } from '../model/errors.ts';
import { isJsonObject } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { describeWriteError } from '../platform/files/writeError.ts';
import { writePrivateFile } from '../platform/files/writePrivateFile.ts';
import { readText } from '../platform/files/readText.ts';
import type { RunContext } from './runContext.ts';

/**
 * An apply that came to its end in part is run again, with the same words: then the file of the first run is the only
 * way back to where it began. So another plan that stands there is kept under a name of its own; to refuse would stop
 * every second run of a pipeline whose folder stays. Throws XtapError `file-not-writable`.
 */
export async function writeUndo(file: string, undo: Plan, { cwd, note }: RunContext): Promise<void> {
  const path = resolve(cwd, file);
  // What cannot be read (it is missing, a pipe, another's) is no way back that an apply could take.
  const earlier = digestIn(await readText(path, file).catch(() => ''));
  if (earlier !== undefined && earlier !== undo.digest) {
    const kept = join(dirname(file), `${earlier.slice('sha256:'.length).slice(0, 12)}.${basename(file)}`);
    await rename(path, resolve(cwd, kept)).catch((cause: unknown) => {
      const why = `Cannot keep ${file}, another plan, as ${kept}: ${describeWriteError(cause)}.`;
      throw new XtapError('file-not-writable', `${why} Move it away, or name another file with --undo.`, { cause });
    });
    note(`${file} held another plan, perhaps the way back of an earlier run: it is ${kept} now.`);
  }
  await writePrivateFile(path, `${JSON.stringify(undo, null, 2)}\n`, file);
}

/** Of a plan; undefined for every other text. */
function digestIn(text: string): string | undefined {
  try {
    const plan: unknown = JSON.parse(text);
    const digest = isJsonObject(plan) && Array.isArray(plan.changes) ? String(plan.digest) : '';
    return /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined;
  } catch {
    return undefined;
  }
}
