/* The text of a file: its size, its encoding and its lines. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { fileKind, fileKindWords } from '../../model/fileKind.ts';
import type { Position } from '../../model/position.ts';
import type { ReportFinding } from './findings.ts';
import { limits, type SourceFile } from './sourceFile.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that text must not contain
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** The text, if it is not too large and has no control characters. Otherwise undefined, and reported. */
export function checkText({ file, text }: SourceFile, report: ReportFinding): string | undefined {
  if (text.length > limits.fileBytes) {
    report({ code: 'file-too-large', message: tooLarge(file), position: { file, line: 1, column: 1 } });
    return undefined;
  }
  const at = text.search(control);
  if (at < 0) return text;
  report({
    code: 'not-text',
    message: `a control character (U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}) cannot be in a configuration`,
    position: positionAfter(text.slice(0, at), file),
  });
  return undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function toSource(file: string, bytes: Uint8Array): SourceFile | Diagnostic {
  if (bytes.length > limits.fileBytes) {
    const position = { file, line: 1, column: 1 };
    return { severity: 'error', code: 'file-too-large', message: tooLarge(file), position };
  }
  try {
    return { file, text: utf8.decode(bytes) };
  } catch {
    const encoding = knownEncoding(bytes);
    if (encoding !== undefined) return notText(file, encoding);
    const { byte, position } = findInvalidByte(bytes, file);
    const message = `${file} is not UTF-8 text: it has the invalid byte ${byte} here`;
    return { severity: 'error', code: 'not-text', message, position, hint: 'save it as UTF-8' };
  }
}

/** By its first bytes: what it is instead of UTF-8, and what to do. */
function knownEncoding(bytes: Uint8Array): Pick<Diagnostic, 'message' | 'hint'> | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { message: 'is UTF-16 text', hint: 'save it as UTF-8 (PowerShell: `Set-Content -Encoding utf8`)' };
  }
  if (fileKind(Buffer.from(bytes.subarray(0, 4)).toString('latin1')) !== 'archive') return undefined;
  return { message: `is ${fileKindWords.archive}`, hint: '"xtap pull" writes the configuration of the live tenant' };
}

function notText(file: string, { message, hint }: Pick<Diagnostic, 'message' | 'hint'>): Diagnostic {
  const position = { file, line: 1, column: 1 };
  return { severity: 'error', code: 'not-text', message: `${file} ${message}`, position, ...(hint && { hint }) };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The first byte that is not UTF-8, and its position. */
function findInvalidByte(bytes: Uint8Array, file: string): { readonly byte: string; readonly position: Position } {
  const text = decoder.decode(bytes);
  let at = text.indexOf('\uFFFD');
  let offset = Buffer.byteLength(text.slice(0, at));
  // The text itself may contain the replacement character: then its three bytes are there.
  while (bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd) {
    const next = text.indexOf('\uFFFD', at + 1);
    offset += Buffer.byteLength(text.slice(at, next));
    at = next;
  }
  const byte = bytes[offset]?.toString(16).toUpperCase().padStart(2, '0');
  return { byte: `0x${byte}`, position: positionAfter(text.slice(0, at).replace(/^\uFEFF/, ''), file) };
}

function positionAfter(text: string, file: string): Position {
  const lines = text.split('\n');
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function tooLarge(file: string): string {
  return `${file} is larger than ${limits.fileBytes / 1024 / 1024} MB; split the configuration over several files`;
}

/** Longer lines are of no use in a terminal. */
const maxLineLength = 400;

/** Looks up the source line of a finding; undefined for a line that is empty or too long to show. */
export function linesOf(sources: readonly SourceFile[]): (position: Position) => string | undefined {
  const texts = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const lines = texts.get(file) ?? (sources.find((source) => source.file === file)?.text ?? '').split(/\r\n|[\n\r]/);
    texts.set(file, lines);
    const text = lines[line - 1];
    return text === undefined || text === '' || text.length > maxLineLength ? undefined : text;
  };
}
