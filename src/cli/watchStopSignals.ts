import { XtapError } from '../model/errors.ts';
import { exitCodeOf } from './exitCodes.ts';
import type { Io, StopSignal } from './output/io.ts';

export interface StopWatch {
  readonly signal: AbortSignal;
  /** To be called before the first write: an interruption after that does not claim that nothing was written. */
  readonly writingBegins: () => void;
  readonly release: () => void;
}

/**
 * The first signal asks everything to come to an orderly end. A second SIGINT or SIGTERM ends the process at once: the
 * journal is written synchronously, so nothing is lost by that. A second SIGHUP does not: when a terminal is closed, the
 * kernel and the shell send one each.
 */
export function watchStopSignals(io: Io): StopWatch {
  const controller = new AbortController();
  let isAsked = false;
  let isWriting = false;
  const release = io.onStopSignal((signal) => {
    if (signal !== 'SIGHUP') {
      if (isAsked) return io.exitNow(exitCodeOf(signal === 'SIGINT' ? 'interrupted' : 'terminated'));
      isAsked = true;
    }
    if (controller.signal.aborted) return;
    const word = signal === 'SIGINT' ? 'Interrupted' : 'Terminated';
    io.stderr.write(`\n${word}: xtap finishes the requests in flight. A second signal ends it at once.\n`);
    controller.abort(stopReason(signal, isWriting));
  });
  return {
    signal: controller.signal,
    writingBegins: () => {
      isWriting = true;
    },
    release,
  };
}

function stopReason(signal: StopSignal, isWriting: boolean): XtapError {
  const [code, word] =
    signal === 'SIGINT' ? (['interrupted', 'Interrupted'] as const) : (['terminated', 'Terminated'] as const);
  const when = isWriting
    ? 'after xtap had begun to write. The journal says what was sent'
    : 'before anything was written';
  return new XtapError(code, `${word} ${when}.`);
}
