import type { RunResult } from './exitCodes.ts';
import type { Format } from './flags/flags.ts';
import type { Io } from './output/io.ts';
import type { LiveLine } from './output/liveLine.ts';

/** Values of the flags that were given, by name, as the table's kinds say. */
export interface FlagValues {
  readonly switches: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Of all these, the names of those that the environment gave, and not the command line. */
  readonly fromEnvironment: ReadonlySet<string>;
}

export interface Invocation {
  readonly operands: readonly string[];
  readonly flags: FlagValues;
  readonly format: Format;
  readonly io: Io;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** To be called before the first write to a tenant. */
  readonly writingBegins: () => void;
  /** Whether stdout, or stderr, shall be coloured. */
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
  /** The line that tells how far the run is; undefined where stderr is no terminal for it. */
  readonly liveLine: LiveLine | undefined;
  /** A note for people on stderr; silent under `--quiet`. */
  readonly note: (text: string) => void;
  /** Runs another command line on the same streams, but for `changes`, and returns its exit code. */
  readonly runCommand: (argv: readonly string[], changes?: Partial<Io>) => Promise<number>;
  /** Writes the files of `--out`. */
  readonly writeOut: (documents: Renderings) => Promise<void>;
}

/** A result in the formats that a command offers; rendered only where asked for. */
export type Renderings = Partial<Record<Format, () => string>>;

export interface CommandResult {
  readonly runResult: RunResult;
  readonly renderings: Renderings;
  /** Written to the `--out` files where they differ from what stdout gets (apply: the plan). */
  readonly outRenderings?: Renderings;
}
