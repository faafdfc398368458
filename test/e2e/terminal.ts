import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, type RunOptions } from './program.ts';

/** Whether `script` of util-linux is here, which lends a child a pseudo-terminal. */
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
