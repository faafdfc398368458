import { areOneFile, isSameFile } from '../../app/isSameFile.ts';
import { requireWritablePath } from '../../platform/files/requireWritablePath.ts';
import { usageError } from '../errors.ts';
import { type CommandRow, defaultPath } from '../flags/commandTable.ts';
import type { ParsedCommand } from '../flags/program.ts';
import type { Io } from './io.ts';

/**
 * Refuses an output file that the run also reads, two outputs in one file, `-` for stdout, and a path where no file
 * can be written. It runs before everything else, because a run that ends in an error also writes its --out files:
 * otherwise the report of an error could overwrite the broken configuration. Throws XtapError `usage` or
 * `invalid-path`.
 */
export async function checkOutputPaths(
  row: CommandRow,
  command: ParsedCommand,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<void> {
  const outputs = outputPathsOf(command);
  for (const [index, { flag, file, format }] of outputs.entries()) {
    if (file === '-') throw usageError(notStdout(flag, format));
    if (inputPathsOf(row, command, flag).some((path) => isSameFile(file, path, cwd))) {
      throw usageError(`--${flag} names ${file}, which this run reads: it would be overwritten.`);
    }
    const other = outputs.slice(0, index).find((earlier) => areOneFile(earlier.file, file, cwd));
    if (other) {
      const names =
        other.flag === flag ? `--${flag} names ${file} twice` : `--${other.flag} and --${flag} both name ${file}`;
      throw usageError(`${names}: they are two files.`);
    }
    await requireWritablePath(file, cwd, { throughLinks: false });
  }
}

/** Other programs write to stdout for `-`. Here --format chooses the one document on stdout. */
function notStdout(flag: string, format = ''): string {
  return `- is not a file name for --${flag}: use ${`--format ${format}`.trim()} to choose what goes to stdout. (A file with that name is ./-.)`;
}

/** The files that the run reads. A journal is appended to, so --journal may name the same file as --resume. */
function inputPathsOf(row: CommandRow, { operands, flags }: ParsedCommand, outputFlag: string): readonly string[] {
  const paths = row.operands.includes('PATH') ? operands.slice(row.operands.startsWith('[PATH') ? 0 : 1) : [];
  // A resumed run replaces the file that it continues.
  const goesOn = outputFlag === 'journal' || flags.texts.has('out');
  const names = ['base', 'live', 'pack', 'dir', 'file', 'source', 'sign-ins', ...(goesOn ? [] : ['resume'])];
  const flagPaths = names.flatMap((name) => [flags.texts.get(name) ?? [], flags.lists.get(name) ?? []].flat());
  return [...(paths.length > 0 ? paths : [defaultPath]), ...flagPaths];
}

interface OutputPath {
  readonly flag: string;
  readonly file: string;
  /** Only for `--out`. */
  readonly format?: string;
}

function outputPathsOf({ flags: { lists, texts } }: ParsedCommand): readonly OutputPath[] {
  const named = ['undo', 'journal', 'snapshot', 'out'].flatMap((flag) => {
    const file = texts.get(flag);
    return file === undefined ? [] : [{ flag, file }];
  });
  const out = (lists.get('out') ?? []).map((text) => {
    const [format = ''] = text.split('=', 1);
    return { flag: 'out', format, file: text.slice(format.length + 1) };
  });
  return [...out, ...named];
}
