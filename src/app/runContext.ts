/** What use cases need of the process they run in; `cli/` fills it from its streams, tests bring their own. */
export interface RunContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Waits, or rejects with the signal's reason. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Aborted when the run shall come to an orderly end. */
  readonly signal: AbortSignal;
  /** Something a person may want to know while it happens; never part of the result. */
  readonly note: (text: string) => void;
  /** Told of every request (`--verbose`). */
  readonly trace?: ((text: string) => void) | undefined;
}

/** ISO time without fractions of a second, UTC. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Its day, as `reviewBy` has it. */
export function isoDay(milliseconds: number): string {
  return isoTime(milliseconds).slice(0, 10);
}
