const generated = '<!-- Written by `npm run docs`; do not edit. -->';

/** A page: the title and the parts, with an empty line between them. Paragraphs are wrapped, so that people can
 * comment on a line. */
export function page(title: string, parts: readonly string[]): string {
  return `${[generated, `# ${title}`, ...parts.map(wrapped)].join('\n\n')}\n`;
}

const width = 110;

/** Wraps a paragraph; lists, tables, headings, comments and code stay as they are. */
function wrapped(part: string): string {
  if (/^(?:[|#<]|\* )|```/.test(part)) return part;
  const lines: string[] = [];
  for (const word of part.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
