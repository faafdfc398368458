import type { RunContext } from '../../app/runContext.ts';

export interface OutputStream {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  /** Width in columns, where known. */
  readonly columns?: number | undefined;
}

/** SIGHUP: the terminal was closed, or the connection to it was lost. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Everything a command may touch of its process. `bin.ts` fills it; tests bring their own. */
export interface Io extends Omit<RunContext, 'signal' | 'note' | 'trace'> {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: {
    readonly isTTY: boolean;
    /** The next line without its end; undefined at the end of input. */
    readonly readLine: () => Promise<string | undefined>;
  };
  /** The folder of the sample configuration that comes with xtap. */
  readonly sampleConfiguration: string;
  /** Calls back for each of these signals until the returned function is called. */
  readonly onStopSignal: (listener: (signal: StopSignal) => void) => () => void;
  /** Ends the process at once; for the second Ctrl-C only. */
  readonly exitNow: (code: number) => void;
}
