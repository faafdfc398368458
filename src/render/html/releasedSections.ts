/* The sections of the plan's page about released entries (live values, YAML to paste) and loosened rules. */
import type { GroupBy } from '../plan/changeGroups.ts';
import { releasedAmounts } from '../plan/headline.ts';
import { loosenedLists, pasteHint, pasteLines, releasedNote } from '../plan/releasedWording.ts';
import { releasedGroups } from '../plan/undeclaredLists.ts';
import type { Review } from '../review.ts';
import { htmlText } from '../text/escape.ts';
import { listHtml } from './markup.ts';
import { entryItem } from './planNotices.ts';

/** Empty if the plan releases and loosens nothing. */
export function releasedSections(review: Review, grouping: GroupBy | undefined): string {
  const groups = releasedGroups(review, grouping);
  const pasted = pasteLines(review);
  const paste =
    pasted.length === 0 ? '' : `<p>${htmlText(pasteHint)}</p>\n<pre><code>${htmlLines(pasted)}</code></pre>`;
  const released =
    groups.length === 0
      ? ''
      : section(`No longer managed: ${releasedAmounts(review)}`, releasedNote, groups.map(entryItem), paste);
  const loosened = loosenedLists(review).map((list) =>
    section('Looser rules', list.title, list.lines.map(htmlText), ''),
  );
  return [released, ...loosened].filter((part) => part !== '').join('\n');
}

/** Escapes each line by itself, so the text of a line cannot add another line. */
function htmlLines(lines: readonly string[]): string {
  return lines.map(htmlText).join('\n');
}

function section(title: string, meaning: string, items: readonly string[], end: string): string {
  return `<section class="alert care"><h2>${title}</h2>\n<p>${htmlText(meaning)}</p>\n${listHtml(items)}${end}</section>`;
}
