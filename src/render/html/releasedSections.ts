/* The sections of the plan's page about released entries (live values, YAML to paste) and loosened rules. */
import {
  loosenedLists,
  pasteHint,
  pasteLines,
  type ReleasedLine,
  releasedLines,
  releasedNote,
} from '../plan/releasedWording.ts';
import type { Review } from '../review.ts';
import { htmlText } from '../text/escape.ts';
import { codeHtml, listHtml, nameHtml } from './markup.ts';

/** Empty if the plan releases and loosens nothing. */
export function releasedSections(review: Review): string {
  const lines = releasedLines(review);
  const pasted = pasteLines(review);
  const paste =
    pasted.length === 0 ? '' : `<p>${htmlText(pasteHint)}</p>\n<pre><code>${htmlLines(pasted)}</code></pre>`;
  const released = lines.length === 0 ? '' : section('No longer managed', releasedNote, lines.map(itemOf), paste);
  const loosened = loosenedLists(review).map((list) =>
    section('Looser rules', list.title, list.lines.map(htmlText), ''),
  );
  return [released, ...loosened].filter((part) => part !== '').join('\n');
}

function itemOf({ name, tenantId, part, mark, impact, values }: ReleasedLine): string {
  const id = tenantId === undefined || name === tenantId ? '' : ` ${codeHtml(tenantId)}`;
  const live = values.map(htmlText).join('; ');
  return `<b>${nameHtml(name)}</b>${id} ${codeHtml(part)}: ${live} <span class="impact ${impact}">${htmlText(mark)}</span>`;
}

/** Escapes each line by itself, so the text of a line cannot add another line. */
function htmlLines(lines: readonly string[]): string {
  return lines.map(htmlText).join('\n');
}

function section(title: string, meaning: string, items: readonly string[], end: string): string {
  return `<section class="alert care"><h2>${title}</h2>\n<p>${htmlText(meaning)}</p>\n${listHtml(items)}${end}</section>`;
}
