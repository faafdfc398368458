import type { Finished } from '../app/applyPlan.ts';
import { XtapError } from '../model/errors.ts';
import type { Invocation } from './command.ts';
import type { Ending } from './exitCodes.ts';

/** How an apply ended: a stop signal is named before what it left undone. */
export function endingOf(converged: boolean, signal: AbortSignal): Ending {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  if (reason instanceof XtapError) return reason.code === 'terminated' ? 'terminated' : 'interrupted';
  return converged ? 'done' : 'incomplete';
}

/** What there is to say of an apply beside its report: why it ended early, and where its journal is. */
export function noteFinished({ problem, journal }: Finished, { note }: Pick<Invocation, 'note'>): void {
  if (problem) note(problem.message);
  if (journal !== undefined) note(`Journal: ${journal}`);
}
