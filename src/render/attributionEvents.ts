import type { Attribution } from '../model/attribution.ts';
import type { NameLookup } from './reportWording.ts';

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
