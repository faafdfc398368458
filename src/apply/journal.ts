/*
 * The journal on disk. Writes are synchronous: when `append` returns, the operating system has the line, and the line
 * survives SIGKILL. Before a request goes out, its intent is also flushed to the disk, so that it survives a loss of
 * power. An outcome that is lost in this way leaves an intent in doubt, which a read resolves. Requests that start
 * together share one flush, off the main thread, so that a slow disk does not slow down the network.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { XtapError } from '../model/errors.ts';
import { makeFolder } from '../platform/files/makeFolder.ts';
import { describeWriteError } from '../platform/files/writeError.ts';
import type { Journal, JournalHeader } from './journalEntry.ts';

/** The pattern at the start of every journal, and how many bytes it needs. */
const journalStart = { pattern: /^\{[^\n]*"type":"header"/, bytes: 256 };

export interface JournalFile extends Journal {
  readonly path: string;
  readonly close: () => void;
}

/**
 * Creates the file (0600, its folder 0700) and writes the header. To an existing journal it appends, so that a fixed
 * `--journal` keeps every run. It does not touch any other existing file.
 * Throws XtapError `file-not-writable`; then nothing has been sent.
 */
export function openJournal(path: string, header: JournalHeader, now: () => Date = () => new Date()): JournalFile {
  return openWithFlags(0, path, header, now);
}

/**
 * Like `openJournal`, but never in an existing file: another run of the same plan may have started in the same second.
 * Then the next free name is used, because the end line of a shared journal would not show which run has ended.
 */
export function openOwnJournal(path: string, header: JournalHeader, now: () => Date = () => new Date()): JournalFile {
  for (let n = 1; ; n += 1) {
    try {
      return openWithFlags(constants.O_EXCL, n === 1 ? path : path.replace(/\.jsonl$/, `-${n}.jsonl`), header, now);
    } catch (error) {
      if (!(error instanceof XtapError && isNameTaken(error.cause))) throw error;
    }
  }
}

/** True if the journal file itself exists. A file in the place of its folder is another error (from mkdir). */
function isNameTaken(cause: unknown): boolean {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  return code === 'EEXIST' && syscall === 'open';
}

function openWithFlags(exclusive: number, path: string, header: JournalHeader, now: () => Date): JournalFile {
  const descriptor = explainWriteError(path, () => {
    makeFolder(dirname(path), 0o700);
    const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    return openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | exclusive, 0o600);
  });
  const writeText = (text: string): void =>
    explainWriteError(path, () => {
      const bytes = Buffer.from(text);
      for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
    });
  const write = (line: object): void => writeText(`${JSON.stringify(line)}\n`);
  try {
    writeText(lineBreakBefore(descriptor, path));
    explainWriteError(path, () => fchmodSync(descriptor, 0o600));
    write(header);
    explainWriteError(path, () => fsyncSync(descriptor));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return {
    path,
    append: (entry) => write({ ...entry, at: now().toISOString() }),
    flush: shareFlushes(() =>
      promisify(fdatasync)(descriptor).catch((cause: unknown) => {
        throw journalProblem(path, cause);
      }),
    ),
    close: () => explainWriteError(path, () => closeSync(descriptor)),
  };
}

/** The text that ends a torn line of an earlier run, before this run appends its header. */
function lineBreakBefore(descriptor: number, path: string): string {
  const info = fstatSync(descriptor);
  // A device must not get the mode of a journal: if root runs xtap, other users could no longer use /dev/null.
  if (!info.isFile()) throw journalProblem(path, new Error('it is not a file'));
  const { size } = info;
  if (size === 0) return '';
  const beginning = Buffer.alloc(Math.min(size, journalStart.bytes));
  const end = Buffer.alloc(1);
  readSync(descriptor, beginning, 0, beginning.length, 0);
  readSync(descriptor, end, 0, 1, size - 1);
  if (!journalStart.pattern.test(beginning.toString()))
    throw journalProblem(path, new Error('the file exists and is not a journal'));
  return end.toString() === '\n' ? '' : '\n';
}

/** Calls during a flush share the next flush, because the running one may not include their lines. */
function shareFlushes(flush: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        running = flush();
        return running;
      });
    return next;
  };
}

/** `<folder>/20261122T010000Z-1a2b3c4d5e6f.jsonl`: sorts by time and names the plan. */
export function journalPath(folder: string, startedAt: Date, planDigest: string): string {
  const time = startedAt.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${folder}/${time}-${planDigest.replace(/^sha256:/, '').slice(0, 12)}.jsonl`;
}

function journalProblem(path: string, cause: unknown): XtapError {
  return new XtapError('file-not-writable', `The journal ${path} cannot be written: ${describeWriteError(cause)}.`, {
    notDone: 'No request is sent without it.',
    next: 'Free the space, fix the permission, or name another file with --journal.',
    cause,
  });
}

function explainWriteError<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw journalProblem(path, cause);
  }
}
