/*
 * What pull changes in a configuration. With it, the configuration accepts what is live: whoever runs pull must see
 * which partners that concerns. Partners with the same row are one group.
 */
import type { AcceptedChanges, AcceptedPartner } from '../../model/accepted.ts';
import { equalParts } from '../plan/changeGroups.ts';
import { changeName } from '../plan/planWording.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { terminalText } from '../text/escape.ts';
import { nameRows } from '../text/nameRows.ts';
import { wrapLines } from '../text/wrapText.ts';

/** Of the entries of partners. */
export interface EntryCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** `Entries: 2 added, 40 changed.` */
export function entrySentence({ added, changed, removed }: EntryCounts, dryRun: boolean): string {
  const [add, change, remove] = dryRun ? ['to add', 'to change', 'to remove'] : ['added', 'changed', 'removed'];
  const words = (
    [
      [added, add],
      [changed, change],
      [removed, remove],
    ] as const
  ).flatMap(([amount, word]) => (amount === 0 ? [] : [`${formatNumber(amount)} ${word}`]));
  return words.length === 0 ? 'The settings of all partners stay the same.' : `Entries: ${words.join(', ')}.`;
}

const sign = { added: '+', changed: '~', removed: '-' } as const;
const nameLimits = { max: 40, rows: 10 };

export function acceptedLines(accepted: AcceptedChanges, width: number): readonly string[] {
  const partners = (['added', 'changed', 'removed'] as const).flatMap((kind) =>
    equalParts(accepted[kind], 'change', detailOf).flatMap((group) => groupRows(sign[kind], group, width)),
  );
  const resources = (['default', 'policy'] as const).flatMap((resource) =>
    accepted[resource].length === 0 ? [] : [`  ~ ${resource}  ${accepted[resource].join(', ')}`],
  );
  const lines = [...partners, ...wrapLines(resources, width)];
  const next = 'With these entries, the configuration accepts what is live. To revert it instead, use xtap apply.';
  return lines.length === 0 ? [] : [...lines, ...wrapLines([next], width)];
}

function groupRows(mark: string, group: readonly AcceptedPartner[], width: number): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const title =
    group.length > 1
      ? count(group.length, 'partner')
      : [...(first.name === undefined ? [] : [terminalText(first.name)]), first.tenantId].join('  ');
  const detail = detailOf(first);
  const rows = wrapLines([`  ${mark} ${title}${detail === '' ? '' : `  ${detail}`}`], width);
  const names = group.map((partner) => changeName({ resource: 'partner', ...partner }));
  return group.length > 1 ? [...rows, ...nameRows(names, { ...nameLimits, width, indent: 6 })] : rows;
}

function detailOf({ settings = [], wasAbsent }: AcceptedPartner): string {
  return wasAbsent ? 'declared absent until now (state: absent)' : settings.join(', ');
}
