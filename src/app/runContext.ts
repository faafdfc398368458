import type { Clock } from '../platform/clock.ts';

/** The parts of the process that use cases need. `cli/` fills it from its streams, tests bring their own. */
export interface RunContext extends Clock {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted when the run must stop in an orderly way. */
  readonly signal: AbortSignal;
  /** Reports progress to the user during the run; never part of the result. */
  readonly note: (text: string) => void;
  /** Shows a person what to do now, such as how to sign in, also with `--quiet`. Without it, a note does. */
  readonly prompt?: ((text: string) => void) | undefined;
  /** Called for every request (`--verbose`). */
  readonly trace?: ((text: string) => void) | undefined;
}

/**
 * Defined by the build (esbuild `define`) and, under jest, by `test/setup.ts`; both read package.json. Importing
 * package.json would put the whole manifest into the bundle.
 */
declare const XTAP_VERSION: string;

/** The version of the running xtap, as in package.json. */
export const version: string = XTAP_VERSION;

/** ISO time without fractions of a second, UTC. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The UTC day, in the format of `reviewBy`. */
export function isoDay(milliseconds: number): string {
  return isoTime(milliseconds).slice(0, 10);
}
