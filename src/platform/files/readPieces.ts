import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { XtapError } from '../../model/errors.ts';
import { describeReadError } from './readText.ts';

/**
 * The text of a file that may be larger than memory, piece by piece, in UTF-8 or UTF-16. Refuses pipes and devices.
 * Throws XtapError `invalid-path`.
 */
export async function* readPieces(path: string, displayPath: string): AsyncGenerator<string, void, void> {
  const refused = (reason: string, cause?: unknown): XtapError =>
    new XtapError('invalid-path', `Cannot read ${displayPath}: it ${reason}.`, { next: 'Check the path.', cause });
  try {
    if (!(await stat(path)).isFile()) throw refused('is not a file');
    const decoder = new TextDecoder(await encodingOf(path));
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>)
      yield decoder.decode(bytes, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof XtapError) throw error;
    const { code, message = String(error) } = Object(error) as Partial<NodeJS.ErrnoException>;
    throw refused(describeReadError({ code, message }), error);
  }
}

/** By the byte order mark, which the decoder removes. PowerShell's `>` writes UTF-16. */
async function encodingOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    const mark = buffer.toString('hex');
    return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  } finally {
    await file.close();
  }
}
