/*
 * What pull changes in a configuration. With it, the configuration accepts what is live, so the person who runs pull
 * must see which partners this concerns. Partners with the same row are one group.
 */
import type { AcceptedChanges, AcceptedPartner } from '../../model/accepted.ts';
import { broadensAccess } from '../../model/plan.ts';
import { stepMark } from '../drift/driftWording.ts';
import { equalParts } from '../plan/changeGroups.ts';
import { changeName } from '../plan/planWording.ts';
import { accessMark } from '../plan/releasedWording.ts';
import { byRisk } from '../review.ts';
import { count, formatNumber } from '../text/amounts.ts';
import { terminalText } from '../text/escape.ts';
import { nameRows } from '../text/nameRows.ts';
import { wrapLines, wrapWords } from '../text/wrapText.ts';

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
  const partners = (['added', 'changed', 'removed'] as const).flatMap((kind) => {
    const rowOf = (partner: AcceptedPartner): string => detailOf(partner, kind);
    return equalParts(byRisk(accepted[kind]), 'change', rowOf).flatMap((group) => groupRows(group, kind, width));
  });
  const resources = (
    [
      ['default', accepted.defaultImpact],
      ['policy', accepted.policyImpact],
    ] as const
  )
    .map(([name, impact]) => ({ name, impact, settings: accepted[name] }))
    .filter(({ settings }) => settings.length > 0);
  const rows = resources.flatMap(({ name, ...change }) => rowLines(`~ ${name}  ${detailOf(change, 'changed')}`, width));
  const lines = [...partners, ...rows];
  if (lines.length === 0) return [];
  const all = [...accepted.added, ...accepted.changed, ...accepted.removed, ...resources];
  const next = 'With these entries, the configuration accepts what is live. To revert it instead, use xtap apply.';
  return [...lines, ...wrapLines([...moreAccess(all.filter(broadensAccess).length), next], width)];
}

function moreAccess(amount: number): readonly string[] {
  if (amount === 0) return [];
  return [`▲ ${count(amount, 'entry accepts', 'entries accept')}, or may accept, more access than was declared.`];
}

function groupRows(group: readonly AcceptedPartner[], kind: Kind, width: number): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const title =
    group.length > 1
      ? count(group.length, 'partner')
      : [...(first.name === undefined ? [] : [terminalText(first.name)]), first.tenantId].join('  ');
  const detail = detailOf(first, kind);
  const rows = rowLines(`${sign[kind]} ${title}${detail === '' ? '' : `  ${detail}`}`, width);
  const names = group.map((partner) => changeName({ resource: 'partner', ...partner }));
  return group.length > 1 ? [...rows, ...nameRows(names, { ...nameLimits, width, indent: 6 })] : rows;
}

/** An arrow stays with its words. */
function rowLines(row: string, width: number): readonly string[] {
  return wrapWords(row.split(/(?<![▲▼]) /), width, { first: '  ', rest: '      ' });
}

type Kind = keyof typeof sign;

/** What was not declared at all is compared with the default. */
function detailOf({ settings = [], wasAbsent, impact }: Omit<AcceptedPartner, 'tenantId'>, kind: Kind): string {
  const marks = kind === 'added' ? accessMark : stepMark;
  return [
    ...(settings.length > 0 ? [settings.join(', ')] : []),
    ...(wasAbsent ? ['declared absent until now (state: absent)'] : []),
    ...(impact === 'neutral' ? [] : [marks[impact]]),
  ].join('  ');
}
