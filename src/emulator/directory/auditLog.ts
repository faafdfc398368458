/**
 * The directory audit log of the two categories for cross-tenant access. It is a linked list, newest first: this is the
 * order of the service, and adding an event does not copy the list.
 */
import type { Json, JsonObject } from '../json.ts';

export interface AuditEntry {
  readonly event: JsonObject;
  readonly older: AuditLog;
}

export type AuditLog = AuditEntry | undefined;

/** The author of a change: a person in the portal, or an application over Graph. */
export interface Actor {
  readonly kind: 'user' | 'app';
  readonly id: string;
  readonly name: string;
  /** Of the request. */
  readonly userAgent?: string | undefined;
}

/** The change that an event records. */
export interface AuditSubject {
  readonly activity: string;
  readonly operation: 'Add' | 'Update' | 'Delete';
  readonly category: 'CrossTenantAccessSettings' | 'CrossTenantIdentitySyncSettings';
  /** The partner's id in lower case; absent for the default and the policy itself. */
  readonly tenantId?: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

type Operation = AuditSubject['operation'];

/** The audit subjects of the changes of one kind of partner resource. */
export function partnerSubjects(
  category: AuditSubject['category'],
  activities: Readonly<Record<Operation, string>>,
): (tenantId: string, before: JsonObject | undefined, after: JsonObject | undefined) => AuditSubject {
  return (tenantId, before, after) => {
    const operation = before === undefined ? 'Add' : after === undefined ? 'Delete' : 'Update';
    return { activity: activities[operation], operation, category, tenantId, before, after };
  };
}

/** Adds an event to the log. `id` is the event's id, `at` an ISO time. */
export function recordEvent(
  log: AuditLog,
  subject: AuditSubject,
  occasion: { readonly id: string; readonly at: string; readonly actor: Actor },
): AuditLog {
  const { actor } = occasion;
  const event: JsonObject = {
    id: `Directory_${occasion.id}`,
    category: subject.category,
    correlationId: occasion.id,
    result: 'success',
    resultReason: '',
    activityDisplayName: subject.activity,
    activityDateTime: occasion.at,
    loggedByService: 'Core Directory',
    operationType: subject.operation,
    initiatedBy: {
      user:
        actor.kind === 'user'
          ? { id: actor.id, displayName: null, userPrincipalName: actor.name, ipAddress: '' }
          : null,
      app: actor.kind === 'app' ? { appId: actor.id, displayName: actor.name, servicePrincipalId: null } : null,
    },
    targetResources: [
      {
        id: subject.tenantId ?? null,
        displayName: null,
        type: 'Policy',
        modifiedProperties: modifiedProperties(subject),
      },
    ],
    additionalDetails: actor.userAgent === undefined ? [] : [{ key: 'User-Agent', value: actor.userAgent }],
  };
  return { event, older: log };
}

/** The events of a log, newest first. */
export function eventsOf(log: AuditLog): readonly JsonObject[] {
  const events: JsonObject[] = [];
  for (let entry = log; entry !== undefined; entry = entry.older) events.push(entry.event);
  return events;
}

/** A log of these events, which are newest first. */
export function logOf(events: readonly JsonObject[]): AuditLog {
  return events.reduceRight<AuditLog>((older, event) => ({ event, older }), undefined);
}

/** Old and new values are JSON texts, as in the service's log; the partner's tenantId always comes first. */
function modifiedProperties(subject: AuditSubject): Json {
  const before = subject.before ?? {};
  const after = subject.after ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => name !== 'tenantId' && asText(before[name]) !== asText(after[name]),
  );
  const key = subject.tenantId === undefined ? [] : [subject.tenantId];
  return [
    ...key.map((tenantId) => ({
      displayName: 'tenantId',
      oldValue: subject.before === undefined ? null : JSON.stringify(tenantId),
      newValue: subject.after === undefined ? null : JSON.stringify(tenantId),
    })),
    ...names.map((displayName) => ({
      displayName,
      oldValue: asText(before[displayName]),
      newValue: asText(after[displayName]),
    })),
  ];
}

function asText(value: Json | undefined): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
