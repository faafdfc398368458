/* Reads one window of the log, and says why it failed in terms of what helps: a smaller window, or nothing. */
import { XtapError } from '../../model/errors.ts';
import { GraphFault, type GraphTransport } from '../../model/graphPort.ts';
import type { SignInKind } from '../../model/signIns.ts';
import { absentServer } from '../../platform/http/networkFault.ts';
import { eachPage } from '../pages.ts';
import type { ReadContext } from '../readGraph.ts';
import { decodeSignIn, type SignInEvent } from './signInEvent.ts';
import { type Dialect, signInRequest } from './signInRequest.ts';
import { halveWindow, type TimeWindow } from './windows.ts';

export interface WindowRequest {
  readonly window: TimeWindow;
  readonly kind: SignInKind;
  readonly dialect: Dialect;
  /** Of a window that cannot be halved. */
  readonly retriesTimeouts: boolean;
}

/** Thrown by the transport to end a chain at once, where a retry would not help. */
class WindowTimeout extends Error {}

/** Graph throttles long chains for good. */
const longestChain = 50;

/**
 * The number of events. Events that come in while the chain is read can shift a page, so an event that was there before
 * counts once. Throws what `eachPage` throws, and WindowTimeout, and XtapError `bad-answer` for a page without any new
 * event: a chain that never ends.
 */
export async function readWindow(
  context: ReadContext,
  request: WindowRequest,
  onEvents: (events: readonly (SignInEvent | undefined)[]) => void,
): Promise<number> {
  const { window, kind, dialect, retriesTimeouts } = request;
  const isDivisible = halveWindow(window) !== undefined;
  // A retry of a window that is too wide would time out again.
  const own =
    retriesTimeouts && !isDivisible ? context : { ...context, transport: failingAtTimeout(context.transport) };
  let events = 0;
  const seen = new Set<string>();
  const isNew = (id: string): boolean => id === '' || seen.size < seen.add(id).size;
  for await (const { items } of eachPage(
    own,
    signInRequest(window, kind, dialect),
    isDivisible ? { maxPages: longestChain } : {},
  )) {
    const fresh = items.map(decodeSignIn).filter((event) => event === undefined || isNew(event.id));
    if (items.length > 0 && fresh.length === 0) throw new XtapError('bad-answer', 'The pages of the log repeat.');
    onEvents(fresh);
    events += fresh.length;
  }
  return events;
}

function failingAtTimeout(transport: GraphTransport): GraphTransport {
  return {
    ...transport,
    send: async (request, options) => {
      const response = await transport.send(request, options).catch((error: unknown) => {
        throw error instanceof GraphFault && error.kind === 'timeout' ? new WindowTimeout(error.message) : error;
      });
      if (isTimeout(response.status)) throw new WindowTimeout(`${response.status}`);
      return response;
    },
  };
}

/** The statuses with which Graph, or a gateway before it, gives up. */
function isTimeout(status: number | undefined): boolean {
  return status === 504 || status === 408;
}

/** `halve`: a smaller window may succeed. `skip`: it would fail too. `stop`: every other window would fail too. */
export interface WindowFailure {
  readonly reason: 'timeout' | 'throttled' | 'bad-answer' | 'unavailable';
  readonly remedy: 'halve' | 'skip' | 'stop';
}

/** Undefined for an error that is not about this window and ends the run. */
export function windowFailure(error: unknown): WindowFailure | undefined {
  if (error instanceof WindowTimeout) return { reason: 'timeout', remedy: 'halve' };
  if (!(error instanceof XtapError)) return undefined;
  const { httpStatus, cause } = error.details;
  if (isTimeout(httpStatus)) return { reason: 'timeout', remedy: 'skip' };
  if (httpStatus === 429) return { reason: 'throttled', remedy: 'halve' };
  if (error.code === 'bad-answer') return { reason: 'bad-answer', remedy: 'halve' };
  if (error.code !== 'graph-request-failed' || (httpStatus !== undefined && httpStatus < 500)) return undefined;
  if (cause instanceof GraphFault && cause.kind === 'timeout') return { reason: 'timeout', remedy: 'skip' };
  return { reason: 'unavailable', remedy: absentServer(cause) === undefined ? 'skip' : 'stop' };
}
