/** The events of an apply, as values. The command line decides how to show them. */
import type { RequestOutcome } from '../model/report.ts';

export type WaitReason = 'throttled' | 'retry' | 'pacing' | 'verify';

export type ProgressEvent =
  | { readonly type: 'started'; readonly total: number }
  /** A request has its outcome. `perSecond`: outcomes per second since the start. */
  | {
      readonly type: 'outcome';
      readonly done: number;
      readonly total: number;
      readonly perSecond: number;
      /** The estimated time that is left; missing unless the write quota delays the rest. */
      readonly leftMs?: number;
      readonly outcome: RequestOutcome;
    }
  | {
      readonly type: 'wait';
      readonly reason: WaitReason;
      readonly milliseconds: number;
      /** The reason in one line, such as `Graph answered 429 TooManyRequests`. */
      readonly because: string;
    }
  /** The verifying list is being read; `pending` settings have not appeared in reads yet. */
  | { readonly type: 'verifying'; readonly pending: number };
