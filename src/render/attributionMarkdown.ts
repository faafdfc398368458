import type { Attribution } from '../model/attribution.ts';
import { newestEvents } from './attributionEvents.ts';
import { markdownText } from './escape.ts';
import type { NameLookup } from './reportWording.ts';
import { formatNumber } from './wording.ts';

/** Who changed what, for the issue that drift opens: the newest events, as a table; empty where nothing is known. */
export function renderAttributionMarkdown(attributions: readonly Attribution[], names: NameLookup): string {
  const { events, older } = newestEvents(attributions, names);
  if (events.length === 0) return '';
  const rows = events.map(({ at, subject, activity, who = 'unknown', application = '' }) => {
    const cells = [at, subject, activity, who, application];
    return `| ${cells.map((cell) => (cell === '' ? '' : markdownText(cell))).join(' | ')} |`;
  });
  return [
    '### Who changed it',
    '',
    '| When | What | Activity | Who | Through |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...(older > 0 ? [`${formatNumber(older)} older events are left out here.`, ''] : []),
  ].join('\n');
}
