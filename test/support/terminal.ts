import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, type RunOptions } from './program.ts';

/** Whether `script` of util-linux is installed, which gives a child a pseudo-terminal. */
export function hasTerminal(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8', stdio: 'pipe' }).includes('util-linux');
  } catch {
    return false;
  }
}

export interface TerminalRun {
  readonly code: number | null;
  /** Everything the terminal showed: stdout, stderr and the echo of what was typed. */
  readonly shown: string;
}

/** What happens when the prompt has come: keys are typed, or the program gets a signal. */
export type Reaction = { readonly keys: string } | { readonly signal: NodeJS.Signals };

/** Runs `xtap` at a terminal. */
export function atTerminal(
  words: readonly string[],
  prompt: string,
  reaction: Reaction,
  { cwd, env }: RunOptions,
): Promise<TerminalRun> {
  const command = [process.execPath, program, ...words].map((word) => `'${word}'`).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(
      'script',
      ['--quiet', '--return', '--command', `echo $$ >terminal.pid; exec ${command}`, '/dev/null'],
      {
        cwd,
        env: { PATH: process.env.PATH ?? '', HOME: cwd, SHELL: '/bin/sh', TERM: 'dumb', ...env },
        stdio: ['pipe', 'pipe', 'inherit'],
        timeout: 30_000,
      },
    );
    let shown = '';
    let isAsked = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      if (isAsked || !shown.includes(prompt)) return;
      isAsked = true;
      if ('keys' in reaction) child.stdin.write(reaction.keys);
      else process.kill(Number(readFileSync(join(cwd, 'terminal.pid'), 'utf8')), reaction.signal);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, shown }));
  });
}

/**
 * Runs `xtap` at a terminal that is closed when `isDue`. The shell passes SIGHUP on to its job, as interactive ones do,
 * and prints the exit code.
 */
export async function atClosedTerminal(
  words: readonly string[],
  isDue: Promise<void>,
  { cwd, env }: RunOptions,
): Promise<{ readonly exitCode: () => Promise<number | undefined> }> {
  const command = [process.execPath, program, ...words].map((word) => `'${word}'`).join(' ');
  const shell = `${command} & pid=$!; trap "kill -HUP $pid" HUP; wait $pid; wait $pid; echo $? >exit-code`;
  const child = spawn('script', ['--quiet', '--command', shell, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, SHELL: '/bin/sh', TERM: 'dumb', ...env },
    stdio: ['pipe', 'ignore', 'inherit'],
    timeout: 30_000,
  });
  await isDue;
  child.kill('SIGKILL');
  const told = (): string => {
    const file = join(cwd, 'exit-code');
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  };
  return {
    exitCode: async () => {
      for (let n = 0; n < 1_000 && told() === ''; n += 1) await new Promise((done) => setTimeout(done, 20));
      return told() === '' ? undefined : Number(told());
    },
  };
}
