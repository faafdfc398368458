import { XtapError } from '../model/errors.ts';

/** What kept a file from being written, in the words of the file system. */
export function notWritable(path: string, error: unknown): XtapError {
  const why = error instanceof Error ? error.message : String(error);
  return new XtapError('file-not-writable', `Cannot write ${path}: ${why}`, { cause: error });
}
