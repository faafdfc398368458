/*
 * One line at the bottom of a terminal that tells how far a run is. Whatever else is written to stderr meanwhile stands
 * above it, on lines of its own. A terminal that cannot take a line back (TERM=dumb) has none.
 */
import { shorten } from '../../render/text/displayWidth.ts';
import type { Io } from './io.ts';

export interface LiveLine {
  readonly show: (text: string) => void;
  readonly hide: () => void;
}

/** Where a terminal does not know, and says 0. */
const usualWidth = 80;
const clearLine = '\r\u001b[2K';

/** The streams to write to while there is such a line. */
export function withLiveLine(io: Io): { readonly io: Io; readonly liveLine: LiveLine | undefined } {
  const { stderr } = io;
  if (!stderr.isTTY || io.env.TERM === 'dumb') return { io, liveLine: undefined };
  let shown = '';
  const hide = (): void => {
    if (shown !== '') stderr.write(clearLine);
    shown = '';
  };
  const show = (text: string): void => {
    // A line as wide as the terminal would wrap, and only its last row could be taken back.
    stderr.write(`${clearLine}${shorten(text, (stderr.columns || usualWidth) - 1)}`);
    shown = text;
  };
  const write = (text: string): void => {
    const line = shown;
    hide();
    stderr.write(text);
    if (line !== '' && text.endsWith('\n')) show(line);
  };
  const exitNow = (code: number): void => {
    hide();
    io.exitNow(code);
  };
  return {
    io: {
      ...io,
      exitNow,
      stderr: {
        write,
        isTTY: true,
        get columns() {
          return stderr.columns;
        },
      },
    },
    liveLine: { show, hide },
  };
}
