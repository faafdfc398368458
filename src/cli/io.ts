/** Everything a command may touch of its process. `bin.ts` fills it; tests bring their own. */
export interface OutputStream {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  /** Width in columns, where known. */
  readonly columns?: number | undefined;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: {
    readonly isTTY: boolean;
    /** The next line without its end; undefined at the end of input. */
    readonly readLine: () => Promise<string | undefined>;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The folder of the sample configuration that comes with xtap. */
  readonly sampleConfiguration: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Waits, or rejects with the signal's reason. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Calls back for each SIGINT and SIGTERM until the returned function is called. */
  readonly onStopSignal: (listener: (signal: StopSignal) => void) => () => void;
  /** Ends the process at once; for the second Ctrl-C only. */
  readonly exitNow: (code: number) => void;
}
