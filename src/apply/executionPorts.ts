/** What the executor needs of the world. `app/` fills these from `graph/` and the process, tests with fakes. */

import type { GraphTransport } from '../model/graphPort.ts';
import type { LivePartner, LiveState, SettingValues } from '../model/liveState.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { Clock } from '../platform/clock.ts';
import type { RetryBudget } from '../platform/retry.ts';
import type { Journal } from './journalEntry.ts';
import type { ProgressEvent } from './progressEvent.ts';

/** What the verifying list must bring; the rest need not be read. */
export interface ListScope {
  readonly partners: boolean;
  readonly identitySynchronization: boolean;
  readonly default: boolean;
  readonly policy: boolean;
}

/**
 * Canonical reads. They retry within the run's budget, throw XtapError where that is not enough, and are not aborted
 * by the run's signal: what is in flight is settled even then.
 */
export interface LiveReader {
  /** With its identity synchronization; undefined where there is no such partner. */
  readonly partner: (tenantId: TenantId) => Promise<LivePartner | undefined>;
  readonly default: () => Promise<SettingValues>;
  readonly policy: () => Promise<SettingValues>;
  /** One list of the partners, beside the two singletons, as far as `scope` asks for them. */
  readonly list: (scope: ListScope) => Promise<Partial<Pick<LiveState, 'partners' | 'default' | 'policy'>>>;
}

export interface ExecutionPorts {
  readonly transport: Pick<GraphTransport, 'send' | 'calls'>;
  /** The run's one budget, shared with the reads. */
  readonly budget: RetryBudget;
  readonly clock: Pick<Clock, 'monotonicNow' | 'sleep'>;
  readonly read: LiveReader;
  readonly journal: Journal;
  readonly progress: (event: ProgressEvent) => void;
}
