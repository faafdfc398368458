/* Files of a configuration before and after a command that writes it. */
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SourceFile } from '../config/sourceFile.ts';
import { XtapError } from '../model/errors.ts';
import { writeFileWhole } from './writeFileWhole.ts';

export interface WrittenFiles {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Writes what differs, and nothing else. */
export async function writeFiles(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
  cwd: string,
): Promise<WrittenFiles> {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  const kept = new Set(after.map(({ file }) => file));
  const created: string[] = [];
  const changed: string[] = [];
  for (const { file, text } of after) {
    const was = old.get(file);
    if (was === text) continue;
    const path = resolve(cwd, file);
    await writeFileWhole(path, was === undefined ? text : (await markOf(path)) + text);
    (was === undefined ? created : changed).push(file);
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
    const why = error instanceof Error ? error.message : String(error);
    throw new XtapError('file-not-writable', `Cannot remove ${file}: ${why}`, { cause: error });
  }
}
