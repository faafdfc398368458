import { XtapError } from '../model/errors.ts';
import { exitCodeOf } from './exitCodes.ts';
import { type Io, messageText, type StopSignal, type TextWidths } from './output/io.ts';

export interface StopWatch {
  readonly signal: AbortSignal;
  /** Call it before the first write: the message of a later interruption must not say that nothing was written. */
  readonly writingBegins: () => void;
  readonly isWriting: () => boolean;
  readonly release: () => void;
}

/**
 * The first signal starts an orderly stop. A second SIGINT or SIGTERM ends the process at once; the journal is written
 * synchronously, so no entry is lost. A second SIGHUP does not end the process: when a terminal is closed, the kernel
 * and the shell send one each.
 */
export function watchStopSignals(io: Io, width: TextWidths): StopWatch {
  const controller = new AbortController();
  let isStopping = false;
  let isWriting = false;
  const release = io.onStopSignal((signal) => {
    if (signal !== 'SIGHUP') {
      if (isStopping) return io.exitNow(exitCodeOf(signal === 'SIGINT' ? 'interrupted' : 'terminated'));
      isStopping = true;
    }
    if (controller.signal.aborted) return;
    const word = signal === 'SIGINT' ? 'Interrupted' : 'Terminated';
    const message = `${word}: xtap finishes the requests in flight. A second signal ends it at once.`;
    io.stderr.write(`\n${messageText([message], width)}`);
    controller.abort(stopReason(signal, isWriting));
  });
  return {
    signal: controller.signal,
    writingBegins: () => {
      isWriting = true;
    },
    isWriting: () => isWriting,
    release,
  };
}

function stopReason(signal: StopSignal, isWriting: boolean): XtapError {
  const [code, word] =
    signal === 'SIGINT' ? (['interrupted', 'Interrupted'] as const) : (['terminated', 'Terminated'] as const);
  return isWriting
    ? new XtapError(code, `${word} after xtap had begun to write.`, { next: 'The journal says what was sent.' })
    : new XtapError(code, `${word} before anything was written.`, { notDone: '' });
}
