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
 * whole blocks and says so, since a text that is cut in the middle could hide a deletion.
 */
export function reduceMarkdown(markdown: string, limit: number): string {
  if (markdown.length <= limit) return markdown;
  const omission = '\nMore is left out here, since it would be too long: see the summary and the log of the run.\n';
  const open = withoutFolds(markdown);
  if (open.length + omission.length <= limit) return open + omission;
  const blocks = open.split(/\n{2,}/);
  let kept = '';
  for (const block of blocks) {
    if (kept.length + block.length + 2 + omission.length > limit) break;
    kept += `${block}\n\n`;
  }
  return kept + omission;
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
