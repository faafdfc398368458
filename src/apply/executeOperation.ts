/*
 * Executes one operation, from its first attempt to its outcome. After an answer that leaves doubt, the loop waits and
 * reads, and sends again only if the read shows that the request is still open. answerKind.ts decides what an answer
 * means; resolveUnknown.ts explains why sending again is safe.
 */
import { XtapError } from '../model/errors.ts';
import { type SettingValues, writtenValues } from '../model/liveState.ts';
import { requiredRole } from '../model/permissions.ts';
import type { RequestOutcome } from '../model/report.ts';
import { settingsOf } from '../model/setting.ts';
import type { Retry } from '../platform/retry.ts';
import { type ClassifiedAnswer, classifyAnswer, evidenceOf } from './answerKind.ts';
import { type ApplyRun, describeStop, recordEntry } from './applyRun.ts';
import type { JournalEntry } from './journalEntry.ts';
import { entryHeadOf, type Operation, type OperationResult, outcomeOf } from './operation.ts';
import { resolveUnknown } from './resolveUnknown.ts';
import { sendAttempt } from './sendAttempt.ts';
import { endsTheRun } from './stopSwitch.ts';

/** Never throws for a failure of the request: every such failure is an outcome. */
export async function executeOperation(operation: Operation, run: ApplyRun): Promise<RequestOutcome> {
  let retry: Retry | undefined;
  const wait = (answer: ClassifiedAnswer): Promise<boolean> => {
    retry ??= run.budget.startRetry();
    return waitBefore(retry.nextWaitMs(answer.retryAfterMs), answer, run);
  };
  try {
    let last: ClassifiedAnswer | undefined;
    let mayHaveArrived = false;
    let wasSent = false;
    let timesMissing = 0;
    for (let attempt = 1; ; attempt += 1) {
      const response = await sendAttempt(operation, attempt, run);
      if (response === undefined) return outcomeOf(operation, stoppedResult(last, wasSent, run));
      last = classifyAnswer(operation, response);
      timesMissing = last.httpStatus === 404 ? timesMissing + 1 : 0;
      mayHaveArrived ||= last.kind === 'doubt';
      wasSent ||= last.kind !== 'unsent';
      if (!isFinal(last)) recordEntry(run, answerEntry(operation, attempt, last));
      const result = await decideResult(operation, { answer: last, timesMissing, wasSent, mayHaveArrived, wait }, run);
      if (result !== undefined) return outcomeOf(operation, result);
    }
  } finally {
    retry?.finish();
  }
}

interface AttemptResult {
  readonly answer: ClassifiedAnswer;
  /** The number of answers 404 in a row. */
  readonly timesMissing: number;
  /** There was a connection for this attempt or for an earlier one. */
  readonly wasSent: boolean;
  /** This attempt or an earlier one left doubt. */
  readonly mayHaveArrived: boolean;
  /** Waits until the next attempt is due; false if there is none, because of the retry budget or a stop. */
  readonly wait: (answer: ClassifiedAnswer) => Promise<boolean>;
}

/** How the operation ended with this answer. Undefined: it is still open, and the next attempt is due. */
async function decideResult(
  operation: Operation,
  attempt: AttemptResult,
  run: ApplyRun,
): Promise<OperationResult | undefined> {
  const { answer } = attempt;
  switch (answer.kind) {
    case 'done':
      return { status: 'applied', ...evidenceOf(answer) };
    case 'denied':
      run.stop.request({ because: answer.because, problem: deniedProblem(operation, answer) });
      return giveUp(operation, attempt, run);
    case 'rejected':
      return giveUp(operation, attempt, run, answer.httpStatus === 403 ? adviceFor(operation, run) : undefined);
    case 'throttled':
    case 'unsent':
      return (await attempt.wait(answer)) ? undefined : giveUp(operation, attempt, run, describeGivingUp(run));
    case 'conflict': {
      const resolved = await resolveByReading(operation, attempt, run);
      if (resolved !== undefined) return resolved;
      if (isHopeless(operation, attempt)) return failedResult(answer, 'although a read shows it');
      return (await attempt.wait(answer)) ? undefined : failedResult(answer, describeGivingUp(run));
    }
    case 'doubt': {
      // Wait before reading: reads lag behind writes, so a later read is more likely to show the write.
      const mayRetry = await attempt.wait(answer);
      return mayRetry
        ? resolveByReading(operation, attempt, run)
        : giveUp(operation, attempt, run, describeGivingUp(run));
    }
  }
}

/** Reports the last answer as a failure, unless an attempt may have arrived and a read shows its effect. */
async function giveUp(
  operation: Operation,
  attempt: AttemptResult,
  run: ApplyRun,
  addition?: string,
): Promise<OperationResult> {
  const resolved = attempt.mayHaveArrived ? await resolveByReading(operation, attempt, run) : undefined;
  return resolved ?? (attempt.wasSent ? failedResult : unsentResult)(attempt.answer, addition);
}

/** Undefined if the request is still open. */
async function resolveByReading(
  operation: Operation,
  attempt: AttemptResult,
  run: ApplyRun,
): Promise<OperationResult | undefined> {
  const { answer } = attempt;
  try {
    const resolution = resolveUnknown(operation, await readTarget(operation, run), run.table);
    if (resolution.state === 'open') return undefined;
    if (resolution.state === 'reached') return { status: 'already-satisfied', ...evidenceOf(answer) };
    return { status: 'stale', ...evidenceOf(answer), error: `${resolution.because} (${answer.because})` };
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    if (endsTheRun(error)) run.stop.request({ because: error.message, problem: error });
    const because = `${answer.because}; reading what is there failed: ${error.message}`;
    return { status: attempt.mayHaveArrived ? 'unknown' : 'failed', ...evidenceOf(answer), error: because };
  }
}

async function readTarget({ change }: Operation, { read }: ApplyRun): Promise<SettingValues | undefined> {
  if (change.resource === 'default') return read.default();
  if (change.resource === 'policy') return read.policy();
  const partner = change.tenantId && (await read.partner(change.tenantId));
  return partner ? writtenValues(partner) : undefined;
}

/**
 * Writes in a row were answered 404 although reads show the target. Waiting helps only if this run created the partner
 * (writes lag) or may have deleted it (reads lag); otherwise it would use up the other operations' retry budget. What
 * is to be deleted may be gone already, so a DELETE gives the reads some seconds to show that.
 */
function isHopeless({ change, request }: Operation, { timesMissing, mayHaveArrived }: AttemptResult): boolean {
  const most = request.method === 'DELETE' ? 4 : 1;
  return timesMissing > most && change.action !== 'create' && !mayHaveArrived;
}

async function waitBefore(milliseconds: number | undefined, answer: ClassifiedAnswer, run: ApplyRun): Promise<boolean> {
  const { pace, stop, clock, progress } = run;
  const isThrottled = answer.kind === 'throttled' || answer.retryAfterMs !== undefined;
  if (isThrottled) pace.slowDown(milliseconds ?? 0);
  if (milliseconds === undefined || stop.signal.aborted) return false;
  progress({ type: 'wait', reason: isThrottled ? 'throttled' : 'retry', milliseconds, because: answer.because });
  await clock.sleep(milliseconds, stop.signal).catch(() => undefined);
  return !stop.signal.aborted;
}

function answerEntry(operation: Operation, attempt: number, answer: ClassifiedAnswer): JournalEntry {
  const { kind, because } = answer;
  return { type: 'answer', ...entryHeadOf(operation), attempt, verdict: kind, ...evidenceOf(answer), because };
}

function isFinal({ kind }: ClassifiedAnswer): boolean {
  return kind === 'done' || kind === 'denied' || kind === 'rejected';
}

function failedResult(answer: ClassifiedAnswer, addition?: string): OperationResult {
  return { status: 'failed', ...evidenceOf(answer), error: describeFailure(answer, addition) };
}

/** There was never a connection: the tenant has not seen the request. */
function unsentResult(answer: ClassifiedAnswer, addition?: string): OperationResult {
  return { status: 'not-attempted', error: describeFailure(answer, addition) };
}

function describeFailure({ because }: ClassifiedAnswer, addition: string | undefined): string {
  return addition === undefined ? because : `${because}; ${addition}`;
}

function stoppedResult(last: ClassifiedAnswer | undefined, wasSent: boolean, run: ApplyRun): OperationResult {
  if (last === undefined) return { status: 'not-attempted', error: describeStop(run) };
  return (wasSent ? failedResult : unsentResult)(last, describeStop(run));
}

function describeGivingUp(run: ApplyRun): string {
  return run.stop.signal.aborted ? describeStop(run) : 'no retry is left within --retry-timeout';
}

const doctorAdvice = '"xtap doctor" shows what the identity lacks';

function adviceFor({ request, settings }: Operation, { table }: ApplyRun): string {
  const [onCreation] = settingsOf(table, 'creation').filter(({ name }) => settings.includes(name));
  if (request.method === 'POST' && onCreation) {
    return `the request sends \`${onCreation.name}\`, which Graph may refuse to an application: leave \`${onCreation.name}\` out, or let a person apply; ${doctorAdvice}`;
  }
  const role = requiredRole(request.url);
  return role === undefined
    ? doctorAdvice
    : `${doctorAdvice}; a signed-in person needs the role ${role} for this request`;
}

function deniedProblem({ request }: Operation, { requestId, because }: ClassifiedAnswer): XtapError {
  const id = requestId === undefined ? '' : ` (request-id ${requestId})`;
  return new XtapError(
    'graph-unauthorized',
    `${request.method} ${request.url}: ${because}${id}. Graph does not accept the token, so nothing else was tried.`,
    { next: `${doctorAdvice}.`, ...(requestId === undefined ? {} : { requestId }) },
  );
}
