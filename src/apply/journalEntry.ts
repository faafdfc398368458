/*
 * The journal's lines. It answers one question after a crash: what was sent, and what of it is known to have happened.
 * An operation without an outcome line whose last line is an intent is in doubt; one without lines was never started.
 */
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlannedRequest, Resource } from '../model/plan.ts';
import type { OutcomeStatus } from '../model/report.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { ClassifiedAnswer } from './answerKind.ts';

export interface JournalHeader {
  readonly formatVersion: 1;
  readonly type: 'header';
  readonly planDigest: string;
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly graphUrl: string;
  /** ISO 8601, as every `at`. */
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly changes: number;
  /** Requests of the whole plan: what the lines below do not name was never started. */
  readonly operations: number;
}

/** Written and flushed before the request goes out, so that nothing is ever sent without a trace. */
export interface IntentEntry {
  readonly type: 'intent';
  readonly operation: number;
  readonly attempt: number;
  readonly resource: Resource;
  readonly tenantId?: TenantId;
  readonly method: PlannedRequest['method'];
  readonly url: string;
  /** What is sent; with the first attempt only, since the others send the same. */
  readonly body?: JsonObject;
}

/** An attempt that did not settle its operation: why there is another one. */
export interface AnswerEntry {
  readonly type: 'answer';
  readonly operation: number;
  readonly resource: Resource;
  readonly tenantId?: TenantId;
  readonly method: PlannedRequest['method'];
  readonly url: string;
  readonly attempt: number;
  /** `doubt`: it may have happened; everything else: it did not. */
  readonly verdict: ClassifiedAnswer['kind'];
  readonly httpStatus?: number;
  readonly requestId?: string;
  readonly because: string;
}

export interface OutcomeEntry {
  readonly type: 'outcome';
  readonly operation: number;
  readonly resource: Resource;
  readonly tenantId?: TenantId;
  readonly method: PlannedRequest['method'];
  readonly url: string;
  readonly status: OutcomeStatus;
  readonly httpStatus?: number;
  readonly requestId?: string;
  readonly error?: string;
}

/** The last line of a run that came to its end, however that was. */
export interface EndEntry {
  readonly type: 'end';
  readonly converged: boolean;
  /** Why the run stopped early. */
  readonly stopped?: string;
}

export type JournalEntry = IntentEntry | AnswerEntry | OutcomeEntry | EndEntry;

/** Where the lines go. Both throw XtapError `file-not-writable`. */
export interface Journal {
  /** When it returns, the line is out of this process. */
  readonly append: (entry: JournalEntry) => void;
  /** Everything appended so far is on the disk. */
  readonly flush: () => Promise<void>;
}
