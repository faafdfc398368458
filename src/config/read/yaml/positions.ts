import type { Position } from '../../../model/position.ts';
import { trimmed } from '../trimmed.ts';

/** Where offsets into the text of a file are. Kept for as long as its configuration, so it holds nothing but the lines. */
export function positionsIn(file: string, text: string): (offset: number) => Position {
  const starts = lineStarts(text);
  return (offset) => {
    const at = Math.max(0, offset);
    let [line, beyond] = [0, starts.length];
    while (beyond - line > 1) {
      const middle = (line + beyond) >> 1;
      if ((starts[middle] ?? 0) <= at) line = middle;
      else beyond = middle;
    }
    return { file, line: line + 1, column: at - (starts[line] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return trimmed(starts);
}
