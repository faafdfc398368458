/* How open an effective value is, in one word: the colours of the trust map. For display only, no decision uses it. */

import { leavesOf } from '../model/canonical.ts';
import type { Json } from '../model/json.ts';
import { membersOf, pathOf } from '../model/members.ts';
import type { Setting } from '../model/setting.ts';
import type { EffectiveValue } from './effective.ts';
import { quantifiedReach } from './quantify.ts';
import { accessRule } from './rule.ts';

export type AccessLevel = 'open' | 'partly' | 'closed' | 'unknown';

/**
 * `open`: all users reach all applications, or every flag is at its most open. `closed`: no user reaches any
 * application, or every flag is at its most closed. `unknown`: no default is known, or the rule does not cover the
 * value. Members that the field table does not know are ignored.
 */
export function accessLevel(row: Setting, effective: EffectiveValue): AccessLevel {
  if (effective.of === 'no-access') return 'closed';
  if (effective.of === 'unknown-default') return 'unknown';
  if (row.kind === 'access') return levelOfRule(row, effective.value);
  const opened = openedByFlags(row, effective);
  if (!opened || opened.length === 0) return 'unknown';
  if (opened.every((open) => open)) return 'open';
  return opened.some((open) => open) ? 'partly' : 'closed';
}

function levelOfRule(row: Setting, value: Json): AccessLevel {
  const rule = accessRule(row, value);
  if (!rule) return 'unknown';
  if (!quantifiedReach(rule, 'some', 'some')) return 'closed';
  return quantifiedReach(rule, 'all', 'all') ? 'open' : 'partly';
}

/** Undefined where a flag is not a boolean or may come from a default that was not read. */
function openedByFlags(
  row: Setting,
  { value, unfilled }: Extract<EffectiveValue, { of: 'value' }>,
): readonly boolean[] | undefined {
  const leaves = leavesOf(row, value);
  const opened: boolean[] = [];
  for (const member of membersOf(row)) {
    const { leaf, only } = member;
    const flag = leaves.get(pathOf(row, member));
    // A flag that only another API version has cannot be on.
    if (leaf.type !== 'flag' || (only && flag === undefined)) continue;
    if ((flag === undefined && unfilled) || (flag !== undefined && typeof flag !== 'boolean')) return undefined;
    opened.push((flag ?? false) === (leaf.turningOn === 'broadens'));
  }
  return opened;
}
