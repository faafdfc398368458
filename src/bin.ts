/* The only place that knows `process`, but for start.cts, which leads here. */
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Io, OutputStream, StopSignal } from './cli/output/io.ts';
import { XtapError } from './model/errors.ts';

/** What went wrong with a stream: `apply` must not break off amid its writes since a disk is full. */
const problems = new Map<NodeJS.WriteStream, Error>();

function stream(target: NodeJS.WriteStream): OutputStream {
  // A reader that has seen enough (`xtap plan | head`) is no error.
  target.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') problems.set(target, error);
  });
  return {
    write: (text) => void target.write(text),
    isTTY: target.isTTY === true,
    // People make windows narrower while they wait.
    get columns() {
      return target.columns;
    },
  };
}

async function readLine(): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin });
    let line: string | undefined;
    lines.once('line', (text) => {
      line = text;
      lines.close();
    });
    // A signal and the end of input close it without a line: a question must not outlive the run.
    const release = onStopSignal(() => lines.close());
    lines.once('close', () => {
      release();
      resolve(line);
    });
  });
}

/** On Windows, SIGHUP is the closing of the console: the system ends the process some seconds later in any case. */
const stopSignals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function onStopSignal(listener: (signal: StopSignal) => void): () => void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  const listen = (signal: StopSignal): void => {
    if (signal === 'SIGHUP') process.once('exit', () => terminals.forEach(closeLost));
    listener(signal);
  };
  for (const name of stopSignals) process.on(name, listen);
  return () => {
    for (const name of stopSignals) process.off(name, listen);
  };
}

/**
 * Node restores the mode of each terminal when it exits, and aborts if the terminal is gone: with a core dump, in which
 * the token would be. It leaves a descriptor alone that is closed.
 */
function closeLost(terminal: number): void {
  try {
    closeSync(terminal);
  } catch {
    // It is closed already, which is all that is wanted.
  }
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'it no longer exists' : message;
    const advice = 'Nothing was done. Change to a folder that exists, then run xtap again.';
    throw new XtapError('invalid-path', `xtap cannot use the working directory: ${why}. ${advice}`, { cause });
  }
}

async function main(argv: readonly string[]): Promise<void> {
  const { run } = await import('./cli/main.ts');
  const io: Io = {
    stdout: stream(process.stdout),
    stderr: stream(process.stderr),
    stdin: { isTTY: process.stdin.isTTY === true, readLine },
    env: process.env,
    get cwd() {
      return workingDirectory();
    },
    sampleConfiguration: fileURLToPath(new URL('../configs', import.meta.url)),
    wallNow: Date.now,
    monotonicNow: () => performance.now(),
    random: Math.random,
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
        throw signal?.aborted === true ? signal.reason : error;
      });
    },
    onStopSignal,
    exitNow: (code) => process.exit(code),
  };
  process.exitCode = await run(argv, io);
  // Connections that are kept alive would hold the process for seconds; what was written is flushed first, and an error of
  // the last write is told a turn later.
  process.stdout.write('', () => setImmediate(() => process.stderr.write(lostOutput(), () => process.exit())));
}

/** A result that nobody got is none, whatever the run came to; the code of a worse ending stays. */
function lostOutput(): string {
  const problem = problems.get(process.stdout);
  if (!problem) return '';
  process.exitCode ||= 1;
  return `error[file-not-writable]: stdout cannot be written: ${problem.message}. What was printed is not complete.\n`;
}

/*
 * Many commands are over before optimized code pays for its compilation. With V8's usual budget (67,584) a saved plan of
 * 2,000 changes takes a third longer to read and a plan of a hundred partners a tenth; with a million, a plan of ten
 * thousand files takes a tenth longer. Later releases of Node have no such flag, and say so on stderr.
 */
if (process.versions.node.startsWith('20.')) setFlagsFromString('--interrupt-budget=300000');
await main(process.argv.slice(2));
