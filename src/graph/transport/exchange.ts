/** One attempt from the first byte to the last: its timeout, and the fault that describes its failure. */
import { GraphFault, type GraphFaultKind, type GraphMethod } from '../../model/graphPort.ts';
import { neverConnected, reasonOf } from '../../platform/http/networkFault.ts';

/** The facts about an exchange so far, for the fault that may end it. */
export interface Exchange {
  readonly method: GraphMethod;
  readonly url: string;
  readonly clientRequestId: string;
  status?: number;
  requestId?: string;
}

export function faultOf(kind: GraphFaultKind, message: string, exchange: Exchange, cause?: unknown): GraphFault {
  const mayHaveArrived = exchange.status !== undefined || kind === 'timeout' || !neverConnected(cause);
  return new GraphFault(kind, message, { ...exchange, mayHaveArrived }, cause === undefined ? {} : { cause });
}

/** One timer and one listener per attempt, both removed at its end. AbortSignal.any would leave listeners behind. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly clear: () => void;
  /** The fault that describes an error of this attempt, or the reason of the caller's abort. */
  readonly explain: (error: unknown, exchange: Exchange) => unknown;
}

export function createDeadline(timeoutMs: number, signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let isTimeout = false;
  const timer = setTimeout(() => {
    isTimeout = true;
    controller.abort();
  }, timeoutMs);
  const abort = (): void => controller.abort();
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear: (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
    explain: (error: unknown, exchange: Exchange): unknown => {
      if (error instanceof GraphFault) return error;
      if (signal?.aborted === true && !isTimeout) return signal.reason;
      if (isTimeout) return faultOf('timeout', `no complete answer within ${timeoutMs / 1000} s`, exchange, error);
      return faultOf('network', reasonOf(error), exchange, error);
    },
  };
}
