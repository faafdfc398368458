import type { NewFinding } from './findings.ts';
import { limits, type SourceFile } from './sourceFile.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that no text holds
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** The text to parse: without byte order mark, and known to be text of bearable size. Otherwise it has been reported. */
export function checkText({ file, text }: SourceFile, report: (finding: NewFinding) => void): string | undefined {
  if (text.length > limits.fileBytes) {
    report({ code: 'file-too-large', message: tooLarge(file), position: { file, line: 1, column: 1 } });
    return undefined;
  }
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const at = plain.search(control);
  if (at < 0) return plain;
  const before = plain.slice(0, at).split('\n');
  report({
    code: 'not-text',
    message: `a control character (U+${plain.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}) has no place in a configuration`,
    position: { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
  });
  return undefined;
}

export function tooLarge(file: string): string {
  return `${file} is larger than ${limits.fileBytes / 1024 / 1024} MB; split the configuration over several files`;
}
