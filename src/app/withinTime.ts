import type { RunContext } from './runContext.ts';

/** Aborts the signal of the work when the time is up, or when the signal of the run is aborted. */
export async function withinTime<T>(
  milliseconds: number,
  { sleep, signal }: Pick<RunContext, 'sleep' | 'signal'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly result: T; readonly isTimeUp: boolean }> {
  const limit = new AbortController();
  const timer = new AbortController();
  let isTimeUp = false;
  const stop = (): void => limit.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const onTimeout = (): void => {
    isTimeUp = true;
    limit.abort(new Error(`not finished within ${milliseconds / 1000} s`));
  };
  void sleep(milliseconds, timer.signal).then(onTimeout, () => undefined);
  try {
    return { result: await work(limit.signal), isTimeUp };
  } finally {
    timer.abort();
    signal.removeEventListener('abort', stop);
  }
}
