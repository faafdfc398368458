/**
 * The sign-in log of a tenant, newest first. An event is made when somebody asks for it: a generated month of 300,000
 * events takes no memory.
 */
import type { JsonObject } from '../json.ts';

export interface SignInLog {
  readonly length: number;
  /** Milliseconds since 1970. */
  readonly timeAt: (index: number) => number;
  readonly eventAt: (index: number) => JsonObject;
}

export const emptyLog: SignInLog = logOfEvents([]);

/** A log of these events, in any order. */
export function logOfEvents(events: readonly JsonObject[]): SignInLog {
  const timed = events.map((event) => ({ event, at: Date.parse(String(event.createdDateTime)) }));
  const newestFirst = timed.sort((left, right) => right.at - left.at);
  return {
    length: newestFirst.length,
    timeAt: (index) => newestFirst[index]?.at ?? Number.NaN,
    eventAt: (index) => newestFirst[index]?.event ?? {},
  };
}

/** The index of the first event that is not later than a time; the length of the log if there is none. */
export function firstNotAfter(log: SignInLog, time: number): number {
  let [low, high] = [0, log.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (log.timeAt(middle) > time) low = middle + 1;
    else high = middle;
  }
  return low;
}
