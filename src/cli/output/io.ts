import type { RunContext } from '../../app/runContext.ts';
import { terminalText } from '../../render/text/escape.ts';
import { usedWidth, wrapLines } from '../../render/text/wrapText.ts';

export interface OutputStream {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  /** Width in columns, if known. */
  readonly columns?: number | undefined;
}

/** SIGHUP: the terminal was closed, or the connection to it was lost. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** The parts of the process that a command may use. `bin.ts` provides them; tests provide their own. */
export interface Io extends Omit<RunContext, 'signal' | 'note' | 'prompt' | 'trace'> {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: {
    readonly isTTY: boolean;
    /** The next line without its end; undefined at the end of input. */
    readonly readLine: () => Promise<string | undefined>;
    /** Everything up to its end. A stop signal ends it early. */
    readonly readAll: () => Promise<Uint8Array>;
  };
  /** The folder of the sample configuration that comes with xtap. */
  readonly sampleConfiguration: string;
  /** Calls the listener for each stop signal until the returned function is called. */
  readonly onStopSignal: (listener: (signal: StopSignal) => void) => () => void;
  /** Ends the process at once; only for the second Ctrl-C. */
  readonly exitNow: (code: number) => void;
}

/** The width of files, and of streams that are not a terminal. */
export const usualWidth = 100;

/** Columns of text. `file`: the files of `--out` do not depend on the terminal. */
export interface TextWidths {
  readonly stdout: number;
  readonly stderr: number;
  /** Of messages: without a known width, each stays on one line, which problem matchers and log searches read. */
  readonly messages: number;
  readonly file: number;
}

/** `requested`: `--width`. Without it: the width of the terminal, otherwise COLUMNS, otherwise 100. */
export function chooseWidths(
  { stdout, stderr, env }: Pick<Io, 'stdout' | 'stderr' | 'env'>,
  requested?: number,
): TextWidths {
  // A pseudo-terminal may report 0.
  const known = ({ columns }: OutputStream): number | undefined => requested ?? (columns || columnsIn(env.COLUMNS));
  const messages = known(stderr);
  return {
    stdout: usedWidth(known(stdout) ?? usualWidth),
    stderr: usedWidth(messages ?? usualWidth),
    messages: messages === undefined ? Number.POSITIVE_INFINITY : usedWidth(messages),
    file: usedWidth(requested ?? usualWidth),
  };
}

/** GitHub shows 96 columns of code. */
export function chooseHelpWidth({ stdout, env }: Pick<Io, 'stdout' | 'env'>, requested?: number): number {
  return usedWidth(requested ?? (stdout.columns || columnsIn(env.COLUMNS)) ?? 96);
}

export function columnsIn(text = ''): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}

/** A message for stderr. Text of third parties cannot add a line. */
export function messageText(lines: readonly string[], { messages }: TextWidths): string {
  return `${wrapLines(lines.map(terminalText), messages).join('\n')}\n`;
}

export const colorChoices = ['auto', 'always', 'never'] as const;
export type ColorChoice = (typeof colorChoices)[number];

/**
 * `auto`: colour follows the terminal; NO_COLOR (no-color.org) turns it off, FORCE_COLOR turns it on. The other choices
 * come from a flag, and take precedence over these variables.
 */
export function chooseColor(io: Io, choice: ColorChoice): { readonly stdout: boolean; readonly stderr: boolean } {
  const { NO_COLOR, FORCE_COLOR } = io.env;
  const choose = (stream: OutputStream): boolean => {
    if (choice !== 'auto') return choice === 'always';
    if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
    if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
    return stream.isTTY && io.env.TERM !== 'dumb';
  };
  return { stdout: choose(io.stdout), stderr: choose(io.stderr) };
}
