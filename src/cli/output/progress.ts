/*
 * Progress on stderr: one live line on a terminal, at most ten times a second; otherwise a line every ten seconds. A
 * short wait for the write quota changes nothing on the line, since there is one before almost every paced write.
 */
import type { ProgressEvent } from '../../app/applyPlan.ts';
import { terminalText } from '../../render/text/escape.ts';
import type { Invocation } from '../command.ts';
import { messageText } from './io.ts';

export interface Progress {
  readonly show: (event: ProgressEvent) => void;
  /** Removes the live line and stops the timer. */
  readonly end: () => void;
}

export interface ProgressLine {
  readonly show: (line: string) => void;
  /** Removes the live line and stops the timer. */
  readonly end: () => void;
}

type Terminal = Pick<Invocation, 'io' | 'flags' | 'liveLine' | 'width'>;

const log = { lineMs: 10_000, checkMs: 1_000 };
const live = { lineMs: 100, checkMs: 100 };
const longWaitMs = 1_000;

/** Shows the latest line. */
export function createProgressLine({ io, flags, liveLine, width }: Terminal): ProgressLine {
  if (flags.switches.has('quiet')) return { show: () => undefined, end: () => undefined };
  let latest = '';
  const intervals = liveLine ? live : log;
  let lastLine = liveLine ? Number.NEGATIVE_INFINITY : io.monotonicNow();
  let ticking: AbortController | undefined;
  const print = (): void => {
    if (io.monotonicNow() - lastLine < intervals.lineMs) return;
    lastLine = io.monotonicNow();
    if (liveLine) liveLine.show(terminalText(latest));
    else io.stderr.write(messageText([latest], width));
  };
  /**
   * Prints what came too soon after the last line, and a log's line again during a long wait: silence looks like a
   * hang.
   */
  const tick = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await io.sleep(intervals.checkMs, signal).catch(() => undefined);
      if (!signal.aborted) print();
    }
  };
  return {
    show: (line) => {
      if (ticking === undefined) {
        ticking = new AbortController();
        void tick(ticking.signal);
      }
      latest = line;
      print();
    },
    end: () => {
      ticking?.abort();
      liveLine?.hide();
    },
  };
}

/** The progress of an apply. */
export function createProgress(terminal: Terminal): Progress {
  const line = createProgressLine(terminal);
  let state = '';
  return {
    show: (event) => {
      let waiting = '';
      switch (event.type) {
        case 'started':
          state = `0/${event.total} requests`;
          break;
        case 'outcome':
          state = [
            `${event.done}/${event.total} requests`,
            `${event.perSecond.toFixed(1)} per second`,
            ...(event.leftMs === undefined ? [] : [`about ${duration(event.leftMs)} left (write quota)`]),
          ].join(', ');
          break;
        case 'wait':
          if (event.reason === 'pacing' && event.milliseconds < longWaitMs) return;
          waiting = `waiting ${(event.milliseconds / 1000).toFixed(1)} s: ${event.because}`;
          break;
        case 'verifying':
          state = `verifying, ${event.pending} settings not seen yet`;
          break;
      }
      line.show([state, waiting].filter((part) => part !== '').join('  '));
    },
    end: line.end,
  };
}

/** Rounded, because an estimate that changes often is hard to read. */
function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 5000) * 5;
  return seconds <= 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
