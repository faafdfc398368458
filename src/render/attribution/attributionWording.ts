import type { Attribution, UnreadLog } from '../../model/attribution.ts';
import { compareText } from '../../model/json.ts';
import { permissions } from '../../model/permissions.ts';
import type { NameLookup } from '../report/reportWording.ts';
import { firstFew, formatNumber } from '../text/amounts.ts';

/** The limit keeps a long list from displacing the drift. */
const shownSubjects = 50;

/** The newest event of one partner, the default or the policy. */
export type AttributedEvent = Attribution['events'][number] & {
  readonly subject: string;
  /** What the line leaves out: `2 earlier, 3 by xtap`; empty if there is nothing. */
  readonly more: string;
};

export interface AttributionSummary {
  /** The newest first, one for each subject. */
  readonly events: readonly AttributedEvent[];
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

/** `changed by dana@contoso.example`: short, so that an event is one line. Other activities keep their words. */
export function eventWords({ activity, who = 'unknown', application }: AttributedEvent): string {
  const verb = Object.hasOwn(activityVerbs, activity) ? activityVerbs[activity] : undefined;
  const through = application === undefined || application === who ? '' : ` through ${application}`;
  return `${verb ?? `${activity},`} by ${who}${through}`;
}

/** To the second. */
export function eventTime({ at }: Pick<AttributedEvent, 'at'>): string {
  return at.replace(/\.\d+Z$/, 'Z');
}

/** One line for each subject; applies and corrections of xtap itself are folded. */
export function newestEvents(attributions: readonly Attribution[], names: NameLookup): AttributionSummary {
  const changed = attributions.filter(({ events }) => events.length > 0);
  const isForeign = ({ byXtap }: Attribution['events'][number]): boolean => byXtap !== true;
  const lines = changed.flatMap((attribution): readonly AttributedEvent[] => {
    const foreign = [...attribution.events.filter(isForeign)].sort((a, b) => compareText(b.at, a.at));
    const [newest] = foreign;
    if (!newest) return [];
    const own = attribution.events.length - foreign.length;
    const more = [
      ...(foreign.length > 1 ? [`${formatNumber(foreign.length - 1)} earlier`] : []),
      ...(own > 0 ? [`${formatNumber(own)} by xtap`] : []),
    ];
    return [{ subject: attributedSubject(attribution, names), ...newest, more: more.join(', ') }];
  });
  const byXtap = changed.filter(({ events }) => !events.some(isForeign)).map((each) => attributedSubject(each, names));
  const sorted = [...lines].sort((a, b) => compareText(b.at, a.at));
  return {
    events: sorted.slice(0, shownSubjects),
    older: Math.max(0, sorted.length - shownSubjects),
    onlyXtap: byXtap.length === 0 ? undefined : `Only xtap itself wrote to ${firstFew(byXtap, 5)}.`,
  };
}

function attributedSubject({ tenantId, resource }: Attribution, names: NameLookup): string {
  return tenantId === undefined ? `the ${resource ?? 'policy'}` : names(tenantId);
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
