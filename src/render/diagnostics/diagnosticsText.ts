/*
 * Diagnostics as text: `file:line:col: error[code]: message`, the source line with a caret, then the hint. The first
 * line has the form that editors and CI problem matchers parse.
 */
import picocolors from 'picocolors';
import type { Colors } from '../text/colors.ts';
import { displayWidth } from '../text/displayWidth.ts';
import { terminalText } from '../text/escape.ts';
import { wrapLines, wrapText } from '../text/wrapText.ts';
import type { Finding } from './finding.ts';
import { type RunError, requestIdLines } from './runError.ts';
import { showFindings } from './shownFindings.ts';

export interface DiagnosticsTextOptions {
  readonly color: boolean;
  /** Columns of excerpts and hints. */
  readonly width: number;
  /** Columns of messages; without them, each line of a message stays one line. */
  readonly messages?: number | undefined;
}

/** All errors, and the warnings that a person sees (shownFindings.ts). The other warnings are counted at the end. */
export function renderDiagnosticsText(diagnostics: readonly Finding[], options: DiagnosticsTextOptions): string {
  const colors = picocolors.createColors(options.color);
  const { listed, others } = showFindings(
    diagnostics,
    ({ position = {} }) => position,
    ({ severity }) => severity === 'error',
  );
  const lines = listed.flatMap((each) => diagnosticLines(each, colors, options));
  const label = 'warning:';
  const more =
    others === undefined
      ? []
      : wrapMessage(`${label} ${terminalText(others)} (--format json lists more)`, options).map((line, index) =>
          index === 0 ? colors.yellow(label) + line.slice(label.length) : line,
        );
  return [...lines, ...more].map((line) => `${line}\n`).join('');
}

/** The error that ended a run: its diagnostics and its message, with Graph's request id if there is one. */
export function renderErrorText(error: RunError, options: DiagnosticsTextOptions): string {
  const colors = picocolors.createColors(options.color);
  const { message, code, details } = error;
  const { position, diagnostics = [] } = details;
  const finding: Finding = { severity: 'error', code, message, ...(position && { position }) };
  const own = diagnosticLines(finding, colors, options);
  const request = requestIdLines(error).map((line) => `  ${terminalText(line)}`);
  return `${renderDiagnosticsText(diagnostics, options)}${[...own, ...request].join('\n')}\n`;
}

function diagnosticLines(diagnostic: Finding, colors: Colors, options: DiagnosticsTextOptions): readonly string[] {
  const { severity, code, position, message, hint } = diagnostic;
  const paint = severity === 'error' ? colors.red : colors.yellow;
  const place = position === undefined ? '' : `${terminalText(position.file)}:${position.line}:${position.column}: `;
  const label = `${severity}[${terminalText(code)}]:`;
  const [first = '', ...more] = message.split('\n').map(terminalText);
  const [start = '', ...rest] = wrapMessage(`${place}${label} ${first}`, options);
  return [
    // A path with spaces can be broken.
    start.startsWith(place + label) ? colors.bold(place) + paint(label) + start.slice((place + label).length) : start,
    ...rest,
    ...more.flatMap((line) => wrapMessage(`  ${line}`, options)),
    ...excerptLines(diagnostic, paint, options.width),
    ...(hint === undefined ? [] : hint.split('\n').flatMap((line) => hintLines(line, options.width))),
  ];
}

function wrapMessage(line: string, { messages = Number.POSITIVE_INFINITY }: DiagnosticsTextOptions): readonly string[] {
  return wrapLines([line], messages);
}

function hintLines(line: string, width: number): readonly string[] {
  return wrapText(terminalText(line), width, { first: '    ', rest: '    ' });
}

/** The source line with a caret below it; of a long line, the part around the caret. */
function excerptLines(
  { position, sourceLine }: Finding,
  paint: (text: string) => string,
  width: number,
): readonly string[] {
  if (position === undefined || sourceLine === undefined) return [];
  const gutter = `  ${position.line} | `;
  const room = Math.max(20, width - gutter.length);
  const before = sourceText(sourceLine.slice(0, position.column - 1));
  const after = sourceText(sourceLine.slice(position.column - 1));
  const left = tail(before, displayWidth(before + after) <= room ? room : Math.floor(room / 2));
  const right = head(after, room - displayWidth(left));
  const caret = `${' '.repeat(gutter.length - 2)}| ${' '.repeat(displayWidth(left))}${paint('^')}`;
  return [`${gutter}${left}${right}`.trimEnd(), caret];
}

/** A tab becomes two columns in both lines, so the caret is below its character. */
function sourceText(text: string): string {
  return terminalText(text.replaceAll('\t', '  '));
}

function head(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (displayWidth(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function tail(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  for (const character of [...text].reverse()) {
    if (displayWidth(kept + character) > columns - 1) break;
    kept = character + kept;
  }
  return `…${kept}`;
}
