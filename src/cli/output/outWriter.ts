import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { XtapError } from '../../model/errors.ts';
import { writePrivateFile } from '../../platform/files/writePrivateFile.ts';
import { renderErrorText } from '../../render/diagnostics/diagnosticsText.ts';
import type { Renderings } from '../command.ts';
import { errorRenderings, usageError } from '../errors.ts';
import { allFormats, type Format } from '../flags/flags.ts';
import { type Io, usualWidth } from './io.ts';

interface OutFile {
  readonly format: Format;
  readonly file: string;
}

function parseOutFiles(values: readonly string[], offered: readonly Format[]): readonly OutFile[] {
  return values.map((value) => {
    const at = value.indexOf('=');
    const format = allFormats.find((name) => name === value.slice(0, Math.max(at, 0)));
    const file = value.slice(at + 1);
    if (!format || file === '') {
      throw usageError(
        `--out takes FORMAT=FILE with one of ${offered.join(', ')}, not "${value}".${adviceFor(value, offered)}`,
      );
    }
    if (!offered.includes(format))
      throw usageError(`This command has no ${format} output. It has: ${offered.join(', ')}.`);
    return { format, file };
  });
}

const extensions: ReadonlyMap<string, Format> = new Map([
  ...allFormats.map((format) => [format, format] as const),
  ['md', 'markdown'],
  ['htm', 'html'],
]);

/**
 * `-o json` of kubectl, `-o plan.json`, and `-out=plan` of Terraform, which reads as `-o ut=plan`; `-only` reads as `-o
 * nly`.
 */
function adviceFor(word: string, offered: readonly Format[]): string {
  if (word === 'nly') return ' Use --only, with two dashes.';
  const printed = offered.find((format) => format === word);
  if (printed) return ` To print ${printed}, use --format ${printed}.`;
  const [, terraform, file = ''] = /^(ut)?=?([^=]*)$/.exec(word) ?? [];
  const format = extensions.get(extname(file).slice(1).toLowerCase());
  if (format && offered.includes(format)) return ` Use -o ${format}=${file}.`;
  return terraform === undefined ? '' : ` To save the plan, use -o json=${file === '' ? 'FILE' : file}.json.`;
}

/** The files of `--out`. */
export interface OutWriter {
  /** Writes all files it can (a pipe only once), and then throws XtapError `file-not-writable` for the others. */
  readonly write: (renderings: Renderings) => Promise<void>;
  /**
   * For a run that ends early: replaces the files of an earlier run, which could be mistaken for this run's result, and
   * what this run wrote before its end. A file that cannot be written is reported on stderr and does not hide the error
   * that ended the run.
   */
  readonly writeError: (error: XtapError, run: { readonly isLate: boolean }) => Promise<void>;
  /** What the files contain after an error, unless the run is late by then. Default: the error. */
  readonly setErrorFiles: (renderingsOf: (error: XtapError) => Renderings) => void;
}

/** `values` are those of `--out`. Throws XtapError `usage` for a value that is not `FORMAT=FILE`. */
export function createOutWriter(values: readonly string[], offered: readonly Format[], io: Io): OutWriter {
  const files = parseOutFiles(values, offered);
  let isUsed = false;
  let errorFiles: ((error: XtapError) => Renderings) | undefined;
  const write = async (renderings: Renderings): Promise<void> => {
    const isAgain = isUsed;
    isUsed = true;
    const problems: XtapError[] = [];
    for (const { format, file } of files) {
      const text = renderings[format]?.();
      const path = resolve(io.cwd, file);
      if (text === undefined || (isAgain && !(await isRegularFile(path)))) continue;
      await writePrivateFile(path, text, file).catch((error: unknown) => {
        if (!(error instanceof XtapError)) throw error;
        problems.push(error);
      });
    }
    const [first] = problems;
    if (first) throw new XtapError(first.code, problems.map(({ what }) => what).join('\n'), first.details);
  };
  return {
    write,
    setErrorFiles: (renderingsOf) => {
      errorFiles = renderingsOf;
    },
    writeError: async (cause, { isLate }) => {
      const renderings = (isLate ? undefined : errorFiles?.(cause)) ?? (isUsed ? {} : errorRenderings(cause));
      await write(renderings).catch((error: unknown) => {
        const isExpected = error instanceof XtapError;
        io.stderr.write(
          isExpected ? renderErrorText(error, { color: false, width: usualWidth }) : `${String(error)}\n`,
        );
      });
    },
  };
}

/** Also of a path where nothing is: the file of an earlier write may be gone. */
function isRegularFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => true,
  );
}
