/*
 * Frequent mistakes in YAML that people write by hand. The library reports them far from their cause, in terms of its
 * parser. Here, each has a message about the line that the person wrote.
 */

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

export interface Slip {
  readonly problem: SyntaxProblem;
  /** Because of this mistake, the lines that are indented deeper are in the wrong place. */
  readonly hidesBelow?: true;
  readonly isTab?: true;
}

/** What the library says where mappings and lists do not fit into each other. */
export const structure =
  /^(Implicit (?:map )?keys need|Nested mappings are|All (mapping|sequence) items must start|Sequence item without)/;

/** A longer line is not looked at: the patterns here would take too long. */
const longestLine = 1000;

const tab = /^Tabs are not allowed/;
const reserved = /^Plain value cannot start with (?:reserved|directive indicator) character (\S)/;
const afterNode = /^Unexpected scalar at node end/;
const emptyAlias = /^Alias cannot be an empty string/;
const listBesideKey = /^Unexpected block-seq-ind on same line with key/;
const unknownTag = /^Unresolved tag: (!\S*)/;

export function slipOf(text: string, { message, offset }: YamlComplaint): Slip | undefined {
  const rest = text.slice(offset, lineEnd(text, offset));
  const [, character] = reserved.exec(message) ?? [];
  if (character !== undefined) return { problem: quotesNeeded(rest, character, offset) };
  if (afterNode.test(message)) return textAfterQuotes(text, rest, offset);
  if (emptyAlias.test(message)) return { problem: starAlone(text, offset) };
  const [, tag] = unknownTag.exec(message) ?? [];
  if (tag !== undefined) return { problem: tagProblem(tag, offset) };
  const start = lineStart(text, offset);
  if (tab.test(message) || (structure.test(message) && /^ *\t/.test(text.slice(start, offset + 1))))
    return { problem: tabProblem(offset), isTab: true };
  if (listBesideKey.test(message)) return { problem: listProblem(offset) };
  return structure.test(message) ? keySlip(text, offset) : undefined;
}

export function tabProblem(offset: number): SyntaxProblem {
  const hint = 'indent with spaces, here and in the lines below';
  return { message: 'a tab indents this line, and YAML takes only spaces there', offset, hint };
}

function listProblem(offset: number): SyntaxProblem {
  const hint = 'begin the list in the next line, or write it in brackets';
  return { message: 'a list with dashes begins on the line of its key', offset, hint };
}

function quotesNeeded(rest: string, character: string, offset: number): SyntaxProblem {
  const value = /^[^,\]}#]*/.exec(rest)?.[0].trimEnd() ?? '';
  const quoted = value.length > 60 || value.includes('"') ? 'put the text in quotes' : `write \`"${value}"\``;
  return { message: `text that begins with ${character} needs quotes`, offset, hint: quoted };
}

function textAfterQuotes(text: string, rest: string, offset: number): Slip | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  if (before.length + rest.length > longestLine) return undefined;
  const [, quoted, quote] = /((["']).*\2)\s*$/.exec(before) ?? [];
  if (quoted === undefined) return undefined;
  const other = quote === '"' ? "'" : '"';
  const whole = before.slice(before.indexOf(quoted)) + rest.trimEnd();
  const hint =
    whole.includes(other) || whole.length > 60
      ? 'put quotes around all of the text, or around nothing of it'
      : `put quotes around all of the text: \`${other}${whole}${other}\``;
  return { problem: { message: 'there is text after the closing quote', offset, hint } };
}

function starAlone(text: string, offset: number): SyntaxProblem {
  const star = text.lastIndexOf('*', offset);
  return {
    message: 'a * begins an alias in YAML, and this one has no name',
    offset: star < 0 ? offset : star,
    hint: 'all users are `AllUsers`, all applications `AllApplications`',
  };
}

function tagProblem(tag: string, offset: number): SyntaxProblem {
  const message = `xtap does not know the YAML tag \`${tag}\``;
  const hint = /^!inc/i.test(tag)
    ? 'remove the line: xtap reads every .yaml file of the folder, and combines them'
    : `remove it; text that begins with ! needs quotes`;
  return { message, offset, hint };
}

/** A key without its colon, or a colon or dash without the space after it. */
function keySlip(text: string, offset: number): Slip | undefined {
  const start = lineStart(text, offset);
  const line = text.slice(start, lineEnd(text, offset));
  if (line.length > longestLine) return undefined;
  const [, margin = '', dashed] = /^( *)-([\w"'{[].*)$/.exec(line) ?? [];
  if (dashed !== undefined) {
    const at = start + margin.length;
    return slip('a space is missing after the dash', at, `- ${dashed}`);
  }
  // The library points at the key that it found: it continues in the next line.
  const [, indent = '', key = '', colon = '', value = ''] =
    /^((?: |- )*)([A-Za-z][\w-]*)(:?)(?: *)([^\s:/][^:]*|)$/.exec(line.trimEnd()) ?? [];
  if (key === '' || start + indent.length !== offset) return undefined;
  const [tag] = /^!\S*/.exec(value) ?? [];
  if (tag !== undefined) return { problem: tagProblem(tag, start + line.indexOf(tag)) };
  if (colon !== '')
    return /:\S/.test(line) ? slip('a space is missing after the colon', offset, `${key}: ${value}`) : undefined;
  return slip(`a colon is missing after \`${key}\``, offset, value === '' ? `${key}:` : `${key}: ${value}`);
}

function slip(message: string, offset: number, right: string): Slip {
  const hint = right.length > 100 ? undefined : `write \`${right.trimEnd()}\``;
  return { problem: { message, offset, hint }, hidesBelow: true };
}

export function lineStart(text: string, offset: number): number {
  return offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

export function indentOf(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ') at += 1;
  return at - start;
}
