/*
 * Reads a journal that may end at any byte, since a process can be killed in the middle of a line. A torn last line is
 * left out: its request was not sent yet, or its outcome is in doubt. A crash cannot cause any other invalid line, so
 * that is an error.
 */
import { XtapError } from '../model/errors.ts';
import { fileKind, fileKindWords } from '../model/fileKind.ts';
import type { JournalEntry, JournalHeader } from './journalEntry.ts';
import { isEntry, isHeader, parseObject } from './journalShape.ts';

export interface ReadJournal {
  /** Missing if the text ends within the first line: then nothing had been sent. */
  readonly header?: JournalHeader;
  readonly entries: readonly JournalEntry[];
  /** The last line was incomplete. */
  readonly torn: boolean;
}

/** Throws XtapError `invalid-journal` if the text is not the beginning of a journal. `path` appears in the message. */
export function readJournal(text: string, path: string): ReadJournal {
  const kind = fileKind(text);
  if (kind !== undefined && kind !== 'journal') {
    throw new XtapError('invalid-journal', `${path} is ${fileKindWords[kind]}, not a journal of xtap.`, {
      next: 'Give the file that the interrupted run named.',
    });
  }
  const { lines, first } = lastRun(text.split('\n'));
  const unfinished = lines.pop() ?? '';
  const values = lines.map((line, index) => parseObject(line) ?? throwInvalid(path, first + index));
  const last = unfinished === '' ? undefined : parseObject(unfinished);
  const complete = last === undefined ? values : [...values, last];
  const [header, ...entries] = complete;
  const torn = unfinished !== '' && last === undefined;
  if (header === undefined) {
    if (torn && !unfinished.startsWith('{')) throwInvalid(path, first);
    return { entries: [], torn };
  }
  if (!isHeader(header)) throwInvalid(path, first);
  return {
    header,
    entries: entries.map((entry, index) => (isEntry(entry) ? entry : throwInvalid(path, first + 1 + index))),
    torn,
  };
}

/** The lines of the last run in a file that holds several runs; `first` is the line number of its first line. */
function lastRun(lines: readonly string[]): { readonly lines: string[]; readonly first: number } {
  const from = Math.max(
    lines.findLastIndex((line) => parseObject(line)?.type === 'header'),
    0,
  );
  return { lines: lines.slice(from), first: from + 1 };
}

function throwInvalid(path: string, line: number): never {
  throw new XtapError('invalid-journal', `${path}:${line}: this is not a line of an xtap journal (format 1).`, {
    next: 'Give the file that the interrupted run named.',
  });
}
