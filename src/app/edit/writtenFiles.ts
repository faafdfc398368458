/* Files of a configuration before and after a command that writes it. */
import { readFile, realpath, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { SourceFile } from '../../config/read/sourceFile.ts';
import { XtapError } from '../../model/errors.ts';
import { describeWriteError } from '../../platform/files/writeError.ts';
import { requireWritablePath } from '../../platform/files/requireWritablePath.ts';
import { removeLeftovers, writeFileAtomically } from '../../platform/files/writeFileAtomically.ts';
import { firstFew } from '../../render/text/amounts.ts';

export interface WrittenFiles {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Writes what differs, and nothing else. Throws XtapError: `invalid-path` where there is no room for a file, and nothing
 * has been written then; `file-not-writable` where the file system fails, and the message says what was written before.
 */
export async function writeFiles(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
  cwd: string,
): Promise<WrittenFiles> {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  const differing = after.filter(({ file, text }) => old.get(file) !== text);
  for (const { file } of differing) await requireWritablePath(file, cwd);
  const kept = new Set(after.map(({ file }) => file));
  const written: Record<keyof WrittenFiles, string[]> = { created: [], changed: [], removed: [] };
  for (const folder of await foldersOf([...before, ...after], cwd)) await removeLeftovers(folder);
  await sayingWhatWasWritten(written, async () => {
    for (const { file, text } of differing) {
      const path = resolve(cwd, file);
      const isNew = !old.has(file);
      await writeFileAtomically(path, isNew ? text : (await markOf(path)) + text, file);
      (isNew ? written.created : written.changed).push(file);
    }
    for (const { file } of before) {
      if (kept.has(file)) continue;
      await removeFile(file, cwd);
      written.removed.push(file);
    }
  });
  return written;
}

/** A file system that fails half way must not hide what was done before. */
export async function sayingWhatWasWritten(written: WrittenFiles, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    throw new XtapError(error.code, `${error.message} ${whatWasWritten(written)}`, error.details);
  }
}

function whatWasWritten({ created, changed, removed }: WrittenFiles): string {
  const files = [...created, ...changed];
  if (files.length + removed.length === 0) return 'No file of the configuration was changed.';
  const sentences = [
    ...(files.length > 0 ? [`Written before that: ${firstFew(files, 5)}.`] : []),
    ...(removed.length > 0 ? [`Removed before that: ${firstFew(removed, 5)}.`] : []),
  ];
  return `${sentences.join(' ')} The other files are as they were. Fix the cause, then run the command again.`;
}

/** The folders in which these files really are: a link is written where it leads. */
async function foldersOf(files: readonly SourceFile[], cwd: string): Promise<ReadonlySet<string>> {
  const paths = files.map(({ file }) => resolve(cwd, file));
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
  return new Set(real.map(dirname));
}

/** The byte order mark of a file, which its text comes without: an edit keeps every other byte. */
async function markOf(path: string): Promise<string> {
  const mark = '\uFEFF';
  return (await readFile(path, 'utf8').catch(() => '')).startsWith(mark) ? mark : '';
}

async function removeFile(file: string, cwd: string): Promise<void> {
  try {
    await rm(resolve(cwd, file));
  } catch (error) {
    throw new XtapError('file-not-writable', `Cannot remove ${file}: ${describeWriteError(error)}.`, { cause: error });
  }
}
