/*
 * The journal on disk. Writes are synchronous: when `append` returns, the line is with the operating system and
 * survives SIGKILL at any moment. Intents are flushed to the disk as well, since a request that went out without a
 * trace could never be explained; an outcome lost with the power leaves an intent in doubt, which a read settles.
 */
import { closeSync, fdatasyncSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
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
  const write = (line: object, flush: (descriptor: number) => void): void =>
    writable(path, () => {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
      flush(descriptor);
    });
  try {
    write(header, fsyncSync);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return {
    path,
    append: (entry) => write({ ...entry, at: now().toISOString() }, entry.type === 'outcome' ? leave : fdatasyncSync),
    close: () => closeSync(descriptor),
  };
}

/** `<folder>/20261122T010000Z-1a2b3c4d5e6f.jsonl`: sorts by time and names the plan. */
export function journalPath(folder: string, startedAt: Date, planDigest: string): string {
  const time = startedAt.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${folder}/${time}-${planDigest.replace(/^sha256:/, '').slice(0, 12)}.jsonl`;
}

const leave = (): void => undefined;

function writable<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new XtapError(
      'file-not-writable',
      `The journal ${path} cannot be written: ${reason}. Nothing is sent without it: free the space, mend the permission, or name another file with --journal.`,
      { cause },
    );
  }
}
