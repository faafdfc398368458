import { renderAnnotations } from '../../render/text/annotations.ts';
import { textAsHtml, textAsMarkdown } from '../../render/text/textDocument.ts';
import type { Renderings } from '../command.ts';

/**
 * The renderings of a result that has a layout in text only: Markdown, HTML and annotations contain that text. Every
 * command with `--format` offers every format, because XTAP_FORMAT is set once for a whole workflow.
 */
export function framedRenderings(
  title: string,
  { text, json }: { readonly text: () => string; readonly json: () => string },
): Renderings {
  return {
    text,
    json,
    markdown: () => textAsMarkdown(title, text()),
    html: () => textAsHtml(title, text()),
    github: () => renderAnnotations([{ level: 'notice', title, lines: text().trimEnd().split('\n') }]),
  };
}
