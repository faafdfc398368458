/* Files of a configuration before and after a command that writes it. */
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SourceFile } from '../config/sourceFile.ts';
import { whyNotWritable } from '../files/notWritable.ts';
import { requireRoom } from '../files/requireRoom.ts';
import { writeFileWhole } from '../files/writeFileWhole.ts';
import { XtapError } from '../model/errors.ts';

export interface WrittenFiles {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Writes what differs, and nothing else. Throws XtapError: `invalid-path` where there is no room for a file, and nothing
 * has been written then; `file-not-writable` where the file system fails, be it half way.
 */
export async function writeFiles(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
  cwd: string,
): Promise<WrittenFiles> {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  const differing = after.filter(({ file, text }) => old.get(file) !== text);
  for (const { file } of differing) await requireRoom(file, cwd);
  const kept = new Set(after.map(({ file }) => file));
  const created: string[] = [];
  const changed: string[] = [];
  for (const { file, text } of differing) {
    const path = resolve(cwd, file);
    const isNew = !old.has(file);
    await writeFileWhole(path, isNew ? text : (await markOf(path)) + text, file);
    (isNew ? created : changed).push(file);
  }
  const removed = before.map(({ file }) => file).filter((file) => !kept.has(file));
  for (const file of removed) await removeFile(file, cwd);
  return { created, changed, removed };
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
    throw new XtapError('file-not-writable', `Cannot remove ${file}: ${whyNotWritable(error)}.`, { cause: error });
  }
}
