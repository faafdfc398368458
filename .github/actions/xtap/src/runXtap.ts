import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';

export interface XtapRun {
  readonly exitCode: number;
  readonly stdout: string;
  /** The end of stderr, since a log can be long. */
  readonly stderr: string;
}

const maxStderr = 20_000;

/**
 * Runs the xtap that was built beside this action. It gets the environment of the job without the inputs of the action,
 * since xtap must not see the token that writes comments.
 */
export async function runXtap(
  program: string,
  args: readonly string[],
  { cwd, commit }: { readonly cwd: string; readonly commit: string },
): Promise<XtapRun> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...inheritedEnvironment(process.env), GITHUB_SHA: commit, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Own process group: a signal to the group of this process would reach xtap twice, and the second ends it at once.
    detached: process.platform !== 'win32',
  });
  // After a cancellation xtap finishes the requests in flight and reports, so this process must continue to read.
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  try {
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
    const [exitCode, stdout, stderr] = await Promise.all([ended, collect(child.stdout), relay(child.stderr)]);
    return { exitCode, stdout, stderr };
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward);
  }
}

function inheritedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(INPUT_.*|GITHUB_TOKEN|GH_TOKEN)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}

async function collect(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** Copies a stream to stdout as it arrives, and returns its end. */
async function relay(stream: Readable): Promise<string> {
  let kept = '';
  const silence = silenceCommands();
  for await (const chunk of stream.setEncoding('utf8')) {
    process.stdout.write(String(chunk));
    kept = (kept + String(chunk)).slice(-maxStderr);
  }
  silence.end(kept);
  return kept;
}

/** Prints a text in which the runner ignores workflow commands. */
export function printPlainly(text: string): void {
  const silence = silenceCommands();
  process.stdout.write(text);
  silence.end(text);
}

function silenceCommands(): { readonly end: (printed: string) => void } {
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n`);
  return {
    end: (printed) =>
      void process.stdout.write(`${printed === '' || printed.endsWith('\n') ? '' : '\n'}::${token}::\n`),
  };
}
