/*
 * What is live and not declared, as lists that every format shows: undeclared partners, settings and members, what is
 * no longer managed, and the partners that others manage. Entries that say the same of several partners are one group.
 * Plain text, not escaped.
 */
import { canonicalJson, type Json } from '../../model/json.ts';
import {
  broadensAccess,
  type Ignored,
  type Impact,
  isBroaderThanAllowed,
  type Names,
  type Undeclared,
} from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { Review, ReviewedRelease } from '../review.ts';
import { count, inWords } from '../text/amounts.ts';
import { equalParts, type GroupBy } from './changeGroups.ts';
import { undeclaredAmounts } from './countWording.ts';
import { changeName } from './planWording.ts';
import { accessMark, liveValues, partOf } from './releasedWording.ts';
import { ignoredTitle, undeclaredNotes, undeclaredTitle } from './undeclaredWording.ts';

/** One entry; the parts are in the order in which people read them. */
export interface UndeclaredEntry {
  /** Entries with the same key say the same: the same setting, live value, impact and reason. */
  readonly key: string;
  readonly name: string;
  readonly tenantId: TenantId | undefined;
  /** `inboundTrust.isMfaAccepted`; undefined for a partner. */
  readonly part: string | undefined;
  readonly reason: string | undefined;
  readonly mark: string;
  readonly impact: Impact;
  /** What is live now: the members of a setting, or the settings of a partner. */
  readonly values: readonly string[];
}

/** One entry, or at least three equal ones. By name. */
export type UndeclaredGroup = readonly [UndeclaredEntry, ...UndeclaredEntry[]];

export interface UndeclaredList {
  readonly title: string;
  /** `25 partners and 4 settings`, as the summary counts them. */
  readonly amount: string;
  readonly groups: readonly UndeclaredGroup[];
  /** Sentences below the entries; may be there without entries. */
  readonly notes: readonly string[];
}

type ListedParts = Pick<Review, 'undeclared' | 'undeclaredCounted' | 'ignored' | 'names'>;
type NotedParts = Parameters<typeof undeclaredNotes>[0];

export function undeclaredLists(
  review: ListedParts & NotedParts,
  grouping: GroupBy = 'change',
): readonly [undeclared: UndeclaredList, ignored: UndeclaredList] {
  const { undeclared, undeclaredCounted, ignored, names } = review;
  const accepted = undeclared.length - undeclaredCounted.length;
  const amounts = [...undeclaredAmounts(undeclaredCounted), ...(accepted > 0 ? [`${accepted} accepted`] : [])];
  const groupsOf = (entries: readonly UndeclaredEntry[]): readonly UndeclaredGroup[] =>
    equalParts(entries, grouping, ({ key }) => key);
  return [
    {
      title: undeclaredTitle,
      amount: inWords(amounts),
      groups: groupsOf(undeclared.map((each) => entryOf(each, names))),
      notes: undeclaredNotes(review),
    },
    {
      title: ignoredTitle,
      amount: count(ignored.length, 'partner'),
      groups: groupsOf(ignored.map((each) => ignoredEntry(each, names))),
      notes: [],
    },
  ];
}

/** The number of entries in the groups that a list of `max` groups leaves out. */
export function entriesBeyond(groups: readonly UndeclaredGroup[], max: number): number {
  return groups.slice(max).flat().length;
}

/** `Fabrikam`, or `25 partners`. */
export function groupTitle(group: UndeclaredGroup): string {
  return group.length === 1 ? group[0].name : count(group.length, 'partner');
}

/** The names of a group; partners with equal names get the first part of their id. */
export function memberNames(group: UndeclaredGroup): readonly string[] {
  const names = group.map(({ name }) => name);
  return group.map(({ name, tenantId = '' }) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} (${tenantId.slice(0, 8)})`,
  );
}

/** The values that have room, at least one, and the number of the others. */
export function valuesWithin(values: readonly string[], columns: number): string {
  let room = columns;
  const shown = values.filter((value, index) => {
    room -= value.length + 2;
    return index === 0 || room >= 0;
  });
  const more = values.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** What the change takes out of management. */
export function releasedGroups(
  { released, names }: Pick<Review, 'released' | 'names'>,
  grouping: GroupBy = 'change',
): readonly UndeclaredGroup[] {
  return equalParts(
    released.map((each) => releasedEntry(each, names)),
    grouping,
    ({ key }) => key,
  );
}

function releasedEntry(each: ReviewedRelease, names: Names | undefined): UndeclaredEntry {
  const { resource, tenantId, setting, member, reason, impact, value } = each;
  const isPartner = resource === 'partner';
  return {
    key: keyOf([isPartner ? null : resource, setting ?? null, member ?? null, reason ?? null, impact, value]),
    name: changeName(each),
    tenantId,
    part: setting === undefined ? undefined : partOf({ setting, member }),
    reason: setting === undefined ? ['the whole partner', reason].filter(Boolean).join(': ') : undefined,
    mark: isPartner ? accessMark[impact] : broadensAccess({ impact }) ? '▲ gives access' : 'gives no access',
    impact,
    values: value === null ? ['unknown, because it was not read'] : liveValues(each, names),
  };
}

function entryOf(each: Undeclared, names: Names | undefined): UndeclaredEntry {
  const { resource = 'partner', tenantId, setting, member, reason, accepted, impact } = each;
  const value = each.value ?? each.settings ?? null;
  const isPartner = resource === 'partner';
  return {
    key: keyOf([isPartner ? null : resource, setting ?? null, member ?? null, reason, impact, value]),
    name: changeName({ ...each, resource }),
    tenantId,
    part: setting === undefined ? undefined : partOf({ setting, member }),
    reason: setting === undefined || accepted === true ? reason : undefined,
    mark: isPartner ? accessMark[impact] : accessMark[impact].replace('default', 'service default'),
    impact,
    values: liveValues({ ...each, value }, names),
  };
}

function ignoredEntry(each: Ignored, names: Names | undefined): UndeclaredEntry {
  const { tenantId, access, impact, settings } = each;
  const reason = `${each.reason}; ${verdictOn(each)}`;
  return {
    key: keyOf([reason, access, impact, settings]),
    name: changeName({ ...each, resource: 'partner' }),
    tenantId,
    part: undefined,
    reason,
    mark: accessMark[impact],
    impact,
    values: liveValues({ value: settings }, names),
  };
}

/** From the complete values: an entry shows only the first targets. */
function keyOf(parts: readonly Json[]): string {
  return canonicalJson(parts);
}

function verdictOn(each: Ignored): string {
  if (each.access === 'any') return 'any access is accepted';
  return isBroaderThanAllowed(each) ? 'a difference for drift: only the default access is accepted' : 'as accepted';
}
