/*
 * What is live and not declared, in words that every format shares: undeclared partners, settings and members, and the
 * partners that others manage. Plain text, not escaped.
 */
import { groupBy } from '../../model/groupBy.ts';
import { type Ignored, type Impact, isBroaderThanAllowed, type Names, type Undeclared } from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { Review } from '../review.ts';
import { count, formatNumber } from '../text/amounts.ts';
import type { GroupBy } from './changeGroups.ts';
import { changeName } from './planWording.ts';
import { accessMark, liveValues, partOf } from './releasedWording.ts';

/** One entry of a list, or a group of equal ones; the parts are in the order in which people read them. */
export interface UndeclaredLine {
  readonly name: string;
  readonly tenantId: TenantId | undefined;
  /** `inboundTrust.isMfaAccepted`; undefined for a partner. */
  readonly part: string | undefined;
  readonly reason: string | undefined;
  readonly mark: string;
  readonly impact: Impact;
  /** What is live now. */
  readonly values: readonly string[];
  /** The names of a group's partners; undefined for one entry. */
  readonly members?: readonly string[];
}

const fewestOfGroup = 3;

/** Settings that say the same of several partners are one line; a partner always has its own. */
export function groupLines(lines: readonly UndeclaredLine[], grouping: GroupBy | undefined): readonly UndeclaredLine[] {
  if (grouping === 'none') return lines;
  return groupBy(lines, sameSetting).flatMap((group): readonly UndeclaredLine[] => {
    const [first] = group;
    if (!first || group.length < fewestOfGroup) return group;
    const members = group.map(({ name }) => name);
    return [{ ...first, name: count(group.length, 'partner'), tenantId: undefined, members }];
  });
}

function sameSetting(line: UndeclaredLine): string {
  const { part, reason, mark, values, tenantId } = line;
  return JSON.stringify(part === undefined || tenantId === undefined ? line : [part, reason, mark, values]);
}

export function undeclaredLines({
  undeclared,
  names,
}: Pick<Review, 'undeclared' | 'names'>): readonly UndeclaredLine[] {
  return undeclared.map((each) => lineOf(each, names));
}

function lineOf(each: Undeclared, names: Names | undefined): UndeclaredLine {
  const { resource = 'partner', tenantId, setting, reason, accepted, impact } = each;
  const mark = resource === 'partner' ? accessMark[impact] : accessMark[impact].replace('default', 'service default');
  return {
    name: changeName({ ...each, resource }),
    tenantId,
    part: setting === undefined ? undefined : partOf({ ...each, setting }),
    reason: setting === undefined || accepted === true ? reason : undefined,
    mark,
    impact,
    values: liveValues({ ...each, value: each.value ?? each.settings ?? null }, names),
  };
}

export function ignoredLines({ ignored, names }: Pick<Review, 'ignored' | 'names'>): readonly UndeclaredLine[] {
  return ignored.map((each) => ({
    name: changeName({ ...each, resource: 'partner' }),
    tenantId: each.tenantId,
    part: undefined,
    reason: `${each.reason}; ${verdictOn(each)}`,
    mark: accessMark[each.impact],
    impact: each.impact,
    values: liveValues({ value: each.settings }, names),
  }));
}

function verdictOn(each: Ignored): string {
  if (each.access === 'any') return 'any access is accepted';
  return isBroaderThanAllowed(each) ? 'a difference for drift: only the default access is accepted' : 'as accepted';
}

export const undeclaredTitle = 'Undeclared, not touched';
export const ignoredTitle = 'Ignored: others manage these partners, and xtap sends nothing to them';

/** What the list of undeclared entries leaves out, and how to accept broader settings; empty where there are none. */
export function undeclaredNotes(review: Pick<Review, 'unaccepted' | 'undeclaredReleased'>): readonly string[] {
  const { undeclaredReleased: amount, unaccepted } = review;
  return [
    ...(amount === 0
      ? []
      : [`${count(amount, 'undeclared entry is', 'undeclared entries are')} listed under "No longer managed".`]),
    ...(unaccepted.length === 0 ? [] : [acceptanceSentence(unaccepted)]),
  ];
}

function acceptanceSentence(broader: readonly Undeclared[]): string {
  const ways = [
    ...(broader.some(({ resource }) => resource === undefined)
      ? ["`unmanaged: [SETTING]` in the partner's entry"]
      : []),
    ...(broader.some(({ resource }) => resource !== undefined)
      ? [`\`unmanaged: [${resourcesOf(broader).join(', ')}]\` at the top`]
      : []),
  ];
  const found = `${count(broader.length, 'undeclared setting')} ${broader.length === 1 ? 'is' : 'are'} broader than the default, or may be.`;
  return `${found} To revert one, declare the value that you want. To accept it, declare the live value (xtap pull does), or write ${ways.join(' or ')}.`;
}

function resourcesOf(broader: readonly Undeclared[]): readonly string[] {
  return [...new Set(broader.flatMap(({ resource }) => resource ?? []))];
}

/** What `silence` left out, by code; empty where it left out nothing. */
export function silencedSentences({ silenced }: Pick<Review, 'silenced'>): readonly string[] {
  if (silenced.length === 0) return [];
  const codes = silenced.map(({ code, count: amount }) => `${code} (${formatNumber(amount)})`);
  return [`Silenced: ${codes.join(', ')}.`];
}
