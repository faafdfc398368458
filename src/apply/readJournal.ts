/*
 * Reading a journal that may end anywhere: a process dies between two bytes as easily as between two lines. So the
 * last line may be torn, and is then left out (its request had not gone out yet, or its outcome is in doubt). Anything
 * else that is not a journal line is no accident of a crash, and an error.
 */
import { XtapError } from '../model/errors.ts';
import type { JournalEntry, JournalHeader } from './journalEntry.ts';
import { isEntry, isHeader, parseObject } from './parseJournalLine.ts';

export interface ReadJournal {
  /** Missing where the cut is within the first line: then nothing had been sent. */
  readonly header?: JournalHeader;
  readonly entries: readonly JournalEntry[];
  /** The last line was incomplete. */
  readonly torn: boolean;
}

/** Throws XtapError `invalid-journal` where the text is not the beginning of a journal; `path` is for the message. */
export function readJournal(text: string, path: string): ReadJournal {
  const { lines, first } = lastRun(text.split('\n'));
  const unfinished = lines.pop() ?? '';
  const values = lines.map((line, index) => parseObject(line) ?? invalid(path, first + index));
  const last = unfinished === '' ? undefined : parseObject(unfinished);
  const complete = last === undefined ? values : [...values, last];
  const [header, ...entries] = complete;
  const torn = unfinished !== '' && last === undefined;
  if (header === undefined) {
    if (torn && !unfinished.startsWith('{')) invalid(path, first);
    return { entries: [], torn };
  }
  if (!isHeader(header)) invalid(path, first);
  return {
    header,
    entries: entries.map((entry, index) => (isEntry(entry) ? entry : invalid(path, first + 1 + index))),
    torn,
  };
}

/** A file that several runs were appended to tells of the last one; `first` is the number of its first line. */
function lastRun(lines: readonly string[]): { readonly lines: string[]; readonly first: number } {
  const from = Math.max(
    lines.findLastIndex((line) => parseObject(line)?.type === 'header'),
    0,
  );
  return { lines: lines.slice(from), first: from + 1 };
}

function invalid(path: string, line: number): never {
  throw new XtapError(
    'invalid-journal',
    `${path}:${line}: this is no line of a journal of xtap (format 1). Give the file that the interrupted run named.`,
  );
}
