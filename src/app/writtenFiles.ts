/* Files of a configuration before and after a command that writes it. */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SourceFile } from '../config/sourceFile.ts';
import { XtapError } from '../model/errors.ts';
import { writeFileWhole } from './writeFileWhole.ts';

export interface WrittenFiles {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

const byteOrderMark = '\uFEFF';

/** As the editors take them. */
export function withoutMarks(sources: readonly SourceFile[]): readonly SourceFile[] {
  return sources.map(({ file, text }) => ({ file, text: text.startsWith(byteOrderMark) ? text.slice(1) : text }));
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
    const mark = was?.startsWith(byteOrderMark) ? byteOrderMark : '';
    if (was === mark + text) continue;
    await writeFileWhole(resolve(cwd, file), mark + text);
    (was === undefined ? created : changed).push(file);
  }
  const removed = before.map(({ file }) => file).filter((file) => !kept.has(file));
  for (const file of removed) await removeFile(file, cwd);
  return { created, changed, removed };
}

async function removeFile(file: string, cwd: string): Promise<void> {
  try {
    await rm(resolve(cwd, file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new XtapError('file-not-writable', `Cannot remove ${file}: ${why}`, { cause: error });
  }
}
