/*
 * A text result as Markdown or HTML, for what has no layout of its own there: diagnostics, errors, explanations, checks.
 * The text is shown as it is, since its columns carry meaning. It has been rendered without colour for this.
 */

import { page } from '../html/page.ts';
import { htmlText } from './escape.ts';

/** A fenced block; the fence is longer than any run of backticks in the text. */
export function textAsMarkdown(title: string, text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `## ${title}\n\n${fence}text\n${text.trimEnd()}\n${fence}\n`;
}

export function textAsHtml(title: string, text: string): string {
  const lines = text.trimEnd().split('\n').map(htmlText);
  return page(title, `<pre>${lines.join('\n')}</pre>`);
}
