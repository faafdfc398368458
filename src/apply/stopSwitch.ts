import { XtapError } from '../model/errors.ts';

/** Why nothing new is started any more. `problem` is missing where a person interrupted the run. */
export interface StopReason {
  readonly because: string;
  readonly problem?: XtapError;
}

/** The run's one switch: thrown by the caller's signal or from inside, once. */
export interface StopSwitch {
  readonly signal: AbortSignal;
  readonly reason: () => StopReason | undefined;
  readonly request: (reason: StopReason) => void;
  /** Lets go of the caller's signal. */
  readonly close: () => void;
}

export function createStopSwitch(outer: AbortSignal | undefined): StopSwitch {
  const controller = new AbortController();
  let first: StopReason | undefined;
  const request = (reason: StopReason): void => {
    first ??= reason;
    controller.abort();
  };
  const interrupted = (): void => request({ because: 'the run was interrupted' });
  if (outer?.aborted === true) interrupted();
  outer?.addEventListener('abort', interrupted, { once: true });
  return {
    signal: controller.signal,
    reason: () => first,
    request,
    close: () => outer?.removeEventListener('abort', interrupted),
  };
}

/** Whether an error means that no further request of this identity will be answered. */
export function endsTheRun(error: unknown): error is XtapError {
  return (
    error instanceof XtapError &&
    ['graph-unauthorized', 'credential-unavailable', 'wrong-tenant', 'file-not-writable'].includes(error.code)
  );
}
