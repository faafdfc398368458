import { lexer, type Token, type Tokens } from 'marked';
import { fitLimit } from '../../../../src/render/text/fitLimit.ts';
import { codeBlock } from '../../../../src/render/text/markdown.ts';

export function folded(summary: string, markdown: string): string {
  return `<details><summary>${summary}</summary>\n\n${markdown.trimEnd()}\n\n</details>\n`;
}

/** The Markdown of a run that failed before it had a plan. */
export function failureMarkdown(
  { command, commit }: { readonly command: string; readonly commit: string },
  failure: string,
  stderr: string,
): string {
  const log = stderr.trim() === '' ? '' : `\n${codeBlock(stderr)}`;
  return `## xtap ${command}: failed\n\n**${failure}**\n${log}\n- Commit ${commit}\n`;
}

/**
 * Markdown of at most `limit` characters: unchanged, or without its folded parts, or its first blocks. It leaves out
 * whole blocks, or whole rows of a table, a list, an alert or a log, and says so: a text that is cut in the middle
 * could hide a deletion, and a block of code that does not end hides everything after it.
 */
export function reduceMarkdown(markdown: string, limit: number): string {
  if (markdown.length <= limit) return markdown;
  const omission = 'More is left out here, since it would be too long: see the summary and the log of the run.\n';
  const room = limit - omission.length - 2;
  if (room < 0) return '';
  let kept = '';
  for (const block of openBlocks(markdown)) {
    const left = room - kept.length;
    if (block.raw.length > left) {
      kept += firstRows(block, left);
      break;
    }
    kept += block.raw;
  }
  return `${kept.trimEnd()}${kept.trim() === '' ? '' : '\n\n'}${omission}`;
}

/** The blocks that are not folded. */
function openBlocks(markdown: string): readonly Token[] {
  let depth = 0;
  return lexer(markdown).filter((block) => {
    const tags = block.type === 'html' ? [...block.raw.matchAll(/<(\/?)details\b/g)] : [];
    const isOpen = depth === 0 && tags.length === 0;
    for (const [, slash] of tags) depth = Math.max(0, depth + (slash === '' ? 1 : -1));
    return isOpen;
  });
}

/** As many rows of a block as fit; empty if the block has no rows. */
function firstRows(block: Token, room: number): string {
  const { rows, head, write = (text) => text } = rowsOf(block);
  const render = (amount: number): string => (amount <= head ? '' : write(rows.slice(0, amount).join('')));
  return fitLimit(render, rows.length, room);
}

interface Rows {
  readonly rows: readonly string[];
  /** The number of rows that are of no use without the next one. */
  readonly head: number;
  readonly write?: (text: string) => string;
}

function rowsOf(block: Token): Rows {
  const { type, raw } = block;
  switch (type) {
    case 'table':
      return { rows: raw.split(/(?<=\n)/), head: 2 };
    case 'list':
      return { rows: (block as Tokens.List).items.map((item) => item.raw), head: 0 };
    case 'blockquote':
      return { rows: raw.split(/(?<=\n)(?=> - )/), head: 1 };
    case 'code': {
      const { text, lang } = block as Tokens.Code;
      return { rows: text.split(/(?<=\n)/), head: 0, write: (lines) => codeBlock(lines, lang) };
    }
    default:
      return { rows: [], head: 0 };
  }
}
