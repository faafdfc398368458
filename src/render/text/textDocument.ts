/*
 * A text result as Markdown or HTML, for what has no layout of its own there: diagnostics, errors, explanations, checks.
 * The text is shown as it is, since its columns carry meaning. It has been rendered without colour for this.
 */

import { page } from '../html/page.ts';
import { htmlText } from './escape.ts';
import { codeBlock } from './markdown.ts';

export function textAsMarkdown(title: string, text: string): string {
  return `## ${title}\n\n${codeBlock(text)}`;
}

export function textAsHtml(title: string, text: string): string {
  const lines = text.trimEnd().split('\n').map(htmlText);
  return page(title, `<pre>${lines.join('\n')}</pre>`);
}
