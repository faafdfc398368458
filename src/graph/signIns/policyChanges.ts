/*
 * When the policy changed, from the directory's audit log: a sign-in can be compared only with the policy of its own
 * time.
 */
import type { PolicyChange, PolicyChanges } from '../../model/signIns.ts';
import { type AuditEvent, type AuditReadOptions, readAuditEvents, type TimeSpan } from '../auditEvents.ts';
import type { ReadContext } from '../readGraph.ts';

export interface ChangesReading {
  readonly policyChanges: PolicyChanges;
  readonly problem?: unknown;
}

/** A log that was not read completely is unknown: a missing change would look like a fault of xtap's model. */
export async function readPolicyChanges(
  context: ReadContext,
  span: TimeSpan,
  options: AuditReadOptions,
): Promise<ChangesReading> {
  const { events, problem } = await readAuditEvents(context, span, options);
  if (problem !== undefined) return { policyChanges: { state: 'unknown', changes: [] }, problem };
  return { policyChanges: { state: 'read', changes: policyChangesOf(events) } };
}

/** Changes of identity synchronization do not change who may sign in. */
function policyChangesOf(events: readonly AuditEvent[]): readonly PolicyChange[] {
  const changes = events.filter(({ category }) => category === 'CrossTenantAccessSettings').map(changeOf);
  return changes.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** An event about a partner that it does not name counts as a change of the whole policy. */
function changeOf({ at, activity, partner, mentions }: AuditEvent): PolicyChange {
  if (/\bdefault\b/i.test(activity)) return { at, resource: 'default' };
  const [only] = mentions;
  const tenantId = partner ?? (mentions.size === 1 ? only : undefined);
  return /\bpartner\b/i.test(activity) && tenantId !== undefined
    ? { at, resource: 'partner', tenantId }
    : { at, resource: 'policy' };
}
