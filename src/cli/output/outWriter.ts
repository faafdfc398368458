import { resolve } from 'node:path';
import { XtapError } from '../../model/errors.ts';
import { writePrivateFile } from '../../platform/files/writePrivateFile.ts';
import { renderErrorText } from '../../render/diagnostics/diagnosticsText.ts';
import type { Renderings } from '../command.ts';
import { type Format, formats } from '../flags/flags.ts';
import { usageError } from '../usageError.ts';
import type { Io } from './io.ts';

interface OutFile {
  readonly format: Format;
  readonly file: string;
}

/** Reads `FORMAT=FILE`. */
function outFiles(words: readonly string[], offered: readonly Format[]): readonly OutFile[] {
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

/** The files of `--out`. */
export interface OutWriter {
  /** Writes every file that can be written, and then throws XtapError `file-not-writable` for those that cannot. */
  readonly write: (documents: Renderings) => Promise<void>;
  /**
   * For a run that ends early: an older plan must not stand there as if it were this run's. A file that cannot be
   * written is no reason to hide why the run ended.
   */
  readonly writeIfUnused: (documents: Renderings) => Promise<void>;
}

/** Throws XtapError `usage` for words that are not `FORMAT=FILE`. */
export function createOutWriter(words: readonly string[], offered: readonly Format[], io: Io): OutWriter {
  const files = outFiles(words, offered);
  let isUsed = false;
  const write = async (documents: Renderings): Promise<void> => {
    isUsed = true;
    const problems: XtapError[] = [];
    for (const { format, file } of files) {
      const text = documents[format]?.();
      if (text === undefined) continue;
      await writePrivateFile(resolve(io.cwd, file), text, file).catch((error: unknown) => {
        if (!(error instanceof XtapError)) throw error;
        problems.push(error);
      });
    }
    const [first] = problems;
    if (first) throw new XtapError(first.code, problems.map(({ message }) => message).join('\n'), first.details);
  };
  return {
    write,
    writeIfUnused: async (documents) => {
      if (isUsed) return;
      await write(documents).catch((error: unknown) => {
        const isExpected = error instanceof XtapError;
        io.stderr.write(isExpected ? renderErrorText(error, { color: false }) : `${String(error)}\n`);
      });
    },
  };
}
