import type { Cloud } from '../model/cloud.ts';
import type { Json } from '../model/json.ts';
import type { Position } from '../model/position.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { PolicyView, SubjectView, Truth } from './policyView.ts';

/** A value that decided a predicate. */
export interface Evidence {
  /** The setting, or a member of it: `inboundTrust.isMfaAccepted`; or a label of the partner. */
  readonly setting: string;
  readonly value: Json;
  readonly source: 'partner' | 'default';
  readonly position?: Position | undefined;
  /** The side of a pair whose policy has the value. */
  readonly tenantId?: TenantId | undefined;
}

export interface Answer {
  readonly truth: Truth;
  /** The values that decide the answer. */
  readonly evidence: readonly Evidence[];
}

/** What a predicate is asked about. */
export interface Scene {
  readonly policy: PolicyView;
  readonly subject: SubjectView;
  /** The setting that `each` means. */
  readonly each?: Setting | undefined;
  /** The cloud of the other side of a pair. */
  readonly otherCloud?: Cloud | undefined;
  /** The two sides of a pair: users of `home` at applications of `other`. */
  readonly pair?: { readonly home: Scene; readonly other: Scene } | undefined;
}
