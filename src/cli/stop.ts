import { XtapError } from '../model/errors.ts';
import { exitCodeOf } from './exitCodes.ts';
import type { Io, StopSignal } from './io.ts';

/**
 * The first signal asks everything to come to an orderly end, the second ends the process at once: the journal is
 * written synchronously, so nothing is lost by that.
 */
export function watchStopSignals(io: Io): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const release = io.onStopSignal((signal) => {
    if (controller.signal.aborted) return io.exitNow(exitCodeOf(signal === 'SIGINT' ? 'interrupted' : 'terminated'));
    const word = signal === 'SIGINT' ? 'Interrupted' : 'Terminated';
    io.stderr.write(`\n${word}: finishing what is under way. Once more ends at once.\n`);
    controller.abort(stopReason(signal));
  });
  return { signal: controller.signal, release };
}

function stopReason(signal: StopSignal): XtapError {
  return signal === 'SIGINT'
    ? new XtapError('interrupted', 'Interrupted before anything was written.')
    : new XtapError('terminated', 'Terminated before anything was written.');
}
