/**
 * Reading from Graph: retried while the run's budget lasts, and either a usable answer or an error. There is no third
 * way out, since "could not read" must never become "is not there".
 */
import type { RetryBudget, RetryTrouble } from '../model/retry.ts';
import { GraphFault, type GraphRequest, type GraphResponse, type GraphTransport } from '../model/transport.ts';
import { badAnswerProblem, faultProblem, refusalProblem } from './graphProblem.ts';
import { isUntrusted } from './networkFault.ts';

export interface ReadContext {
  readonly transport: GraphTransport;
  readonly budget: RetryBudget;
  /** Waits, or rejects with the signal's reason. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
  /** Told before each wait, for progress. */
  readonly onWait?: (wait: ReadWait) => void;
}

export interface ReadWait {
  readonly url: string;
  readonly reason: string;
  readonly milliseconds: number;
}

/** What is wrong with a body, or undefined if it can be used. */
export type BodyCheck = (body: unknown) => string | undefined;

interface Failure {
  readonly problem: Error;
  readonly reason: string;
  readonly url: string;
  readonly retryAfterMs?: number | undefined;
}

/**
 * A 2xx answer whose body passes the check. Throws XtapError where Graph refuses (4xx), and where 429, 5xx, faults
 * and unusable bodies outlast the budget. `tolerated` statuses are returned like a success, unchecked.
 */
export async function read(
  context: ReadContext,
  request: GraphRequest,
  check: BodyCheck,
  tolerated: readonly number[] = [],
): Promise<GraphResponse> {
  let trouble: RetryTrouble | undefined;
  try {
    for (;;) {
      const result = await attempt(context, request, { check, tolerated, isRetry: trouble !== undefined });
      if ('status' in result) return result;
      trouble ??= context.budget.trouble();
      const milliseconds = trouble.nextWaitMs(result.retryAfterMs);
      if (milliseconds === undefined) throw result.problem;
      context.onWait?.({ url: result.url, reason: result.reason, milliseconds });
      await context.sleep(milliseconds, context.signal);
    }
  } finally {
    trouble?.settled();
  }
}

/** Reads that belong together: the first failure stops the others, whose retries would only delay the message. */
export async function sideBySide<T extends readonly unknown[] | []>(
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

export const anyObject: BodyCheck = (body) =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? undefined : 'the body is no JSON object';

async function attempt(
  { transport, signal }: ReadContext,
  request: GraphRequest,
  { check, tolerated, isRetry }: { check: BodyCheck; tolerated: readonly number[]; isRetry: boolean },
): Promise<GraphResponse | Failure> {
  let response: GraphResponse;
  try {
    response = await transport.send(request, { signal, isRetry });
  } catch (error) {
    if (!(error instanceof GraphFault)) throw error;
    if (isUntrusted(error)) throw faultProblem(error);
    return { problem: faultProblem(error), reason: error.message, url: error.details.url };
  }
  if (tolerated.includes(response.status)) return response;
  if (response.error !== undefined) {
    const problem = refusalProblem(request, response);
    if (response.status !== 429 && response.status < 500) throw problem;
    return { problem, reason: `${response.status}`, url: response.url, retryAfterMs: response.retryAfterMs };
  }
  // Every read of Graph's reference answers 200; another success (206: a part, 203: changed on the way) is no whole answer.
  const complaint = response.status === 200 ? check(response.body) : `its status is ${response.status}, not 200`;
  if (complaint === undefined) return response;
  return { problem: badAnswerProblem(response, complaint), reason: complaint, url: response.url };
}
