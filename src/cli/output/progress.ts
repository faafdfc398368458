/* Progress on stderr: one live line on a terminal, otherwise a line every ten seconds. */
import type { ProgressEvent } from '../../app/applyPlan.ts';
import { terminalText } from '../../render/text/escape.ts';
import type { Invocation } from '../command.ts';

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

type Terminal = Pick<Invocation, 'io' | 'flags' | 'liveLine'>;

const lineIntervalMs = 10_000;
const checkIntervalMs = 1_000;

/** Shows the latest line. */
export function createProgressLine({ io, flags, liveLine }: Terminal): ProgressLine {
  if (flags.switches.has('quiet')) return { show: () => undefined, end: () => undefined };
  let latest = '';
  let lastLine = io.monotonicNow();
  let ticking: AbortController | undefined;
  const print = (): void => {
    const line = terminalText(latest);
    if (liveLine) liveLine.show(line);
    else if (io.monotonicNow() - lastLine >= lineIntervalMs) {
      io.stderr.write(`${line}\n`);
      lastLine = io.monotonicNow();
    }
  };
  /** Prints the line again during a long wait, because a silent log looks like a hang. */
  const tick = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await io.sleep(checkIntervalMs, signal).catch(() => undefined);
      if (!signal.aborted) print();
    }
  };
  return {
    show: (line) => {
      if (!liveLine && ticking === undefined) {
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
          state = `${event.done}/${event.total} requests, ${event.perSecond.toFixed(1)} per second`;
          break;
        case 'wait':
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
