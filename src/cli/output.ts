import { resolve } from 'node:path';
import { writePrivateFile } from '../app/privateFile.ts';
import { XtapError } from '../model/errors.ts';
import type { Documents } from './command.ts';
import { type Format, formats } from './flags.ts';
import type { Io } from './io.ts';

export interface OutFile {
  readonly format: Format;
  readonly file: string;
}

export function usageError(message: string): XtapError {
  return new XtapError('usage', `${message} See "xtap --help".`);
}

/** Reads `FORMAT=FILE`. */
export function outFiles(words: readonly string[], offered: readonly Format[]): readonly OutFile[] {
  return words.map((word) => {
    const at = word.indexOf('=');
    const format = formats.find((name) => name === word.slice(0, Math.max(at, 0)));
    const file = word.slice(at + 1);
    if (!format || file === '') {
      throw usageError(`--out takes FORMAT=FILE with one of ${offered.join(', ')}, not "${word}".`);
    }
    if (!offered.includes(format))
      throw usageError(`This command has no ${format} output. It has: ${offered.join(', ')}.`);
    return { format, file };
  });
}

export async function writeDocuments(files: readonly OutFile[], documents: Documents, io: Io): Promise<void> {
  for (const { format, file } of files) {
    const text = documents[format]?.();
    if (text === undefined) continue;
    await writePrivateFile(resolve(io.cwd, file), text);
  }
}
