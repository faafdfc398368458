/* Writes the files of a configuration that a command has changed. */
import { readFile, realpath, rm } from 'node:fs/promises';
import { dirname, posix, resolve } from 'node:path';
import type { SourceFile } from '../../config/read/sourceFile.ts';
import { configurationSchema } from '../../config/schema/schema.ts';
import { schemaFile } from '../../config/write/newConfiguration.ts';
import { withNotDone, XtapError } from '../../model/errors.ts';
import { pathExists } from '../../platform/files/pathExists.ts';
import { removeLeftovers } from '../../platform/files/replaceFile.ts';
import { requireWritablePath } from '../../platform/files/requireWritablePath.ts';
import { describeWriteError } from '../../platform/files/writeError.ts';
import { writeFileAtomically } from '../../platform/files/writeFileAtomically.ts';
import { firstFew } from '../../render/text/amounts.ts';

export interface FileChanges {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What `writeFiles` would do. */
export function fileChanges(before: readonly SourceFile[], after: readonly SourceFile[]): FileChanges {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  const remaining = new Set(after.map(({ file }) => file));
  return {
    created: after.map(({ file }) => file).filter((file) => !old.has(file)),
    changed: after.filter(({ file, text }) => old.has(file) && old.get(file) !== text).map(({ file }) => file),
    removed: before.map(({ file }) => file).filter((file) => !remaining.has(file)),
  };
}

/**
 * Writes only the files that differ. Throws XtapError: `invalid-path` if a path cannot be written, before the first
 * write; `file-not-writable` if the file system fails, with a message that lists the files written before.
 */
export async function writeFiles(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
  cwd: string,
): Promise<FileChanges> {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  const changedFiles = after.filter(({ file, text }) => old.get(file) !== text);
  for (const { file } of changedFiles) await requireWritablePath(file, cwd);
  const remaining = new Set(after.map(({ file }) => file));
  const written: Record<keyof FileChanges, string[]> = { created: [], changed: [], removed: [] };
  for (const folder of await foldersOf([...before, ...after], cwd)) await removeLeftovers(folder);
  await withWriteSummary(written, async () => {
    for (const { file, text } of changedFiles) {
      const path = resolve(cwd, file);
      const isNew = !old.has(file);
      await writeFileAtomically(path, isNew ? text : (await readByteOrderMark(path)) + text, file);
      (isNew ? written.created : written.changed).push(file);
    }
    for (const { file } of before) {
      if (remaining.has(file)) continue;
      await removeFile(file, cwd);
      written.removed.push(file);
    }
  });
  return written;
}

/**
 * A new file names the schema for editors, so the schema is written beside it: the folder then works offline, with the
 * schema of the version that wrote it. An existing schema stays as it is. `dir` is relative, like the names of the
 * files.
 */
export async function missingSchema(
  { before, after }: { readonly before: readonly SourceFile[]; readonly after: readonly SourceFile[] },
  dir: string,
  cwd: string,
): Promise<readonly SourceFile[]> {
  const oldFiles = new Set(before.map(({ file }) => file));
  const file = posix.join(dir, schemaFile);
  if (after.every((each) => oldFiles.has(each.file)) || (await pathExists(resolve(cwd, file)))) return [];
  return [{ file, text: `${JSON.stringify(configurationSchema(), null, 2)}\n` }];
}

/** Adds the files that were already written to the message of an error. */
export async function withWriteSummary(written: FileChanges, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    throw withNotDone(error, summarizeWrites(written));
  }
}

function summarizeWrites({ created, changed, removed }: FileChanges): string {
  const files = [...created, ...changed];
  if (files.length + removed.length === 0) return 'No file of the configuration was changed.';
  const sentences = [
    ...(files.length > 0 ? [`Written before that: ${firstFew(files, 5)}.`] : []),
    ...(removed.length > 0 ? [`Removed before that: ${firstFew(removed, 5)}.`] : []),
  ];
  return `${sentences.join(' ')} The other files are as they were. Run the command again after you fixed the cause.`;
}

/** The real folders of these files, since xtap writes the target of a link. */
async function foldersOf(files: readonly SourceFile[], cwd: string): Promise<ReadonlySet<string>> {
  const paths = files.map(({ file }) => resolve(cwd, file));
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
  return new Set(real.map(dirname));
}

/** The byte order mark of a file. Its text comes without the mark, and an edit keeps every byte. */
async function readByteOrderMark(path: string): Promise<string> {
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
