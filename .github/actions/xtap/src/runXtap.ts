import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';

export interface XtapRun {
  readonly exitCode: number;
  readonly stdout: string;
  /** Its last part: a log can be long. */
  readonly stderr: string;
}

const keptOfStderr = 20_000;

/**
 * Runs the xtap that was built beside this action. It gets the job's environment without the action's own inputs: the
 * token that writes comments is none of its business.
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
    // A group of its own: a signal to this process's group would reach xtap twice, and the second ends it at once.
    detached: process.platform !== 'win32',
  });
  // A cancelled job: xtap finishes what is in flight and reports, so this process stays to read that.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  try {
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
    const [exitCode, stdout, stderr] = await Promise.all([ended, collect(child.stdout), relay(child.stderr)]);
    return { exitCode, stdout, stderr };
  } finally {
    process.off('SIGINT', pass).off('SIGTERM', pass);
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

/** Shows a stream while it comes. */
async function relay(stream: Readable): Promise<string> {
  let kept = '';
  const quiet = silenceCommands();
  for await (const chunk of stream.setEncoding('utf8')) {
    process.stdout.write(String(chunk));
    kept = (kept + String(chunk)).slice(-keptOfStderr);
  }
  quiet.end(kept);
  return kept;
}

/** Prints a text that the runner shall not read for workflow commands. */
export function printPlainly(text: string): void {
  const quiet = silenceCommands();
  process.stdout.write(text);
  quiet.end(text);
}

function silenceCommands(): { readonly end: (printed: string) => void } {
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n`);
  return {
    end: (printed) =>
      void process.stdout.write(`${printed === '' || printed.endsWith('\n') ? '' : '\n'}::${token}::\n`),
  };
}
