/*
 * What a notification says about a run of `drift` or `apply`, in one form for every receiver. It has names of partners
 * and settings, and no values: a value may contain the id of a person.
 */
import type { Impact, Resource } from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { byRisk } from '../review.ts';

export const notificationEvents = [
  'drift.opened',
  'drift.changed',
  'drift.closed',
  'drift.failed',
  'apply.done',
  'apply.failed',
  'apply.refused',
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** A difference or a change, without its values. */
export interface NotifiedChange {
  readonly resource: Resource;
  readonly tenantId?: TenantId;
  readonly name?: string;
  /** Drift: more open or tighter than declared. Apply: broadens or narrows access. */
  readonly impact: Impact;
  /** The settings and members, such as `inboundTrust.isMfaAccepted`. */
  readonly settings: readonly string[];
}

export interface Notification {
  readonly formatVersion: 1;
  readonly event: NotificationEvent;
  /** ISO time. */
  readonly at: string;
  readonly toolVersion: string;
  /** The home tenant; missing if the run ended before it was known. */
  readonly tenantId?: TenantId;
  readonly exitCode: number;
  /** One sentence. */
  readonly title: string;
  /** Of `drift.*` the `driftDigest`, of `apply.*` the digest of the plan. */
  readonly digest?: string;
  readonly counts: Readonly<Record<string, number>>;
  /** The most open ones first, at most five. */
  readonly changes: readonly NotifiedChange[];
  /** How many changes are left out. */
  readonly more: number;
  /** The code of the error that ended the run. */
  readonly error?: string;
  /** The commit and the page of the run, where the CI system names them. */
  readonly commit?: string;
  readonly runUrl?: string;
}

export const maxChanges = 5;

/** The changes that a notification shows, and how many it leaves out. */
export function mostOpen(changes: readonly NotifiedChange[]): Pick<Notification, 'changes' | 'more'> {
  return { changes: byRisk(changes).slice(0, maxChanges), more: Math.max(0, changes.length - maxChanges) };
}

/** The form for `webhook`: the notification itself. */
export function webhookBody(notification: Notification): string {
  return JSON.stringify(notification);
}
