/*
 * The lines of the journal. After a crash the journal shows which requests were sent and which of them are known to
 * have happened. An operation whose last line is an intent is in doubt; an operation without lines was never started.
 */
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { JsonObject } from '../model/json.ts';
import type { OutcomeStatus } from '../model/report.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { AnswerEvidence, AnswerKind } from './answerKind.ts';
import type { OperationHead } from './operation.ts';

export interface JournalHeader {
  readonly formatVersion: 1;
  readonly type: 'header';
  readonly planDigest: string;
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly graphUrl: string;
  /** ISO 8601, like every `at`. */
  readonly startedAt: string;
  /** The commit, and the page of the run, where the CI system names them. */
  readonly commit?: string;
  readonly run?: string;
  readonly toolVersion: string;
  readonly changes: number;
  /** Number of requests in the whole plan. A request that no line below names was never started. */
  readonly operations: number;
}

/** Written and flushed before the request goes out, so that every request that was sent has a line. */
export interface IntentEntry extends OperationHead {
  readonly type: 'intent';
  readonly attempt: number;
  /** The body that is sent; only with the first attempt, since later attempts send the same. */
  readonly body?: JsonObject;
}

/** The answer to an attempt that did not finish its operation; it explains why there is another attempt. */
export interface AnswerEntry extends OperationHead, AnswerEvidence {
  readonly type: 'answer';
  readonly attempt: number;
  /** `doubt`: the write may have happened; every other kind: it did not. */
  readonly verdict: AnswerKind;
  readonly because: string;
}

export interface OutcomeEntry extends OperationHead, AnswerEvidence {
  readonly type: 'outcome';
  readonly status: OutcomeStatus;
  readonly error?: string;
}

/** The last line of a run that ended in an orderly way, completely or early. */
export interface EndEntry {
  readonly type: 'end';
  readonly converged: boolean;
  /** Why the run stopped early. */
  readonly stopped?: string;
}

export type JournalEntry = IntentEntry | AnswerEntry | OutcomeEntry | EndEntry;

/** The journal as the executor sees it. Both functions throw XtapError `file-not-writable`. */
export interface Journal {
  /** When it returns, the operating system has the line. */
  readonly append: (entry: JournalEntry) => void;
  /** When it resolves, every line appended before is on the disk. */
  readonly flush: () => Promise<void>;
}
