import { areOneFile, isSameFile } from '../../app/isSameFile.ts';
import { requireWritablePath } from '../../platform/files/requireWritablePath.ts';
import type { FlagValues } from '../command.ts';
import { type CommandRow, defaultPath } from '../flags/commandTable.ts';
import { usageError } from '../usageError.ts';
import type { Io } from './io.ts';

interface Words {
  readonly operands: readonly string[];
  readonly given: FlagValues;
}

/**
 * Refuses to write what the run reads, two results into one file, a file that was to be stdout, and one where none can
 * come to stand. Before anything else, since a run that ends in an error writes its files, too: a broken configuration
 * would become the report of what is wrong with it. Throws XtapError `usage` or `invalid-path`.
 */
export async function checkOutputPaths(row: CommandRow, words: Words, { cwd }: Pick<Io, 'cwd'>): Promise<void> {
  const written = filesWritten(words);
  for (const [index, { flag, file, format }] of written.entries()) {
    if (file === '-') throw usageError(notStdout(flag, format));
    if (filesRead(row, words, flag).some((path) => isSameFile(file, path, cwd))) {
      throw usageError(`--${flag} names ${file}, which this run reads: it would be overwritten.`);
    }
    const other = written.slice(0, index).find((earlier) => areOneFile(earlier.file, file, cwd));
    if (other) {
      const names =
        other.flag === flag ? `--${flag} names ${file} twice` : `--${other.flag} and --${flag} both name ${file}`;
      throw usageError(`${names}: they are two files.`);
    }
    await requireWritablePath(file, cwd, { throughLinks: false });
  }
}

/** Other programs mean stdout by it. There is one result on stdout, and a journal or an undo file is none. */
function notStdout(flag: string, format = ''): string {
  return `--${flag} writes a file, and - is none: ${`--format ${format}`.trim()} says what stdout gets. (A file of that name is ./-.)`;
}

/** A journal alone is gone on with, so it may be the one that is resumed. */
function filesRead({ operands: takes }: CommandRow, { operands, given }: Words, written: string): readonly string[] {
  const paths = takes.includes('PATH') ? operands.slice(takes.startsWith('[PATH') ? 0 : 1) : [];
  const names = ['base', 'live', 'dir', 'file', ...(written === 'journal' ? [] : ['resume'])];
  const flags = names.flatMap((name) => given.texts.get(name) ?? []);
  return [...(paths.length > 0 ? paths : [defaultPath]), ...flags];
}

interface OutputPath {
  readonly flag: string;
  readonly file: string;
  /** Of `--out`. */
  readonly format?: string;
}

function filesWritten({ given: { lists, texts } }: Words): readonly OutputPath[] {
  const named = ['undo', 'journal', 'snapshot'].flatMap((flag) => {
    const file = texts.get(flag);
    return file === undefined ? [] : [{ flag, file }];
  });
  const out = (lists.get('out') ?? []).map((word) => {
    const [format = ''] = word.split('=', 1);
    return { flag: 'out', format, file: word.slice(format.length + 1) };
  });
  return [...out, ...named];
}
