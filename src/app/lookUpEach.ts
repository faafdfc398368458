/*
 * Look-ups in the directory whose results are only labels or proposals: one policy for all of them. A few run side by
 * side, and all of them together take a limited time, retries included. A look-up that fails costs only its own result,
 * and the run goes on. Rejected: the retry budget of the run, since labels would use up the time of the requests that
 * matter.
 */
import type { ReadContext } from '../graph/readGraph.ts';
import { XtapError } from '../model/errors.ts';
import { createRetryBudget } from '../platform/retry.ts';
import type { RunContext } from './runContext.ts';
import { withinTime } from './withinTime.ts';

const sideBySide = 8;
const totalMs = 30_000;
const retryMs = 5_000;
/** After as many failures, the directory is not asked again. */
const maxFailures = 3;

/** The limits as part of the context of a read. */
export type LookUpLimits = Pick<ReadContext, 'budget' | 'onWait'> & { readonly signal: AbortSignal };

export interface LookUps<Key, Value> {
  readonly found: ReadonlyMap<Key, Value>;
  /** Keys without an answer. Keys that the directory does not know have one. */
  readonly unanswered: number;
  /** Why keys have no answer: the first failure, or the time limit. */
  readonly problem?: XtapError;
}

/** Throws only if the run is interrupted, and errors that are not an XtapError. */
export async function lookUpEach<Key, Value>(
  keys: readonly Key[],
  lookUp: (key: Key, limits: LookUpLimits) => Promise<Value | undefined>,
  runContext: Pick<RunContext, 'signal' | 'sleep' | 'monotonicNow' | 'random'>,
): Promise<LookUps<Key, Value>> {
  const answers = new Map<Key, Value | undefined>();
  const problems: XtapError[] = [];
  const waiting = keys.values();
  const next = async (limits: LookUpLimits): Promise<boolean> => {
    const { value: key, done } = waiting.next();
    if (done === true) return false;
    try {
      answers.set(key, await lookUp(key, limits));
    } catch (error) {
      if (runContext.signal.aborted) throw error;
      if (limits.signal.aborted) return false;
      if (!(error instanceof XtapError)) throw error;
      problems.push(error);
    }
    return problems.length < maxFailures && !problems.some(isRefusal);
  };
  const { isTimeUp } = await withinTime(totalMs, runContext, async (signal) => {
    const limits = { signal, budget: createRetryBudget(retryMs, runContext), onWait: () => undefined };
    // The first one alone: it shows whether the identity may look up anything.
    if (!(await next(limits))) return;
    const worker = async (): Promise<void> => {
      while (await next(limits));
    };
    await Promise.all(Array.from({ length: sideBySide }, worker));
  });
  const found = new Map([...answers].flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
  const unanswered = keys.length - answers.size;
  if (unanswered === 0) return { found, unanswered };
  const timeUp = new XtapError('graph-request-failed', `The directory took longer than ${totalMs / 1000} s.`);
  return { found, unanswered, problem: problems.find(isRefusal) ?? (isTimeUp ? timeUp : (problems[0] ?? timeUp)) };
}

function isRefusal({ code }: XtapError): boolean {
  return code === 'graph-forbidden';
}
