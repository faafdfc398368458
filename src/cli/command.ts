import type { RunNotice } from '../app/notify/notifyRun.ts';
import type { XtapError } from '../model/errors.ts';
import type { RunResult } from './exitCodes.ts';
import type { Format } from './flags/flags.ts';
import type { Io, TextWidths } from './output/io.ts';
import type { LiveLine } from './output/liveLine.ts';

/** The values of the given flags by name, one map for each kind of flag in the table. */
export interface FlagValues {
  readonly switches: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** The names of the flags whose value comes from the environment and not from the command line. */
  readonly fromEnvironment: ReadonlySet<string>;
}

export interface Invocation {
  readonly operands: readonly string[];
  readonly flags: FlagValues;
  readonly format: Format;
  readonly io: Io;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Call it before the first write to the tenant. */
  readonly writingBegins: () => void;
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
  readonly width: TextWidths;
  /** The progress line; undefined if stderr is not a terminal that can show it. */
  readonly liveLine: LiveLine | undefined;
  /** Writes a note to stderr, except with `--quiet`. */
  readonly note: (text: string) => void;
  /** Runs another command line with the same `io`, except for `changes`, and returns its exit code. */
  readonly runCommand: (argv: readonly string[], changes?: Partial<Io>) => Promise<number>;
  /** Tells what is known about the run, for `--notify`. A later call adds to it. */
  readonly announce: (notice: RunNotice) => void;
  /** Writes the files of `--out`. */
  readonly writeOut: (renderings: Renderings) => Promise<void>;
  /** What the files of `--out` contain if an error ends the run before its first write. Default: the error. */
  readonly setErrorFiles: (renderingsOf: (error: XtapError) => Renderings) => void;
}

/** A result in the formats that a command offers. A format is rendered only if it is requested. */
export type Renderings = Partial<Record<Format, () => string>>;

export interface CommandResult {
  readonly runResult: RunResult;
  readonly renderings: Renderings;
  /** The contents of the `--out` files, if they differ from stdout (apply: the plan). */
  readonly outRenderings?: Renderings;
}
