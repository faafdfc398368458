import { spawn } from 'node:child_process';

/** No configuration is larger, and more output could fill the memory. */
const maxBytes = 128 * 1024 * 1024;

export interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** The first line of git's stderr. */
  readonly complaint: string;
}

/** Runs git without a shell. Never rejects: a missing git or too much output is an answer that is not `ok`. */
export function runGit(cwd: string, args: readonly string[], input = ''): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const child = spawn('git', args, { cwd, windowsHide: true });
    const chunks: Buffer[] = [];
    let size = 0;
    let complaint = '';
    const fail = (reason: string): void => resolve({ ok: false, stdout: Buffer.alloc(0), complaint: reason });
    child.on('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'ENOENT' ? 'git is not installed, or not in PATH' : `git cannot be run: ${error.message}`),
    );
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) child.kill();
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < 1000) complaint += chunk.toString('utf8');
    });
    child.on('close', (code) => {
      if (size > maxBytes) fail('more than a configuration can hold');
      else resolve({ ok: code === 0, stdout: Buffer.concat(chunks), complaint: complaint.split('\n')[0] ?? '' });
    });
    child.stdin.end(input);
  });
}
