/*
 * The journal on disk. Writes are synchronous: when `append` returns, the line is with the operating system and
 * survives SIGKILL at any moment. Before a request goes out its intent is flushed to the disk as well, so that even a
 * loss of power leaves a trace of it; an outcome lost that way leaves an intent in doubt, which a read settles.
 * Requests that start together share one flush, off the main thread: a slow disk must not slow down the network.
 */
import { closeSync, fdatasync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { XtapError } from '../model/errors.ts';
import type { Journal, JournalHeader } from './journalEntry.ts';

export interface JournalFile extends Journal {
  readonly path: string;
  readonly close: () => void;
}

/**
 * Creates the file (0600, its folder 0700) and writes the header. An existing file is never written to.
 * Throws XtapError `file-not-writable`; then nothing has been sent.
 */
export function openJournal(path: string, header: JournalHeader, now: () => Date = () => new Date()): JournalFile {
  const descriptor = writable(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, 'wx', 0o600);
  });
  const write = (line: object): void =>
    writable(path, () => {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
    });
  try {
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
    close: () => closeSync(descriptor),
  };
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
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new XtapError(
    'file-not-writable',
    `The journal ${path} cannot be written: ${reason}. Nothing is sent without it: free the space, mend the permission, or name another file with --journal.`,
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
