import type { OutputStream } from './io.ts';

/** Where nobody says how wide it is, in files and pipes. */
export const usualWidth = 120;

/** Columns of a stream. */
export function textWidth(stream: OutputStream): number {
  return stream.columns || usualWidth; // a pseudo-terminal may say 0
}
