import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The built program, as users run it. */
export const program = join(__dirname, '..', '..', 'dist', 'xtap.cjs');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Text for stdin, which is not a terminal; closed at once without it. */
  readonly input?: string;
  /** A program that hangs must not outlive the test that finds it. */
  readonly timeoutMs?: number;
}

export interface Started {
  readonly child: ChildProcess;
  /** What it has written to stderr so far. */
  readonly stderr: () => string;
  readonly done: Promise<Run>;
}

/** Starts `xtap` with an environment of its own, without the identity and the colours of this machine. */
export function start(words: readonly string[], { cwd, env, input, timeoutMs = 60_000 }: RunOptions): Started {
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, TMPDIR: cwd, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const done = new Promise<Run>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  child.stdin.end(input ?? '');
  return { child, stderr: () => stderr, done };
}

/** Runs `xtap` to its end. */
export function xtap(words: readonly string[], options: RunOptions): Promise<Run> {
  return start(words, options).done;
}
