import type { ActivityAccess } from './activities.ts';
import type { ErrorCode } from './errors.ts';

export interface DoctorCheck {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
}

/** Who the token belongs to. It has no name: the report of a person's run may be published. */
export interface DoctorIdentity {
  readonly kind: 'person' | 'application';
  readonly sub: string | undefined;
  readonly iss: string | undefined;
  readonly appid: string | undefined;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** ISO time. */
  readonly expires: string | undefined;
  /** Permissions that no command of xtap needs. */
  readonly surplus: readonly string[];
}

export interface DoctorReport {
  readonly checks: readonly DoctorCheck[];
  /** Undefined without a token whose claims xtap can read. */
  readonly identity: DoctorIdentity | undefined;
  readonly access: readonly ActivityAccess[];
  /** The error code of the first failed check. */
  readonly problem: ErrorCode | undefined;
}
