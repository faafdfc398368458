/* Progress for people: one live line on a terminal, a line every ten seconds elsewhere, on stderr, never on stdout. */
import type { ProgressEvent } from '../../app/applyPlan.ts';
import { terminalText } from '../../render/text/escape.ts';
import type { Invocation } from '../command.ts';

export interface Progress {
  readonly show: (event: ProgressEvent) => void;
  /** Takes the live line away. */
  readonly end: () => void;
}

export interface ProgressLine {
  readonly show: (line: string) => void;
  /** Takes the live line away. */
  readonly end: () => void;
}

type Terminal = Pick<Invocation, 'io' | 'flags' | 'liveLine'>;

const everyMs = 10_000;
const lookEveryMs = 1_000;

/** Shows the latest line that it was given. */
export function createProgressLine({ io, flags, liveLine }: Terminal): ProgressLine {
  if (flags.switches.has('quiet')) return { show: () => undefined, end: () => undefined };
  let latest = '';
  let lastLine = io.monotonicNow();
  let ticking: AbortController | undefined;
  const print = (): void => {
    const line = terminalText(latest);
    if (liveLine) liveLine.show(line);
    else if (io.monotonicNow() - lastLine >= everyMs) {
      io.stderr.write(`${line}\n`);
      lastLine = io.monotonicNow();
    }
  };
  /** A long wait, in which nothing happens, is when a silent log looks like a hang. */
  const tick = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await io.sleep(lookEveryMs, signal).catch(() => undefined);
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

/** Of an apply. */
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
