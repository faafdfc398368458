/* Markdown that several documents share: bounded third-party text, bounded lists, and text in a fence. */
import { formatNumber } from './amounts.ts';
import { shorten } from './displayWidth.ts';
import { markdownCode, markdownText, visibleText } from './escape.ts';

/** A name of bounded length, escaped. */
export function shortName(text: string): string {
  return markdownText(shorten(visibleText(text), 60));
}

/** Code of bounded length, escaped. */
export function shortCode(text: string, columns: number): string {
  return markdownCode(shorten(visibleText(text), columns));
}

/** The item that ends a list of `max` items; empty if the list has all of them. */
export function moreItem(amount: number, max: number): readonly string[] {
  return amount > max ? [`- and ${formatNumber(amount - max)} more`] : [];
}

/** Any text as a block of code. The fence is longer than every run of backticks, so the text cannot end the block. */
export function codeBlock(text: string, language = 'text'): string {
  const longest = (text.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}\n`;
}
