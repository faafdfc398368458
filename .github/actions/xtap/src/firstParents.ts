import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The commits that the branch itself has been at, newest first. Not every ancestor: a merge brings the commits of
 * somebody's branch along, and what those say was never what the branch said.
 */
export async function firstParents(cwd: string): Promise<ReadonlySet<string>> {
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', args, { cwd, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  };
  if ((await git('rev-parse', '--is-shallow-repository')).trim() !== 'false') {
    throw new Error('"base-from" needs the history of the branch: check out with "fetch-depth: 0".');
  }
  return new Set((await git('rev-list', '--first-parent', 'HEAD')).split('\n'));
}
