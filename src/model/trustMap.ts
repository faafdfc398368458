/*
 * Effective access: who reaches what, partner by partner and setting by setting, before and after a plan. For people
 * alone: nothing is decided or sent by it. `reconcile/effectiveAccess` computes it, the trust map shows it.
 */
import type { Json } from './json.ts';
import type { Impact } from './plan.ts';
import type { TenantId } from './tenantId.ts';

/** How open an effective value is, in one word; see `opennessOf`. */
export type AccessLevel = 'open' | 'partly' | 'closed' | 'unknown';

/** `own`: set here. `inherited`: the default settings apply. `unset`: nothing to inherit, and nobody sets it. */
export type AccessSource = 'own' | 'inherited' | 'unset';

export interface AccessSide {
  readonly openness: AccessLevel;
  readonly source: AccessSource;
  /** Sentences: what it means, then what its source does not say. They hold ids from the tenant, unescaped. */
  readonly reasons: readonly string[];
  /** The effective value, leaf by leaf; nothing where it is not known. */
  readonly leaves: readonly { readonly path: string; readonly value: Json }[];
}

export interface AccessCell {
  readonly before: AccessSide;
  readonly after: AccessSide;
  /** Also where access stays the same: a value that equals the default becomes inherited. */
  readonly changed: boolean;
  readonly impact: Impact;
}

export interface PartnerAccess {
  readonly tenantId: TenantId;
  readonly name?: string;
  /** Of its cells together, and of its own change. */
  readonly impact: Impact;
  /** One per setting, in the order of the settings. */
  readonly cells: readonly AccessCell[];
}

export interface TrustMap {
  readonly settings: readonly { readonly name: string; readonly summary: string }[];
  /** What holds for every tenant of this cloud that is no partner. */
  readonly default: { readonly impact: Impact; readonly cells: readonly AccessCell[] };
  /** Partners before or after, by tenantId. */
  readonly partners: readonly PartnerAccess[];
}
