/*
 * One operation, from its first attempt to its outcome. The loop sends only what is known to be open: after every
 * answer that leaves doubt it waits, reads, and decides. See verdict.ts for what an answer means and settle.ts for why
 * sending again is safe.
 */
import { XtapError } from '../model/errors.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { Outcome } from '../model/report.ts';
import type { Retry } from '../platform/retry.ts';
import { type ClassifiedAnswer, classifyAnswer } from './answerKind.ts';
import { type ApplyRun, describeStop, recordEntry } from './applyRun.ts';
import type { JournalEntry } from './journalEntry.ts';
import { entryHeadOf, type Operation, type OperationResult, outcomeOf } from './operation.ts';
import { resolveUnknown } from './resolveUnknown.ts';
import { sendAttempt } from './sendAttempt.ts';
import { endsTheRun } from './stopSwitch.ts';

/** Carries out one operation; never throws for what can happen to a request. */
export async function executeOperation(operation: Operation, run: ApplyRun): Promise<Outcome> {
  let trouble: Retry | undefined;
  const wait = (verdict: ClassifiedAnswer): Promise<boolean> => {
    trouble ??= run.budget.startRetry();
    return waitBefore(trouble.nextWaitMs(verdict.retryAfterMs), verdict, run);
  };
  try {
    let last: ClassifiedAnswer | undefined;
    let mayHaveArrived = false;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await sendAttempt(operation, attempt, run);
      if (answer === undefined) return outcomeOf(operation, stoppedBefore(last, run));
      const wasMissing = last?.httpStatus === 404;
      last = classifyAnswer(operation, answer);
      mayHaveArrived ||= last.kind === 'doubt';
      if (!isFinal(last)) recordEntry(run, answerEntry(operation, attempt, last));
      const ending = await resultOf(operation, { verdict: last, wasMissing, mayHaveArrived, wait }, run);
      if (ending !== undefined) return outcomeOf(operation, ending);
    }
  } finally {
    trouble?.settled();
  }
}

interface Attempt {
  readonly verdict: ClassifiedAnswer;
  /** The attempt before it was answered 404. */
  readonly wasMissing: boolean;
  /** This attempt or an earlier one left doubt. */
  readonly mayHaveArrived: boolean;
  /** Waits until the next attempt is due; false if there is none (budget, stop). */
  readonly wait: (verdict: ClassifiedAnswer) => Promise<boolean>;
}

/** How the operation ended with this answer, or undefined: it is open, and due to be sent again. */
async function resultOf(operation: Operation, made: Attempt, run: ApplyRun): Promise<OperationResult | undefined> {
  const { verdict } = made;
  switch (verdict.kind) {
    case 'done':
      return { status: 'applied', ...evidence(verdict) };
    case 'denied':
      run.stop.request({ because: verdict.because, problem: deniedProblem(operation, verdict) });
      return giveUp(operation, made, run);
    case 'rejected':
      return giveUp(operation, made, run, verdict.httpStatus === 403 ? lacking : undefined);
    case 'throttled':
    case 'unsent':
      return (await made.wait(verdict)) ? undefined : giveUp(operation, made, run, gaveUp(run));
    case 'conflict': {
      const settled = await resolveByReading(operation, made, run);
      if (settled !== undefined) return settled;
      if (isHopeless(operation, made)) return failed(verdict, 'although a read shows it');
      return (await made.wait(verdict)) ? undefined : failed(verdict, gaveUp(run));
    }
    case 'doubt': {
      // Waiting comes first: reads lag, and a later one knows more.
      const mayGoOn = await made.wait(verdict);
      return mayGoOn ? resolveByReading(operation, made, run) : giveUp(operation, made, run, gaveUp(run));
    }
  }
}

/** The last answer stands, unless an attempt may have arrived all the same. */
async function giveUp(operation: Operation, made: Attempt, run: ApplyRun, why?: string): Promise<OperationResult> {
  const settled = made.mayHaveArrived ? await resolveByReading(operation, made, run) : undefined;
  return settled ?? failed(made.verdict, why);
}

/** Undefined where the request is still open. */
async function resolveByReading(
  operation: Operation,
  made: Attempt,
  run: ApplyRun,
): Promise<OperationResult | undefined> {
  const { verdict } = made;
  try {
    const settlement = resolveUnknown(operation, await readTarget(operation, run), run.table);
    if (settlement.state === 'open') return undefined;
    if (settlement.state === 'reached') return { status: 'already-satisfied', ...evidence(verdict) };
    return { status: 'stale', ...evidence(verdict), error: `${settlement.because} (${verdict.because})` };
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    if (endsTheRun(error)) run.stop.request({ because: error.message, problem: error });
    const because = `${verdict.because}; reading what is there failed: ${error.message}`;
    return { status: made.mayHaveArrived ? 'unknown' : 'failed', ...evidence(verdict), error: because };
  }
}

async function readTarget({ change }: Operation, { read }: ApplyRun): Promise<SettingValues | undefined> {
  if (change.resource === 'default') return read.default();
  if (change.resource === 'policy') return read.policy();
  return change.tenantId && (await read.partner(change.tenantId))?.settings;
}

/**
 * What reads see and writes do not, twice. Unless this run created it (writes lag) or may have deleted it (reads lag),
 * waiting would only use up the budget of the others.
 */
function isHopeless({ change }: Operation, { verdict, wasMissing, mayHaveArrived }: Attempt): boolean {
  return verdict.httpStatus === 404 && wasMissing && change.action !== 'create' && !mayHaveArrived;
}

async function waitBefore(
  milliseconds: number | undefined,
  verdict: ClassifiedAnswer,
  run: ApplyRun,
): Promise<boolean> {
  const { pace, stop, clock, progress } = run;
  const isThrottled = verdict.kind === 'throttled' || verdict.retryAfterMs !== undefined;
  if (isThrottled) pace.slowDown(milliseconds ?? 0);
  if (milliseconds === undefined || stop.signal.aborted) return false;
  progress({ type: 'wait', reason: isThrottled ? 'throttled' : 'retry', milliseconds, because: verdict.because });
  await clock.sleep(milliseconds, stop.signal).catch(() => undefined);
  return !stop.signal.aborted;
}

function answerEntry(operation: Operation, attempt: number, verdict: ClassifiedAnswer): JournalEntry {
  const { kind, because } = verdict;
  return { type: 'answer', ...entryHeadOf(operation), attempt, verdict: kind, ...evidence(verdict), because };
}

function isFinal({ kind }: ClassifiedAnswer): boolean {
  return kind === 'done' || kind === 'denied' || kind === 'rejected';
}

function evidence({ httpStatus, requestId }: ClassifiedAnswer): Pick<OperationResult, 'httpStatus' | 'requestId'> {
  return { ...(httpStatus === undefined ? {} : { httpStatus }), ...(requestId === undefined ? {} : { requestId }) };
}

function failed(verdict: ClassifiedAnswer, addition?: string): OperationResult {
  const error = addition === undefined ? verdict.because : `${verdict.because}; ${addition}`;
  return { status: 'failed', ...evidence(verdict), error };
}

function stoppedBefore(last: ClassifiedAnswer | undefined, run: ApplyRun): OperationResult {
  return last === undefined ? { status: 'not-attempted', error: describeStop(run) } : failed(last, describeStop(run));
}

function gaveUp(run: ApplyRun): string {
  return run.stop.signal.aborted ? describeStop(run) : 'no retry is left within --retry-timeout';
}

const lacking = '"xtap doctor" shows what the identity lacks';

function deniedProblem({ request }: Operation, { requestId, because }: ClassifiedAnswer): XtapError {
  const id = requestId === undefined ? '' : ` (request-id ${requestId})`;
  return new XtapError(
    'graph-unauthorized',
    `${request.method} ${request.url}: ${because}${id}. Graph does not accept the token, so nothing else was tried. ${lacking}.`,
    requestId === undefined ? {} : { requestId },
  );
}
