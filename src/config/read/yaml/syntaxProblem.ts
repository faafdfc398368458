/*
 * Turns the errors of the YAML library into messages that need no knowledge of its parser: positioned at the open quote
 * or bracket and not at the end of the file, and with a hint about the usual cause, which is white space.
 */
import { CST } from 'yaml';
import { truncate } from '../../../platform/text.ts';
import { indentOf, lineStart, type SyntaxProblem, slipOf, structure, tabProblem, type YamlComplaint } from './slips.ts';

const nested = /^Nested mappings are/;

// On the line of the error: more text after the value of an apparent key.
const colonInText = /^[^\n"'[{]*?: +[^\s#]/;

const openQuote = /^Missing closing (["'])quote/;

const closesNothing = /^Unexpected flow-(?:map|seq)-end token/;

// Alone, or followed by the name of a side.
const conflictMarker = /^(?:<{7}|={7}|>{7})(?!\S)/gm;

/**
 * The errors of one document. The parser reads the text after an open bracket as part of it, so errors there are
 * dropped; and so are errors after the first conflict marker that git wrote.
 */
export function syntaxProblems(
  text: string,
  token: CST.Token,
  complaints: readonly YamlComplaint[],
): readonly SyntaxProblem[] {
  const brackets = complaints.length > 0 ? openBrackets(token) : [];
  const first = brackets[0]?.offset ?? text.length + 1;
  const others = complaints.filter(({ offset, message }) => offset < first || openQuote.test(message));
  const problems = [...withoutConsequences(text, others), ...brackets.map((bracket) => bracketProblem(text, bracket))];
  const conflict = conflictBefore(text, token.offset, complaints);
  if (conflict === undefined) return problems;
  return [...problems.filter(({ offset }) => offset < conflict), conflictProblem(conflict)];
}

/**
 * One problem for a line, and for a slip that hides the structure below it: what the library says about the lines that
 * are indented deeper is a consequence. Tabs are one problem, at the first.
 */
function withoutConsequences(text: string, complaints: readonly YamlComplaint[]): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const lines = new Set<number>();
  let above: number | undefined;
  let hasTab = false;
  for (const complaint of [...complaints].sort((a, b) => a.offset - b.offset)) {
    const start = lineStart(text, complaint.offset);
    const isBelow = above !== undefined && structure.test(complaint.message) && indentOf(text, start) > above;
    if (lines.has(start) || isBelow || (hasTab && structure.test(complaint.message))) continue;
    const slip = slipOf(text, complaint);
    if (slip === undefined && structure.test(complaint.message)) above = undefined;
    if (slip?.hidesBelow) above = indentOf(text, start);
    if (slip?.isTab && hasTab) continue;
    hasTab ||= slip?.isTab === true;
    lines.add(start);
    problems.push(slip?.problem ?? syntaxProblem(text, complaint));
  }
  return problems;
}

/**
 * The first conflict marker after `start` that lies at or before an error. Does not search the whole of a long file.
 */
function conflictBefore(text: string, start: number, complaints: readonly YamlComplaint[]): number | undefined {
  const lastError = complaints.reduce((furthest, { offset }) => Math.max(furthest, offset), -1);
  const mark = '<<<<<<< ';
  conflictMarker.lastIndex = start;
  const conflict = conflictMarker.exec(text.slice(0, lastError + mark.length))?.index;
  return conflict === undefined || conflict > lastError ? undefined : conflict;
}

function conflictProblem(offset: number): SyntaxProblem {
  const hint =
    'keep the lines that you want from both sides, and remove those that begin with <<<<<<<, ======= and >>>>>>>';
  return { message: 'an unresolved merge conflict begins here', offset, hint };
}

function syntaxProblem(text: string, { offset, message }: YamlComplaint): SyntaxProblem {
  const quote = openQuote.exec(message)?.[1];
  if (quote !== undefined) {
    const opening = offset > 0 ? text.lastIndexOf(quote, offset - 1) : -1;
    return { message: `the text in quotes that begins here has no closing ${quote}`, offset: Math.max(opening, 0) };
  }
  if (closesNothing.test(message)) return strayBracket(text, offset);
  const summary = sentence(message);
  if (nested.test(summary) && colonInText.test(text.slice(offset, offset + 300)))
    return { message: summary, offset, hint: 'text with a colon and a space in it needs quotes' };
  const hint = structure.test(summary)
    ? 'check the indentation: keys of one mapping, and the dashes of one list, begin in the same column'
    : undefined;
  return { message: summary, offset, hint };
}

function strayBracket(text: string, offset: number): SyntaxProblem {
  const hint = 'remove it, or open it before; text that begins with it needs quotes';
  return { message: `this ${text[offset]} closes nothing`, offset, hint };
}

function bracketProblem(text: string, { offset, start, end: [last] }: CST.FlowCollection): SyntaxProblem {
  // The line of a tab counts as not indented, which ends the brackets.
  const next = text.indexOf('\n', offset) + 1;
  if (!last && next > 0 && /^ *\t/.test(text.slice(next, next + 1000))) return tabProblem(next);
  const closing = closingOf(start);
  const begins = `the ${start.source} that begins here`;
  if (last) return { message: `${begins} is closed by a ${last.source}`, offset };
  const hint = `close it, and indent the lines up to its ${closing} deeper than the key before it`;
  return { message: `${begins} has no closing ${closing}`, offset, hint };
}

/** The message of the library as one line of limited length. */
function sentence(message: string): string {
  return truncate(message.replace(/\s+/g, ' ').trim());
}

/**
 * The innermost brackets of a document that are not closed, in their order. An open bracket also leaves those around it
 * open, or takes their closing bracket, so only the innermost is reported.
 */
export function openBrackets(token: CST.Token | null | undefined): readonly CST.FlowCollection[] {
  if (token?.type === 'document') return openBrackets(token.value);
  if (!(token && CST.isCollection(token))) return [];
  const inner = token.items.flatMap(({ key, value }) => [...openBrackets(key), ...openBrackets(value)]);
  return inner.length === 0 && token.type === 'flow-collection' && !isClosed(token) ? [token] : inner;
}

function isClosed({ start, end }: CST.FlowCollection): boolean {
  return end[0]?.source === closingOf(start);
}

function closingOf({ source }: CST.SourceToken): string {
  return source === '{' ? '}' : ']';
}
