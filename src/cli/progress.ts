/* Progress for people: one live line on a terminal, a line every ten seconds elsewhere, on stderr, never on stdout. */
import type { ProgressEvent } from '../app/applyPlan.ts';
import { terminalText } from '../render/escape.ts';
import type { Invocation } from './command.ts';

export interface Progress {
  readonly show: (event: ProgressEvent) => void;
  /** Takes the live line away. */
  readonly end: () => void;
}

const everyMs = 10_000;
const lookEveryMs = 1_000;

export function createProgress({ io, flags, liveLine }: Pick<Invocation, 'io' | 'flags' | 'liveLine'>): Progress {
  if (flags.switches.has('quiet')) return { show: () => undefined, end: () => undefined };
  const { stderr } = io;
  let state = '';
  let waiting = '';
  let lastLine = io.monotonic();
  let ticking: AbortController | undefined;
  const print = (): void => {
    const line = terminalText([state, waiting].filter((part) => part !== '').join('  '));
    if (liveLine) liveLine.show(line);
    else if (io.monotonic() - lastLine >= everyMs) {
      stderr.write(`${line}\n`);
      lastLine = io.monotonic();
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
    show: (event) => {
      if (!liveLine && ticking === undefined) {
        ticking = new AbortController();
        void tick(ticking.signal);
      }
      waiting = '';
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
      print();
    },
    end: () => {
      ticking?.abort();
      liveLine?.hide();
    },
  };
}
