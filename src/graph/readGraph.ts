/**
 * Reads from Graph, with retries within the run's retry budget. The result is a usable answer or an error, so that a
 * failed read is never mistaken for a missing object.
 */
import { GraphFault, type GraphRequest, type GraphResponse, type GraphTransport } from '../model/graphPort.ts';
import { absentServer, certificateFault } from '../platform/http/networkFault.ts';
import { badAnswerProblem, faultProblem, refusalProblem } from './graphProblem.ts';
import { type FailedAttempt, type RetryOptions, withRetries } from './withRetries.ts';

export interface ReadContext extends RetryOptions {
  readonly transport: GraphTransport;
}

/** What is wrong with a body, or undefined if it can be used. */
export type BodyCheck = (body: unknown) => string | undefined;

/**
 * A 200 answer whose body passes the check. Throws XtapError if Graph refuses (4xx), if two attempts find no server,
 * and if 429, 5xx, faults or unusable bodies last longer than the retry budget. An answer with a `tolerated` status is
 * returned without a check.
 */
export function readGraph(
  context: ReadContext,
  request: GraphRequest,
  check: BodyCheck,
  tolerated: readonly number[] = [],
): Promise<GraphResponse> {
  return withRetries(context, (isRetry) => attempt(context, request, { check, tolerated, isRetry }));
}

/** Runs reads concurrently. The first failure stops the others, whose retries would only delay the message. */
export async function readConcurrently<T extends readonly unknown[] | []>(
  context: ReadContext,
  reads: { readonly [K in keyof T]: (context: ReadContext) => Promise<T[K]> },
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(context.signal?.reason);
  if (context.signal?.aborted === true) stop();
  context.signal?.addEventListener('abort', stop, { once: true });
  try {
    const shared = { ...context, signal: controller.signal };
    return (await Promise.all(reads.map((start) => start(shared)))) as unknown as T;
  } finally {
    controller.abort();
    context.signal?.removeEventListener('abort', stop);
  }
}

export const checkObject: BodyCheck = (body) =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? undefined : 'the body is no JSON object';

async function attempt(
  { transport, signal }: ReadContext,
  request: GraphRequest,
  { check, tolerated, isRetry }: { check: BodyCheck; tolerated: readonly number[]; isRetry: boolean },
): Promise<GraphResponse | FailedAttempt> {
  let response: GraphResponse;
  try {
    response = await transport.send(request, { signal, isRetry });
  } catch (error) {
    if (!(error instanceof GraphFault)) throw error;
    const problem = faultProblem(error);
    if (certificateFault(error) !== undefined) throw problem;
    const isAbsent = absentServer(error) !== undefined;
    return { problem, reason: error.message, url: error.details.url, isAbsent };
  }
  if (tolerated.includes(response.status)) return response;
  if (response.error !== undefined) {
    const problem = refusalProblem(request, response);
    if (response.status !== 429 && response.status < 500) throw problem;
    return { problem, reason: `${response.status}`, url: response.url, retryAfterMs: response.retryAfterMs };
  }
  // In Graph's reference every read answers 200. Other successes are not complete answers (206: a part, 203: modified).
  const complaint = response.status === 200 ? check(response.body) : `its status is ${response.status}, not 200`;
  if (complaint === undefined) return response;
  return { problem: badAnswerProblem(response, complaint), reason: complaint, url: response.url };
}
