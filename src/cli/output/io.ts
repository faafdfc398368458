import type { RunContext } from '../../app/runContext.ts';

export interface OutputStream {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  /** Width in columns, if known. */
  readonly columns?: number | undefined;
}

/** SIGHUP: the terminal was closed, or the connection to it was lost. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** The parts of the process that a command may use. `bin.ts` provides them; tests provide their own. */
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
  /** Calls the listener for each stop signal until the returned function is called. */
  readonly onStopSignal: (listener: (signal: StopSignal) => void) => () => void;
  /** Ends the process at once; only for the second Ctrl-C. */
  readonly exitNow: (code: number) => void;
}

/** The width of files and of pipes, and of terminals that do not report one. */
export const usualWidth = 120;

/** The width of a stream in columns. */
export function textWidth(stream: OutputStream): number {
  return stream.columns || usualWidth; // a pseudo-terminal may report 0
}

/** Colour follows the terminal; NO_COLOR (no-color.org) and `--no-color` turn it off, FORCE_COLOR turns it on. */
export function chooseColor(io: Io, isTurnedOff: boolean): { readonly stdout: boolean; readonly stderr: boolean } {
  const { NO_COLOR, FORCE_COLOR } = io.env;
  const choose = (stream: OutputStream): boolean => {
    if (isTurnedOff || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
    if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
    return stream.isTTY && io.env.TERM !== 'dumb';
  };
  return { stdout: choose(io.stdout), stderr: choose(io.stderr) };
}
