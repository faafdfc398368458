/*
 * One line at the bottom of a terminal that shows the progress of a run. Other text on stderr appears above it, on
 * lines of its own. A terminal that cannot erase a line (TERM=dumb) gets no live line.
 */
import { shorten } from '../../render/text/displayWidth.ts';
import type { Io } from './io.ts';

export interface LiveLine {
  readonly show: (text: string) => void;
  readonly hide: () => void;
}

/** The width of a terminal that reports 0. */
const fallbackWidth = 80;
const clearLine = '\r\u001b[2K';
const clearRest = '\u001b[K';

/** Returns the live line, and an `io` whose stderr keeps other text above it. */
export function withLiveLine(io: Io): { readonly io: Io; readonly liveLine: LiveLine | undefined } {
  const { stderr } = io;
  if (!stderr.isTTY || io.env.TERM === 'dumb') return { io, liveLine: undefined };
  let currentText = '';
  const hide = (): void => {
    if (currentText !== '') stderr.write(clearLine);
    currentText = '';
  };
  const show = (text: string): void => {
    if (text === currentText) return;
    // A line as wide as the terminal would wrap, and only its last row could be erased. Erasing first would flicker.
    stderr.write(`\r${shorten(text, (stderr.columns || fallbackWidth) - 1)}${clearRest}`);
    currentText = text;
  };
  const write = (text: string): void => {
    const line = currentText;
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
