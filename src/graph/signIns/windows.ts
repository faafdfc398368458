/*
 * Windows of time. The log is read in windows of 24 hours, each as a chain of pages of its own, because Graph times out
 * on wide windows and throttles long chains. A window that fails is halved, down to a quarter of an hour.
 */
import { compareText } from '../../model/json.ts';
import { type SignInCoverage, type SignInKind, signInKinds } from '../../model/signIns.ts';

/** Half-open, in milliseconds since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const quarterMs = 15 * 60_000;
export const dayMs = 24 * 3_600_000;

/** Windows of at most `widthMs`, the oldest first. The oldest sign-ins leave the log first. */
export function splitWindow({ from, to }: TimeWindow, widthMs: number): readonly TimeWindow[] {
  const count = Math.max(0, Math.ceil((to - from) / widthMs));
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * widthMs,
    to: Math.min(to, from + (index + 1) * widthMs),
  }));
}

/** Both halves, at a whole number of quarters of an hour; undefined for a window that is not longer than one. */
export function halveWindow({ from, to }: TimeWindow): readonly [TimeWindow, TimeWindow] | undefined {
  const quarters = Math.ceil((to - from) / quarterMs);
  if (quarters < 2) return undefined;
  const middle = from + Math.floor(quarters / 2) * quarterMs;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** The parts of a window that none of the others covers, the oldest first. */
export function subtractWindows(window: TimeWindow, covered: readonly TimeWindow[]): readonly TimeWindow[] {
  let rest: readonly TimeWindow[] = [window];
  for (const { from, to } of covered) {
    rest = rest.flatMap((part) =>
      [
        { from: part.from, to: Math.min(part.to, from) },
        { from: Math.max(part.from, to), to: part.to },
      ].filter((piece) => piece.from < piece.to),
    );
  }
  return rest;
}

/** Coverage of the run, in milliseconds. */
export interface Span extends TimeWindow {
  readonly kind: SignInKind;
  readonly events: number;
  /** Why it could not be read; undefined for a span that was read. */
  readonly gap?: string;
}

/**
 * The coverage of a file: spans of the same kind and state that touch are one, so that it does not show how often the
 * windows were halved. What nothing covers is a gap with the reason `unread`.
 */
export function coverageOf(whole: TimeWindow, spans: readonly Span[], unread: string): readonly SignInCoverage[] {
  return signInKinds.flatMap((kind) => {
    const own = spans.filter((span) => span.kind === kind);
    const missing = subtractWindows(whole, own).map((part): Span => ({ ...part, kind, events: 0, gap: unread }));
    const sorted = [...own, ...missing].sort((a, b) => a.from - b.from || compareText(a.gap ?? '', b.gap ?? ''));
    return joinTouching(sorted).map(({ from, to, events, gap }) => ({
      kind,
      from: isoTime(from),
      to: isoTime(to),
      events,
      ...(gap === undefined ? { state: 'read' } : { state: 'gap', reason: gap }),
    }));
  });
}

function joinTouching(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && last.to === span.from && last.gap === span.gap) {
      joined[joined.length - 1] = { ...last, to: span.to, events: last.events + span.events };
    } else joined.push(span);
  }
  return joined;
}

/** ISO time without empty fractions of a second. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
