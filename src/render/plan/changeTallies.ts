/*
 * A long plan by profile and by setting: how many changes each concerns, and how many of them broaden or narrow access.
 * With it, a reviewer sees which line of the configuration causes most of the plan. Plain text, not escaped.
 */
import { compareText } from '../../model/json.ts';
import { broadensAccess, type Change, type FieldChange, narrowsAccess, type Plan } from '../../model/plan.ts';
import { formatNumber } from '../text/amounts.ts';
import { settingOf } from './changeGroups.ts';

export interface Tally {
  /** A profile or a setting. */
  readonly name: string;
  readonly changes: number;
  readonly broadening: number;
  readonly narrowing: number;
}

export interface TallyList {
  readonly by: 'profile' | 'setting';
  readonly title: 'By profile' | 'By setting';
  /** The most changes first. */
  readonly tallies: readonly Tally[];
}

/** With this many changes or fewer, the changes themselves are as short. */
const shortPlan = 10;
/** The deciding line is that of a partner's entry; the partner may have profiles for other settings. */
export const noProfile = 'not from a profile';

export function profileOf({ profile = noProfile }: FieldChange): string {
  return profile;
}

/** Empty for a short plan. */
export function changeTallies(plan: Pick<Plan, 'changes'>): readonly TallyList[] {
  return plan.changes.length <= shortPlan ? [] : tallyLists(plan);
}

/** Of a plan of any length. Without a profile in the plan, there is no list of profiles. */
export function tallyLists({ changes }: Pick<Plan, 'changes'>): readonly TallyList[] {
  const lists: readonly TallyList[] = [
    { by: 'profile', title: 'By profile', tallies: tally(changes, profileOf) },
    { by: 'setting', title: 'By setting', tallies: tally(changes, settingOf) },
  ];
  return lists.filter(({ tallies }) => tallies.some(({ name }) => name !== noProfile));
}

function tally(changes: readonly Change[], nameOf: (field: FieldChange) => string): readonly Tally[] {
  const tallies = new Map<string, { changes: number; broadening: number; narrowing: number }>();
  for (const { fields } of changes) {
    for (const name of new Set(fields.map(nameOf))) {
      const counted = tallies.get(name) ?? { changes: 0, broadening: 0, narrowing: 0 };
      tallies.set(name, counted);
      const concerned = fields.filter((field) => nameOf(field) === name);
      counted.changes += 1;
      counted.broadening += Number(concerned.some(broadensAccess));
      counted.narrowing += Number(concerned.some(narrowsAccess));
    }
  }
  return [...tallies]
    .map(([name, counted]) => ({ name, ...counted }))
    .sort((a, b) => b.changes - a.changes || compareText(a.name, b.name));
}

/** `63 (▲ 63 ▼ 1)`; `12 (same access)`. */
export function tallyCounts({ changes, broadening, narrowing }: Tally): string {
  const effects = [
    ...(broadening > 0 ? [`▲ ${formatNumber(broadening)}`] : []),
    ...(narrowing > 0 ? [`▼ ${formatNumber(narrowing)}`] : []),
  ];
  return `${formatNumber(changes)} (${effects.length === 0 ? 'same access' : effects.join(' ')})`;
}
