/*
 * Turns the errors of the YAML library into messages that need no knowledge of its parser: positioned at the open quote
 * or bracket and not at the end of the file, and with a hint about the usual cause, which is white space.
 */
import { CST } from 'yaml';
import { truncate } from '../../../platform/text.ts';

/** An error as the library reports it. */
export interface YamlComplaint {
  readonly message: string;
  readonly offset: number;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
  readonly hint?: string | undefined;
}

const indentation =
  /^(Implicit keys need|Nested mappings are|All (mapping|sequence) items must start|Sequence item without)/;

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
  const problems = [...others.map((complaint) => syntaxProblem(text, complaint)), ...brackets.map(bracketProblem)];
  const conflict = conflictBefore(text, token.offset, complaints);
  if (conflict === undefined) return problems;
  return [...problems.filter(({ offset }) => offset < conflict), conflictProblem(conflict)];
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
    'keep what is to hold of both sides, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>';
  return { message: 'a conflict of a merge begins here, and nobody has settled it', offset, hint };
}

function syntaxProblem(text: string, { offset, message }: YamlComplaint): SyntaxProblem {
  const quote = openQuote.exec(message)?.[1];
  if (quote !== undefined) {
    const opening = offset > 0 ? text.lastIndexOf(quote, offset - 1) : -1;
    return { message: `the text in quotes that begins here has no closing ${quote}`, offset: Math.max(opening, 0) };
  }
  if (closesNothing.test(message)) return strayBracket(text, offset);
  const summary = sentence(message);
  if (isIndentedWithTab(text, offset))
    return { message: summary, offset, hint: 'indent with spaces: this line has a tab' };
  if (nested.test(summary) && colonInText.test(text.slice(offset, offset + 300)))
    return { message: summary, offset, hint: 'text with a colon and a space in it needs quotes' };
  const hint = indentation.test(summary)
    ? 'check the indentation: keys of one mapping, and the dashes of one list, begin in the same column'
    : undefined;
  return { message: summary, offset, hint };
}

function strayBracket(text: string, offset: number): SyntaxProblem {
  const hint = 'take it out, or open it before; text that begins with it needs quotes';
  return { message: `this ${text[offset]} closes nothing`, offset, hint };
}

function bracketProblem({ offset, start, end: [last] }: CST.FlowCollection): SyntaxProblem {
  const closing = closingOf(start);
  const begins = `the ${start.source} that begins here`;
  if (last) return { message: `${begins} is closed by a ${last.source}`, offset };
  const hint = `close it, and indent the lines up to its ${closing} deeper than the key before it`;
  return { message: `${begins} has no closing ${closing}`, offset, hint };
}

function isIndentedWithTab(text: string, offset: number): boolean {
  let at = offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;
  for (; text[at] === ' ' || text[at] === '\t'; at += 1) if (text[at] === '\t') return true;
  return false;
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
