/** What happens during an apply, as values; how it looks is the command line's affair. */
import type { Outcome } from '../model/report.ts';

export type WaitReason = 'throttled' | 'retry' | 'pacing' | 'verify';

export type ProgressEvent =
  | { readonly type: 'started'; readonly total: number }
  /** One more request has its outcome. `perSecond`: requests with an outcome per second since the start. */
  | {
      readonly type: 'outcome';
      readonly done: number;
      readonly total: number;
      readonly perSecond: number;
      readonly outcome: Outcome;
    }
  | {
      readonly type: 'wait';
      readonly reason: WaitReason;
      readonly milliseconds: number;
      /** What is waited for, in one line: `Graph answered 429 TooManyRequests`. */
      readonly because: string;
    }
  /** A list is being read; `pending` settings have not been seen yet. */
  | { readonly type: 'verifying'; readonly pending: number };
