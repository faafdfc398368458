import type { Attribution, UnreadLog } from '../../model/attribution.ts';
import { permissions } from '../../model/permissions.ts';
import type { NameLookup } from '../report/reportWording.ts';

/** A busy week of one tenant must not push the plan out of sight. */
const shownEvents = 50;

export type AttributedEvent = Attribution['events'][number] & { readonly subject: string };

/** The newest events of all subjects, and how many older ones are left out. */
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
 * What of the audit log was not read, and what to do about it. The two failures name no times: an issue that a nightly
 * run keeps up to date must not change with every run.
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
