import type { Attribution, UnreadLog } from '../../model/attribution.ts';
import { permissions } from '../../model/permissions.ts';
import type { NameLookup } from '../report/reportWording.ts';

/** The limit keeps a long list of events from displacing the plan. */
const shownEvents = 50;

export type AttributedEvent = Attribution['events'][number] & { readonly subject: string };

/** The newest events of all subjects, and the number of older events that are left out. */
export function newestEvents(
  attributions: readonly Attribution[],
  names: NameLookup,
): { readonly events: readonly AttributedEvent[]; readonly older: number } {
  const events = attributions
    .flatMap((attribution) => {
      const subject = attributedSubject(attribution, names);
      return attribution.events.map((event) => ({ subject, ...event }));
    })
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return { events: events.slice(0, shownEvents), older: Math.max(0, events.length - shownEvents) };
}

export function attributedSubject({ tenantId, resource }: Attribution, names: NameLookup): string {
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
