import { renderAnnotations } from '../../render/text/annotations.ts';
import { textAsHtml, textAsMarkdown } from '../../render/text/textDocument.ts';
import type { CommandResult, Invocation } from '../command.ts';

/** Where a text goes: the files of `--out` and the other formats have no colour, and do not depend on the terminal. */
export interface TextLayout {
  readonly target: 'stdout' | 'file';
  readonly color: boolean;
  readonly width: number;
}

export function layoutOf(
  { color, width }: Pick<Invocation, 'color' | 'width'>,
  target: TextLayout['target'],
): TextLayout {
  return { target, color: target === 'stdout' && color.stdout, width: width[target] };
}

/**
 * The renderings of a result that has a layout in text only: Markdown, HTML and annotations contain that text. Every
 * command with `--format` offers every format, because XTAP_FORMAT is set once for a whole workflow.
 */
export function framedRenderings(
  title: string,
  invocation: Pick<Invocation, 'color' | 'width'>,
  { text, json }: { readonly text: (layout: TextLayout) => string; readonly json: () => string },
): Required<Pick<CommandResult, 'renderings' | 'outRenderings'>> {
  const fileText = (): string => text(layoutOf(invocation, 'file'));
  const outRenderings = {
    text: fileText,
    json,
    markdown: () => textAsMarkdown(title, fileText()),
    html: () => textAsHtml(title, fileText()),
    github: () => renderAnnotations([{ level: 'notice', title, lines: fileText().trimEnd().split('\n') }]),
  };
  return { renderings: { ...outRenderings, text: () => text(layoutOf(invocation, 'stdout')) }, outRenderings };
}
