/* The program. Only this file and start.cts, which loads it, use `process`. */
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import { run } from './cli/main.ts';
import type { Io, OutputStream, StopSignal } from './cli/output/io.ts';
import { XtapError } from './model/errors.ts';
import { systemClock } from './platform/clock.ts';

/** Errors of streams. They are recorded, not thrown: a full disk must not abort an apply between its writes. */
const streamErrors = new Map<NodeJS.WriteStream, Error>();

function stream(target: NodeJS.WriteStream): OutputStream {
  // EPIPE means that the reader stopped reading (`xtap plan | head`), which is not an error.
  target.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') streamErrors.set(target, error);
  });
  return {
    write: (text) => void target.write(text),
    isTTY: target.isTTY === true,
    // A getter, because the window can be resized during the run.
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
    // A signal or the end of input closes it without a line, so that the prompt does not keep the process alive.
    const release = onStopSignal(() => lines.close());
    lines.once('close', () => {
      release();
      resolve(line);
    });
  });
}

/** More than any configuration may have. The reader then refuses the text because of its size. */
const maxStdinBytes = 128 * 1024 * 1024;

async function readAll(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  const release = onStopSignal(() => process.stdin.destroy());
  process.stdin.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxStdinBytes) process.stdin.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    process.stdin.once('close', resolve).once('end', resolve).once('error', reject);
  }).finally(release);
  return Buffer.concat(chunks);
}

/** On Windows, SIGHUP means that the console was closed; Windows then ends the process after some seconds. */
const stopSignals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function onStopSignal(listener: (signal: StopSignal) => void): () => void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  const listen = (signal: StopSignal): void => {
    if (signal === 'SIGHUP') process.once('exit', () => terminals.forEach(closeTerminal));
    listener(signal);
  };
  for (const name of stopSignals) process.on(name, listen);
  return () => {
    for (const name of stopSignals) process.off(name, listen);
  };
}

/**
 * When Node exits, it restores the mode of each terminal. If the terminal no longer exists, Node aborts with a core
 * dump, which would contain the token. Node skips descriptors that are closed.
 */
function closeTerminal(terminal: number): void {
  try {
    closeSync(terminal);
  } catch {
    // It is already closed.
  }
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'it no longer exists' : message;
    throw new XtapError('invalid-path', `xtap cannot use the working directory: ${why}.`, {
      notDone: 'Nothing was done.',
      next: 'Change to a folder that exists, then run xtap again.',
      cause,
    });
  }
}

async function main(argv: readonly string[]): Promise<void> {
  const io: Io = {
    stdout: stream(process.stdout),
    stderr: stream(process.stderr),
    stdin: { isTTY: process.stdin.isTTY === true, readLine, readAll },
    env: process.env,
    get cwd() {
      return workingDirectory();
    },
    sampleConfiguration: join(import.meta.dirname, '..', 'configs'),
    ...systemClock,
    onStopSignal,
    exitNow: (code) => process.exit(code),
  };
  process.exitCode = await run(argv, io);
  // Exit at once, because kept-alive connections would hold the process for seconds. First flush stdout; Node reports
  // an error of the last write one turn of the event loop later.
  process.stdout.write('', () => setImmediate(() => process.stderr.write(reportLostOutput(), () => process.exit())));
}

/** If stdout failed, sets exit code 1 (an exit code other than 0 stays) and returns the message for stderr. */
function reportLostOutput(): string {
  const problem = streamErrors.get(process.stdout);
  if (!problem) return '';
  process.exitCode ||= 1;
  return `error[file-not-writable]: stdout cannot be written: ${problem.message}. What was printed is not complete.\n`;
}

/*
 * V8 optimizes functions that ran for a while, and most commands end before this has paid off. With these values a plan
 * takes less processor time at every size that was measured, 10 to 10,000 partners: 0.92 to 1.0 of the time on Node 20
 * (against 300,000; the default is 67,584), and 0.69 to 0.92 on Node 22. On Node 24 the second flag gave 0.94 to 1.08.
 * A release of Node that does not know a flag warns on stderr.
 */
const [release] = process.versions.node.split('.');
if (release === '20') setFlagsFromString('--interrupt-budget=1000000');
if (release === '22') setFlagsFromString('--invocation-count-for-turbofan=30000');
// If a promise never settles, Node ends the process, which must not look like success.
process.exitCode = 1;
void main(process.argv.slice(2));
