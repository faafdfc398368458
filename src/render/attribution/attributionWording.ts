import type { Attribution, UnreadLog } from '../../model/attribution.ts';
import { groupBy } from '../../model/groupBy.ts';
import { compareText } from '../../model/json.ts';
import { permissions } from '../../model/permissions.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { NameLookup } from '../report/reportWording.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';

/** The limits keep a long list from displacing the drift. */
const shownLines = 50;
const shownMembers = 60;

/** Fewer lines than this are read one by one. */
const smallestGroup = 5;

type Event = Attribution['events'][number];

/** The newest event of one partner, the default or the policy; or those of partners that somebody changed alike. */
export interface AttributionLine {
  readonly subject: string;
  /** The names of the partners of a group. */
  readonly members?: readonly string[];
  readonly event: Event;
  /** To the second; of a group, from its first event to its last. */
  readonly time: string;
  /** What the line leaves out: ` (also 2 earlier, 3 by xtap)`; empty if there is nothing. */
  readonly more: string;
}

export interface AttributionSummary {
  /** The newest first: one line for each subject, or for each group. */
  readonly lines: readonly AttributionLine[];
  /** The number of lines that are left out. */
  readonly older: number;
  /** The subjects that only xtap has changed, in a sentence. */
  readonly onlyXtap: string | undefined;
}

const activityVerbs: Readonly<Record<string, string>> = {
  'Add a partner to cross-tenant access setting': 'added',
  'Update a partner cross-tenant access setting': 'changed',
  'Delete partner specific cross-tenant access setting': 'deleted',
  'Update the company default cross-tenant access setting': 'changed',
};

/**
 * `changed by dana@contoso.example`: short, so that an event is one line. Other activities keep their words. `write`:
 * escapes third-party text.
 */
export function eventWords(
  { activity, who = 'unknown', application }: Event,
  write = (text: string): string => text,
): string {
  const verb = Object.hasOwn(activityVerbs, activity) ? activityVerbs[activity] : undefined;
  const through = application === undefined || application === who ? '' : ` through ${write(application)}`;
  return `${verb ?? `${write(activity)},`} by ${write(who)}${through}`;
}

/** What people changed, with the applies and corrections of xtap itself folded. `write`: escapes third-party text. */
export function summarizeAttribution(
  attributions: readonly Attribution[],
  names: NameLookup,
  write = (text: string): string => text,
): AttributionSummary {
  const changed = attributions.filter(({ events }) => events.length > 0);
  const subjects = changed.flatMap((attribution) => subjectOf(attribution, names) ?? []);
  const byXtap = changed.filter(({ events }) => events.every(isOwn)).map((each) => write(subjectName(each, names)));
  const lines = groupBy([...subjects].sort(newestFirst), sameSession).flatMap((group) =>
    group.length < smallestGroup ? group.map((each) => lineOf([each], write)) : [lineOf(group, write)],
  );
  const sorted = [...lines].sort(newestFirst);
  return {
    lines: sorted.slice(0, shownLines),
    older: Math.max(0, sorted.length - shownLines),
    onlyXtap: byXtap.length === 0 ? undefined : `Only xtap itself wrote to ${firstFew(byXtap, 5)}.`,
  };
}

interface Subject {
  readonly name: string;
  readonly tenantId: TenantId | undefined;
  readonly event: Event;
  readonly earlier: number;
  readonly own: number;
}

/** Undefined if only xtap itself changed it. */
function subjectOf(attribution: Attribution, names: NameLookup): Subject | undefined {
  const foreign = attribution.events.filter((event) => !isOwn(event)).sort((a, b) => compareText(b.at, a.at));
  const [event] = foreign;
  const own = attribution.events.length - foreign.length;
  const { tenantId } = attribution;
  return event && { name: subjectName(attribution, names), tenantId, event, earlier: foreign.length - 1, own };
}

function isOwn({ byXtap }: Event): boolean {
  return byXtap === true;
}

function newestFirst(a: { readonly event: Event }, b: { readonly event: Event }): number {
  return compareText(b.event.at, a.event.at);
}

/** The same person did the same to partners on the same day. */
function sameSession({ name, tenantId, event: { at, activity, who, application } }: Subject): string {
  return JSON.stringify([at.slice(0, 10), activity, who, application, tenantId === undefined && name]);
}

/** The newest comes first. */
function lineOf(group: readonly [Subject, ...Subject[]], write: (text: string) => string): AttributionLine {
  const [{ name, event }] = group;
  const [earlier, own] = [sum(group.map((each) => each.earlier)), sum(group.map((each) => each.own))];
  const more = [
    ...(earlier > 0 ? [`${formatNumber(earlier)} earlier`] : []),
    ...(own > 0 ? [`${formatNumber(own)} by xtap`] : []),
  ].join(', ');
  const [first, last] = [timeOf(group.at(-1)?.event ?? event), timeOf(event)];
  const line = { event, time: last, more: more === '' ? '' : ` (also ${more})` };
  if (group.length === 1) return { ...line, subject: write(name) };
  const members = group.map(memberName).sort(compareText).map(write);
  const hidden = members.length - shownMembers;
  return {
    ...line,
    subject: count(group.length, 'partner'),
    time: first === last ? last : `${first} to ${last.slice('2026-11-22T'.length)}`,
    members: hidden > 0 ? [...members.slice(0, shownMembers), `… ${formatNumber(hidden)} more`] : members,
  };
}

/** Without a name, the start of the id is enough among so many. */
function memberName({ name, tenantId }: Subject): string {
  return name === tenantId ? `${name.slice(0, 8)}…` : name;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function timeOf({ at }: Event): string {
  return at.replace(/\.\d+Z$/, 'Z');
}

function subjectName({ tenantId, resource }: Attribution, names: NameLookup): string {
  if (tenantId !== undefined) return names(tenantId);
  return resource === 'default' ? 'the default settings' : 'the policy';
}

/**
 * Says which part of the audit log xtap did not read, and what to do. The sentences for `no-permission` and `failed`
 * contain no times, so that a nightly run does not change the drift issue each time.
 */
export function unreadSentence({ reason, from, to }: UnreadLog): string {
  switch (reason) {
    case 'timeout':
      return `xtap did not read the audit log from ${from} to ${to}: its time limit ended. Changes of this time may be missing here. Raise the limit with --attribution-timeout, or name a later start with --since.`;
    case 'interrupted':
      return `xtap did not read the audit log from ${from} to ${to}: the run was interrupted. Changes of this time may be missing here.`;
    case 'no-permission':
      return `xtap cannot say who made these changes: the identity may not read the audit log. It needs the permission ${permissions.readAuditLog}.`;
    case 'failed':
      return 'xtap could not read the audit log completely. Changes may be missing here. The error is on stderr.';
  }
}
