/* Writes the undo plan of an apply. */
import { rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { XtapError } from '../model/errors.ts';
import { isJsonObject } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { readText } from '../platform/files/readText.ts';
import { describeWriteError } from '../platform/files/writeError.ts';
import { writePrivateFile } from '../platform/files/writePrivateFile.ts';
import type { RunContext } from './runContext.ts';

/**
 * A partial apply is usually re-run with the same arguments. Then only the file of the first run can restore the
 * original state, so a different plan in the file is kept under another name. Rejected: refusing, which would stop
 * every second run of a pipeline that keeps its folder. Throws XtapError `file-not-writable`.
 */
export async function writeUndoPlan(file: string, undo: Plan, { cwd, note }: RunContext): Promise<void> {
  const path = resolve(cwd, file);
  // An unreadable file (missing, a pipe, no permission) is not a plan that must be kept.
  const earlier = readDigest(await readText(path, file).catch(() => ''));
  if (earlier !== undefined && earlier !== undo.digest) {
    const backup = join(dirname(file), `${earlier.slice('sha256:'.length).slice(0, 12)}.${basename(file)}`);
    await rename(path, resolve(cwd, backup)).catch((cause: unknown) => {
      const message = `Cannot keep ${file}, another plan, as ${backup}: ${describeWriteError(cause)}.`;
      throw new XtapError('file-not-writable', message, {
        next: 'Move it away, or name another file with --undo.',
        cause,
      });
    });
    note(`${file} contained another plan, perhaps the undo plan of an earlier run. xtap renamed it to ${backup}.`);
  }
  await writePrivateFile(path, `${JSON.stringify(undo, null, 2)}\n`, file);
}

/** The digest of a plan; undefined for any other text. */
function readDigest(text: string): string | undefined {
  try {
    const plan: unknown = JSON.parse(text);
    const digest = isJsonObject(plan) && Array.isArray(plan.changes) ? String(plan.digest) : '';
    return /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined;
  } catch {
    return undefined;
  }
}
