/** The executor's ports. `app/` implements them with `graph/` and the process, tests with fakes. */
import type { GraphTransport } from '../model/graphPort.ts';
import type { LivePartner, LiveState, SettingValues } from '../model/liveState.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { Clock } from '../platform/clock.ts';
import type { RetryBudget } from '../platform/retry.ts';
import type { Journal } from './journalEntry.ts';
import type { ProgressEvent } from './progressEvent.ts';

/** The parts of the live state that the verifying list must contain. */
export interface ListScope {
  readonly partners: boolean;
  readonly ownEndpoints: boolean;
  readonly default: boolean;
  readonly policy: boolean;
}

/**
 * Canonical reads. They retry within the run's retry budget and throw XtapError when it is used up. The run's signal
 * does not abort them: after an interrupt they still resolve the requests in flight.
 */
export interface LiveReader {
  /** Includes the identity synchronization; undefined if the partner does not exist. */
  readonly partner: (tenantId: TenantId) => Promise<LivePartner | undefined>;
  readonly default: () => Promise<SettingValues>;
  readonly policy: () => Promise<SettingValues>;
  /** One list of the partners, and the two singletons, as far as `scope` asks for them. */
  readonly list: (scope: ListScope) => Promise<Partial<Pick<LiveState, 'partners' | 'default' | 'policy'>>>;
}

export interface ExecutionPorts {
  readonly transport: Pick<GraphTransport, 'send' | 'calls'>;
  /** The retry budget of the run, shared with the reads. */
  readonly budget: RetryBudget;
  readonly clock: Pick<Clock, 'monotonicNow' | 'sleep'>;
  readonly read: LiveReader;
  readonly journal: Journal;
  readonly progress: (event: ProgressEvent) => void;
}
