/* A shell that runs the blocks of a page one after the other, as a reader pastes them. Variables and `cd` persist. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Shell {
  /** Runs the commands and returns what the terminal shows: stdout and stderr. Rejects if they fail. */
  readonly run: (commands: string) => Promise<string>;
  /** Starts the commands in a terminal of their own, and resolves with its first output. */
  readonly runInSecondTerminal: (commands: string) => Promise<string>;
  readonly end: () => void;
}

interface Place {
  readonly cwd: string;
  /** For files that the reader does not see. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
}

const endMark = 'end-of-block';
/** A block that waits for the reader must not outlive the test that finds it. */
const longestMs = 60_000;

export function startShell({ cwd, scratch, env }: Place): Shell {
  const terminals: ChildProcess[] = [];
  const open = (words: readonly string[]): ChildProcess => {
    // Its own process group, so that the test can end all processes in it.
    const child = spawn('bash', ['--noprofile', '--norc', ...words], { cwd, env, detached: true });
    terminals.push(child);
    return child;
  };
  const first = open([]);
  first.stdin?.write('exec 2>&1\n');
  let count = 0;

  async function run(commands: string): Promise<string> {
    count += 1;
    const file = join(scratch, `block-${count}.sh`);
    // A block that prints the exit code expects a failure; any other command must succeed.
    const isChecked = !commands.includes('echo $?');
    writeFileSync(file, isChecked ? `set -e\n${commands}\nset +e\n` : commands);
    const output = outputUntil(first, endMark);
    first.stdin?.write(`source '${file}' < /dev/null; echo ${endMark}\n`);
    return output;
  }

  function runInSecondTerminal(commands: string): Promise<string> {
    const child = open(['-c', `exec 2>&1\n${commands}`]);
    return new Promise((resolve, reject) => {
      child.stdout?.once('data', (text: Buffer) => resolve(text.toString()));
      child.once('close', (code) => reject(new Error(`ended at once, with ${String(code)}`)));
    });
  }

  function end(): void {
    for (const { pid, exitCode } of terminals) {
      if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGKILL');
    }
  }
  return { run, runInSecondTerminal, end };
}

function outputUntil(child: ChildProcess, mark: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      done();
      reject(new Error(`the commands did not end\n${text}`));
    }, longestMs);
    const done = (): void => {
      clearTimeout(timer);
      child.stdout?.off('data', onData);
      child.off('close', onClose);
    };
    const onData = (part: Buffer): void => {
      text += part.toString();
      if (!text.endsWith(`${mark}\n`)) return;
      done();
      resolve(text.slice(0, -mark.length - 1));
    };
    const onClose = (code: number | null): void => {
      done();
      reject(new Error(`a command failed: exit ${String(code)}, and the page does not print it\n${text}`));
    };
    child.stdout?.on('data', onData);
    child.once('close', onClose);
  });
}
