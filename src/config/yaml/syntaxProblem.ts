/*
 * What the YAML library complains of, told to somebody who does not know how it parses: at the quote that is open and
 * not where the file ends, and with the usual reason, which is white space.
 */
export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
  readonly hint?: string | undefined;
}

const indentation =
  /^(Implicit keys need|Nested mappings are|All (mapping|sequence) items must start|Sequence item without|Flow (sequence|map))/;

export function syntaxProblem(text: string, offset: number, message: string): SyntaxProblem {
  const quote = /^Missing closing (["'])quote/.exec(message)?.[1];
  if (quote !== undefined) {
    const opening = offset > 0 ? text.lastIndexOf(quote, offset - 1) : -1;
    return { message: `the text in quotes that begins here has no closing ${quote}`, offset: Math.max(opening, 0) };
  }
  const short = sentence(message);
  if (isIndentedWithTab(text, offset))
    return { message: short, offset, hint: 'indent with spaces: this line has a tab' };
  const hint = indentation.test(short)
    ? 'check the indentation: keys of one mapping, and the dashes of one list, begin in the same column'
    : undefined;
  return { message: short, offset, hint };
}

function isIndentedWithTab(text: string, offset: number): boolean {
  let at = offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;
  for (; text[at] === ' ' || text[at] === '\t'; at += 1) if (text[at] === '\t') return true;
  return false;
}

/** The library's message in the form of ours: one line, no full stop, no quoted megabytes. */
function sentence(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
