import { XtapError } from '../model/errors.ts';
import type { Ending } from './exitCodes.ts';

/** How an apply ended: a stop signal is named before what it left undone. */
export function endingOf(converged: boolean, signal: AbortSignal): Ending {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  if (reason instanceof XtapError) return reason.code === 'terminated' ? 'terminated' : 'interrupted';
  return converged ? 'done' : 'incomplete';
}
