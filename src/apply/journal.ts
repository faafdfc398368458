/*
 * The journal on disk. Writes are synchronous: when `append` returns, the line is with the operating system and
 * survives SIGKILL at any moment. Before a request goes out its intent is flushed to the disk as well, so that even a
 * loss of power leaves a trace of it; an outcome lost that way leaves an intent in doubt, which a read settles.
 * Requests that start together share one flush, off the main thread: a slow disk must not slow down the network.
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

/** How a journal begins, and how much of it tells. */
const journalBeginning = { pattern: /^\{[^\n]*"type":"header"/, bytes: 256 };

export interface JournalFile extends Journal {
  readonly path: string;
  readonly close: () => void;
}

/**
 * Creates the file (0600, its folder 0700) and writes the header. A journal that is there is continued below what it
 * holds, so that a fixed `--journal` keeps every run; any other file is left alone.
 * Throws XtapError `file-not-writable`; then nothing has been sent.
 */
export function openJournal(path: string, header: JournalHeader, now: () => Date = () => new Date()): JournalFile {
  return openAs(0, path, header, now);
}

/**
 * As above, at `path` or, where another run of the same plan and second is writing that one, at the next that is free:
 * of two runs in one journal nobody could tell which of them came to its end.
 */
export function openOwnJournal(path: string, header: JournalHeader, now: () => Date = () => new Date()): JournalFile {
  for (let n = 1; ; n += 1) {
    try {
      return openAs(constants.O_EXCL, n === 1 ? path : path.replace(/\.jsonl$/, `-${n}.jsonl`), header, now);
    } catch (error) {
      if (!(error instanceof XtapError && isTaken(error.cause))) throw error;
    }
  }
}

/** Of the file; a file where its folder should be is no reason to try another name. */
function isTaken(cause: unknown): boolean {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  return code === 'EEXIST' && syscall === 'open';
}

function openAs(exclusive: number, path: string, header: JournalHeader, now: () => Date): JournalFile {
  const descriptor = writable(path, () => {
    makeFolder(dirname(path), 0o700);
    const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    return openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | exclusive, 0o600);
  });
  const writeText = (text: string): void =>
    writable(path, () => {
      const bytes = Buffer.from(text);
      for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
    });
  const write = (line: object): void => writeText(`${JSON.stringify(line)}\n`);
  try {
    writeText(breakBefore(descriptor, path));
    writable(path, () => fchmodSync(descriptor, 0o600));
    write(header);
    writable(path, () => fsyncSync(descriptor));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return {
    path,
    append: (entry) => write({ ...entry, at: now().toISOString() }),
    flush: shared(() =>
      promisify(fdatasync)(descriptor).catch((cause: unknown) => {
        throw notWritable(path, cause);
      }),
    ),
    close: () => writable(path, () => closeSync(descriptor)),
  };
}

/** What has to stand between an earlier run and this one: a line that a crash tore is ended first. */
function breakBefore(descriptor: number, path: string): string {
  const info = fstatSync(descriptor);
  // Least of all may a device get the mode of a journal: as root, nobody else could use /dev/null any more.
  if (!info.isFile()) throw notWritable(path, new Error('it is no file'));
  const { size } = info;
  if (size === 0) return '';
  const beginning = Buffer.alloc(Math.min(size, journalBeginning.bytes));
  const end = Buffer.alloc(1);
  readSync(descriptor, beginning, 0, beginning.length, 0);
  readSync(descriptor, end, 0, 1, size - 1);
  if (!journalBeginning.pattern.test(beginning.toString()))
    throw notWritable(path, new Error('it is there and is no journal'));
  return end.toString() === '\n' ? '' : '\n';
}

/** Calls that come while one is running wait for the next one, together: the running one may not see what they wrote. */
function shared(flush: () => Promise<void>): () => Promise<void> {
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

function notWritable(path: string, cause: unknown): XtapError {
  return new XtapError(
    'file-not-writable',
    `The journal ${path} cannot be written: ${describeWriteError(cause)}. No request is sent without it: free the space, mend the permission, or name another file with --journal.`,
    { cause },
  );
}

function writable<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw notWritable(path, cause);
  }
}
