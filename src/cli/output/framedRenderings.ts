import { renderAnnotations } from '../../render/text/annotations.ts';
import { textAsHtml, textAsMarkdown } from '../../render/text/textDocument.ts';
import type { Renderings } from '../command.ts';

/**
 * The documents of a result whose only layout is its text: the other formats frame it. Every command that takes
 * `--format` has all of them, because XTAP_FORMAT is set once for a whole workflow.
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
