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
 * Markdown of at most `limit` characters: unchanged, or without its folded parts, or its first paragraphs. It drops
 * whole blocks, or whole rows of a table or list, and says so, since a text that is cut in the middle could hide a
 * deletion.
 */
export function reduceMarkdown(markdown: string, limit: number): string {
  if (markdown.length <= limit) return markdown;
  const omission = '\nMore is left out here, since it would be too long: see the summary and the log of the run.\n';
  const open = withoutFolds(markdown);
  if (open.length + omission.length <= limit) return open + omission;
  const room = limit - omission.length - 2;
  let kept = '';
  for (const block of open.split(/\n{2,}/)) {
    const left = room - kept.length;
    if (block.length > left) return `${kept}${firstRows(block, left)}\n${omission}`;
    kept += `${block}\n\n`;
  }
  return kept + omission;
}

/** The rows of a table or list that fit; empty for any other block. */
function firstRows(block: string, room: number): string {
  return /^(\||- )/.test(block) ? block.slice(0, Math.max(0, block.lastIndexOf('\n', room))) : '';
}

function withoutFolds(markdown: string): string {
  let depth = 0;
  const lines = markdown.split('\n').filter((line) => {
    if (line.startsWith('<details')) depth += 1;
    const isOutside = depth === 0;
    if (line.startsWith('</details>')) depth = Math.max(0, depth - 1);
    return isOutside;
  });
  return lines.join('\n');
}
