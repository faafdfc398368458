import type { Position } from '../../model/position.ts';
import type { SourceFile } from './sourceFile.ts';

/** Beyond what a terminal can show. */
const longest = 400;

/** Lines for the caret of a finding, looked up as they are asked for. One that is empty or too long is left out. */
export function linesOf(sources: readonly SourceFile[]): (position: Position) => string | undefined {
  const texts = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const known = texts.get(file) ?? (sources.find((source) => source.file === file)?.text ?? '').split(/\r\n|[\n\r]/);
    texts.set(file, known);
    const found = known[line - 1];
    return found === undefined || found === '' || found.length > longest ? undefined : found;
  };
}
