/* Which event the end of a run is. Drift is reported when it starts, changes and ends, and not in every run. */
import type { NotificationEvent } from '../../render/notify/notification.ts';

/** What the last notification about drift said. */
export interface NotifiedState {
  readonly formatVersion: 1;
  readonly state: 'declared' | 'drifted' | 'failed';
  readonly driftDigest?: string;
  readonly exitCode?: number;
}

export interface RunEnd {
  readonly command: 'drift' | 'apply';
  readonly exitCode: number;
  /** `driftDigest`; undefined if the run ended before the comparison. */
  readonly driftDigest?: string | undefined;
  /** How many requests an apply has sent, or would have sent. */
  readonly operations: number;
}

/** Undefined if nobody must be told: the same drift as before, an interrupted run, an apply with nothing to do. */
export function chooseEvent(end: RunEnd, known: NotifiedState | undefined): NotificationEvent | undefined {
  if (isSilent(end)) return undefined;
  return end.command === 'apply' ? applyEvent(end) : driftEvent(end, known);
}

/** Interrupted by a person or the system, or a mistake on the command line. */
export function isSilent({ exitCode }: Pick<RunEnd, 'exitCode'>): boolean {
  return [64, 130, 143].includes(exitCode);
}

function applyEvent({ exitCode, operations }: RunEnd): NotificationEvent | undefined {
  if (exitCode === 0) return operations === 0 ? undefined : 'apply.done';
  return [3, 4, 65].includes(exitCode) ? 'apply.refused' : 'apply.failed';
}

function driftEvent(
  { exitCode, driftDigest }: RunEnd,
  known: NotifiedState | undefined,
): NotificationEvent | undefined {
  if (driftDigest === undefined) {
    return known?.state === 'failed' && known.exitCode === exitCode ? undefined : 'drift.failed';
  }
  if (exitCode === 0) return known === undefined || known.state === 'declared' ? undefined : 'drift.closed';
  if (known?.driftDigest === undefined) return 'drift.opened';
  return known.driftDigest === driftDigest ? undefined : 'drift.changed';
}

/** The state after a run of drift. A failed run does not forget the drift that people know. */
export function nextState({ exitCode, driftDigest }: RunEnd, known: NotifiedState | undefined): NotifiedState {
  if (driftDigest === undefined) {
    const before = known?.driftDigest === undefined ? {} : { driftDigest: known.driftDigest };
    return { formatVersion: 1, state: 'failed', exitCode, ...before };
  }
  return exitCode === 0 ? { formatVersion: 1, state: 'declared' } : { formatVersion: 1, state: 'drifted', driftDigest };
}
