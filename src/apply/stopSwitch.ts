import { XtapError } from '../model/errors.ts';

/** Why the run starts no further requests. `problem` is missing if a person interrupted the run. */
export interface StopReason {
  readonly because: string;
  readonly problem?: XtapError;
}

/** Stops the run, once: on the caller's signal or on a request from inside the run. */
export interface StopSwitch {
  readonly signal: AbortSignal;
  readonly reason: () => StopReason | undefined;
  readonly request: (reason: StopReason) => void;
  /** Removes the listener from the caller's signal. */
  readonly close: () => void;
}

export function createStopSwitch(callerSignal: AbortSignal | undefined): StopSwitch {
  const controller = new AbortController();
  let first: StopReason | undefined;
  const request = (reason: StopReason): void => {
    first ??= reason;
    controller.abort();
  };
  const interrupt = (): void => request({ because: 'the run was interrupted' });
  if (callerSignal?.aborted === true) interrupt();
  callerSignal?.addEventListener('abort', interrupt, { once: true });
  return {
    signal: controller.signal,
    reason: () => first,
    request,
    close: () => callerSignal?.removeEventListener('abort', interrupt),
  };
}

/** True for errors after which no further request can succeed: no valid token, the wrong tenant, or no journal. */
export function endsTheRun(error: unknown): error is XtapError {
  return (
    error instanceof XtapError &&
    ['graph-unauthorized', 'credential-unavailable', 'wrong-tenant', 'file-not-writable'].includes(error.code)
  );
}
