/*
 * Reads the log window by window, the oldest first, both kinds of sign-ins of a window before the next one. What cannot
 * be read is a gap in the result and not an error: only a missing permission, too many events and an interruption end
 * the run early.
 */
import { XtapError } from '../../model/errors.ts';
import { type SignInKind, signInKinds } from '../../model/signIns.ts';
import type { ReadContext } from '../readGraph.ts';
import { readWindow, type WindowFailure, windowFailure } from './readWindow.ts';
import type { Reducer } from './reducer.ts';
import { crossTenantTerm, type Dialect, nextDialect } from './signInRequest.ts';
import { dayMs, halveWindow, type Span, splitWindow, subtractWindows, type TimeWindow } from './windows.ts';

export interface LogReading {
  readonly spans: readonly Span[];
  readonly dialect: Dialect;
  /** The reading ended before the last window. */
  readonly isStopped?: boolean;
  /** The last error that made a gap. */
  readonly problem?: XtapError | undefined;
}

export interface ReadProgress {
  readonly kind: SignInKind;
  readonly window: TimeWindow;
  /** The share of the time that was read, from 0 to 1. */
  readonly done: number;
  readonly events: number;
}

export interface LogPorts {
  /** The context for a window: rate limit and retry budget of its own. */
  readonly contextOf: (dialect: Dialect) => ReadContext;
  readonly reducer: Reducer;
  readonly maxEvents: number;
  readonly onProgress: (progress: ReadProgress) => void;
  readonly onDialect: (now: Dialect, before: Dialect) => void;
  /** Called whenever there is something new to keep. */
  readonly save: (reading: LogReading) => Promise<void>;
}

/** So many windows one after the other that fail although smaller windows would not help: Graph is not available. */
const maxFailuresInTurn = 3;

/** A window that times out says little about the next one. So a whole day may time out, of both kinds. */
const maxTimeoutsInTurn = 200;

/** The same, as long as nothing at all could be read. */
const maxTimeoutsAtFirst = 18;

/** `before`: what an interrupted run had read; its gaps are read again. */
export async function readSignIns(
  whole: TimeWindow,
  before: { readonly spans: readonly Span[]; readonly dialect: Dialect },
  ports: LogPorts,
): Promise<LogReading> {
  const spans: Span[] = before.spans.filter((span) => span.gap === undefined);
  const { dialect } = before;
  const run: LogRun = { whole, spans, dialect, failures: 0, problem: undefined, widths: new Map(), ports };
  const parts = partsToRead(whole, spans);
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const left = await readPart(run, part);
    if (left === 'stop') return { spans, dialect: run.dialect, problem: run.problem, isStopped: true };
    parts.push(...left);
  }
  return { spans, dialect: run.dialect, problem: run.problem };
}

/** A day of the log, or what is left of it, of one kind. */
interface LogPart extends TimeWindow {
  readonly kind: SignInKind;
  /** Its first windows failed before anything could be read: other parts were tried first. */
  readonly isPostponed?: true;
}

function partsToRead(whole: TimeWindow, read: readonly Span[]): LogPart[] {
  return splitWindow(whole, dayMs).flatMap((day) =>
    signInKinds.flatMap((kind) =>
      subtractWindows(
        day,
        read.filter((span) => span.kind === kind),
      ).map((part) => ({ ...part, kind })),
    ),
  );
}

interface LogRun {
  readonly whole: TimeWindow;
  readonly spans: Span[];
  dialect: Dialect;
  /** Failed windows in turn. */
  failures: number;
  problem: XtapError | undefined;
  /** The width that Graph answered in time after a wider window had timed out. */
  readonly widths: Map<SignInKind, number>;
  readonly ports: LogPorts;
}

/** What is left to be read later; `stop` if the other windows would fail too. */
async function readPart(run: LogRun, { kind, isPostponed, ...part }: LogPart): Promise<readonly LogPart[] | 'stop'> {
  const queue: TimeWindow[] = [part];
  const failuresBefore = run.failures;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [window = next, ...later] = splitWindow(next, run.widths.get(kind) ?? dayMs);
    const instead = await readNext(run, window, kind);
    if (instead === 'stop') return instead;
    queue.unshift(...instead, ...later);
    const isHopeless = run.failures - failuresBefore === maxFailuresInTurn && !hasRead(run);
    if (isHopeless && isPostponed !== true) return queue.map((rest) => ({ ...rest, kind, isPostponed: true }));
  }
  return [];
}

/** The windows to read instead of this one; none if it was read, or is a gap. */
async function readNext(run: LogRun, window: TimeWindow, kind: SignInKind): Promise<readonly TimeWindow[] | 'stop'> {
  if (!run.dialect.kinds.includes(kind)) {
    run.spans.push({ ...window, kind, events: 0, gap: 'not-offered' });
    return [];
  }
  run.ports.onProgress({ kind, window, done: doneShare(run), events: eventsOf(run.spans) });
  const result = await tryWindow(run, window, kind);
  if ('again' in result) return [window];
  if ('events' in result) {
    await keepWindow(run, { ...window, kind, events: result.events });
    return [];
  }
  const halves = narrowWindow(run, window, { kind, failure: result.failure });
  if (halves.length > 0) return halves;
  return leaveGap(run, { ...window, kind, events: 0 }, result) ? 'stop' : [];
}

/** The windows to read instead of one that failed; none if smaller ones would not help. */
function narrowWindow(
  run: LogRun,
  window: TimeWindow,
  { kind, failure }: { readonly kind: SignInKind; readonly failure: WindowFailure },
): readonly TimeWindow[] {
  const halves = failure.remedy === 'halve' ? halveWindow(window) : undefined;
  if (halves === undefined) return [];
  // The next days would time out too. A bad answer says nothing about them.
  if (failure.reason !== 'bad-answer') run.widths.set(kind, halves[0].to - halves[0].from);
  return halves;
}

async function keepWindow(run: LogRun, span: Span): Promise<void> {
  const { spans, dialect, ports } = run;
  run.failures = 0;
  spans.push(span);
  await ports.save({ spans, dialect });
}

/** True if the other windows would fail too. */
function leaveGap(run: LogRun, span: Span, { failure, problem }: FailedWindow): boolean {
  run.spans.push({ ...span, gap: failure.reason });
  // The cause is this quarter of an hour, and not the width of the windows around it.
  run.widths.delete(span.kind);
  run.failures += 1;
  if (problem instanceof XtapError) run.problem = problem;
  return failure.remedy === 'stop' || run.failures >= maxInTurn(run, failure);
}

function maxInTurn(run: LogRun, { reason }: WindowFailure): number {
  if (reason !== 'timeout') return maxFailuresInTurn;
  return hasRead(run) ? maxTimeoutsInTurn : maxTimeoutsAtFirst;
}

function hasRead({ spans }: LogRun): boolean {
  return spans.some(({ gap }) => gap === undefined);
}

interface FailedWindow {
  readonly failure: WindowFailure;
  readonly problem: unknown;
}

type WindowResult = { readonly events: number } | { readonly again: true } | FailedWindow;

async function tryWindow(run: LogRun, window: TimeWindow, kind: SignInKind): Promise<WindowResult> {
  const { ports, dialect } = run;
  const staging = ports.reducer.stage();
  let count = eventsOf(run.spans);
  try {
    // A window after one that failed gets one try: a day of windows with retries would take hours.
    const request = { window, kind, dialect, retriesTimeouts: run.failures === 0 };
    const events = await readWindow(ports.contextOf(dialect), request, (page) => {
      count += page.length;
      if (count > ports.maxEvents) throw tooManyEvents(ports.maxEvents, dialect);
      for (const event of page) staging.add(event);
    });
    staging.commit();
    return { events };
  } catch (problem) {
    const next = nextDialect(dialect, kind, problem);
    if (next !== undefined) {
      ports.onDialect(next, dialect);
      run.dialect = next;
      return { again: true };
    }
    const failure = windowFailure(problem);
    if (failure === undefined) throw problem;
    return { failure, problem };
  }
}

function tooManyEvents(maxEvents: number, { terms }: Dialect): XtapError {
  const why = terms.includes(crossTenantTerm)
    ? ''
    : ' Graph does not filter by the kind of access here, so xtap reads every sign-in of the tenant.';
  return new XtapError(
    'too-many-sign-ins',
    `The log has more than ${maxEvents} sign-ins in this time, so xtap stopped reading.${why}`,
    { next: 'Read a shorter time (--from), or raise --max-events.' },
  );
}

function eventsOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { events }) => sum + events, 0);
}

function doneShare({ whole, spans }: LogRun): number {
  const done = spans.reduce((sum, { from, to }) => sum + (to - from), 0);
  return done / (signInKinds.length * Math.max(1, whole.to - whole.from));
}
