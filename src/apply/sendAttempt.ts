import { XtapError } from '../model/errors.ts';
import { GraphFault, type GraphResponse } from '../model/graphPort.ts';
import { type ApplyRun, recordDurably } from './applyRun.ts';
import type { JournalEntry } from './journalEntry.ts';
import { entryHeadOf, type Operation } from './operation.ts';

/** Sends the request once, after its intent is on the disk. Undefined if the run was stopped before the request. */
export async function sendAttempt(
  operation: Operation,
  attempt: number,
  run: ApplyRun,
): Promise<GraphResponse | GraphFault | undefined> {
  if (!(await takeTurn(run))) return undefined;
  let answer: GraphResponse | undefined;
  try {
    if (!(await recordDurably(run, intentEntry(operation, attempt)))) return undefined;
    const { method, url: path, body } = operation.request;
    answer = await run.transport.send(
      { method, path, ...(body === undefined ? {} : { body }) },
      { isRetry: attempt > 1 },
    );
    return answer;
  } catch (error) {
    if (error instanceof GraphFault) return error;
    // There is no token, or the run was interrupted while it asked for one: xtap cannot send this or any later request.
    if (!(error instanceof XtapError)) throw error;
    run.stop.request({ because: error.message, problem: error });
    return undefined;
  } finally {
    run.pace.release(answer !== undefined && answer.error === undefined);
  }
}

/** Waits for the token bucket; false if the run was stopped while it waited. */
async function takeTurn({ pace, clock, stop, progress }: ApplyRun): Promise<boolean> {
  while (!stop.signal.aborted) {
    const milliseconds = pace.take();
    if (milliseconds === 0) return true;
    progress({ type: 'wait', reason: 'pacing', milliseconds, because: 'the write quota' });
    await clock.sleep(milliseconds, stop.signal).catch(() => undefined);
  }
  return false;
}

function intentEntry(operation: Operation, attempt: number): JournalEntry {
  const { body } = operation.request;
  const sent = body === undefined || attempt > 1 ? {} : { body };
  return { type: 'intent', ...entryHeadOf(operation), attempt, ...sent };
}
