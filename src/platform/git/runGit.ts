import { spawn } from 'node:child_process';

/** No configuration is larger, and more output could fill the memory. */
const maxBytes = 128 * 1024 * 1024;

export interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** The first line of git's stderr, with the command that git offers as a remedy. */
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
      else resolve({ ok: code === 0, stdout: Buffer.concat(chunks), complaint: complaintOf(complaint) });
    });
    child.stdin.end(input);
  });
}

/** Of a repository of another owner ("dubious ownership"), git names the command that trusts it. */
function complaintOf(stderr: string): string {
  const [first = '', ...others] = stderr.split('\n').map((line) => line.trim());
  const remedy = others.find((line) => line.startsWith('git config ') && line.includes('safe.directory'));
  return remedy === undefined ? first : `${first}. If you trust this folder, run "${remedy}"`;
}
