/*
 * A text result as Markdown or HTML, for results without a layout of their own in these formats: diagnostics, errors,
 * explanations, checks. The text is preformatted, since its columns carry meaning. It must be rendered without colour.
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
