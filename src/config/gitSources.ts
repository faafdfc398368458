/*
 * A configuration as it was at a commit, for `--base git:REF`. The work tree is neither read nor changed, and no
 * filter, hook or text conversion runs: names come from `ls-tree`, contents from `cat-file`.
 */
import { posix } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/json.ts';
import { runGit } from './runGit.ts';
import { limits } from './sourceFile.ts';
import { isConfigurationFile, pathError, type Sources, toSource, withinTotal } from './sources.ts';

export async function readGitSources(ref: string, paths: readonly string[], cwd: string): Promise<Sources> {
  const commit = await resolveCommit(ref, cwd);
  if (!('id' in commit)) return { sources: [], diagnostics: [commit.problem] };
  const diagnostics: Diagnostic[] = [];
  const names = new Map<string, number>();
  for (const path of paths) {
    const listed = await listFiles(commit.id, path, cwd);
    if (typeof listed === 'string') diagnostics.push(pathError(`${path} cannot be listed at git:${ref}: ${listed}`));
    else for (const [name, size] of listed) names.set(name, size);
  }
  // Before the change that brings the first configuration there is none, and that is no failure.
  if (names.size === 0 && diagnostics.length === 0) return { sources: [], diagnostics: [], isAbsent: true };
  const sorted = [...names.keys()].sort(compareText);
  const tooMuch = withinTotal([...names.values()]);
  if (tooMuch) return { sources: [], diagnostics: [...diagnostics, tooMuch] };
  const contents = await readBlobs(commit.id, sorted, cwd);
  const sources = sorted.flatMap((name, index) => {
    const bytes = contents[index];
    const read = bytes ? toSource(`git:${ref}:${name}`, bytes) : pathError(`git:${ref}:${name} cannot be read`);
    if ('text' in read) return [read];
    diagnostics.push(read);
    return [];
  });
  return { sources, diagnostics };
}

async function resolveCommit(
  ref: string,
  cwd: string,
): Promise<{ readonly id: string } | { readonly problem: Diagnostic }> {
  // A ref that begins with a dash would be an option to git.
  const refused = ref === '' || ref.startsWith('-');
  const answer = refused ? undefined : await runGit(cwd, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  const id = answer?.stdout.toString('latin1').trim() ?? '';
  if (answer?.ok && /^[0-9a-f]{40,64}$/.test(id)) return { id };
  const why = answer?.complaint ? `: ${answer.complaint}` : '';
  const hint = 'a shallow clone has only its last commit; in a workflow, check out with `fetch-depth: 0`';
  return { problem: { ...pathError(`git:${ref} names no commit here${why}`), ...(refused ? {} : { hint }) } };
}

/** Sizes by name, relative to `cwd`; git's complaint where it cannot tell. */
async function listFiles(commit: string, path: string, cwd: string): Promise<ReadonlyMap<string, number> | string> {
  const wanted = posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
  const folder = wanted === '.' ? [] : ['--', wanted];
  const answer = await runGit(cwd, ['ls-tree', '-r', '-z', '--long', commit, ...folder]);
  const files = new Map<string, number>();
  if (!answer.ok) return answer.complaint || 'git ls-tree failed';
  for (const entry of answer.stdout.toString('utf8').split('\0')) {
    const [facts = '', name = ''] = entry.split('\t');
    const [, type, , size = '0'] = facts.split(/\s+/);
    if (type === 'blob' && (name === wanted || isConfigurationFile(name))) files.set(name, Number(size) || 0);
  }
  return files;
}

async function readBlobs(
  commit: string,
  names: readonly string[],
  cwd: string,
): Promise<readonly (Buffer | undefined)[]> {
  if (names.length === 0) return [];
  const prefix = (await runGit(cwd, ['rev-parse', '--show-prefix'])).stdout.toString('utf8').trim();
  // One name a line is what cat-file reads, so a name with a line break cannot be asked for.
  const asked = names.map((name) => `${commit}:${posix.normalize(posix.join(prefix, name)).replaceAll('\n', '')}`);
  const answer = await runGit(cwd, ['cat-file', '--batch', '--follow-symlinks'], `${asked.join('\n')}\n`);
  return splitBatch(answer.stdout, names.length);
}

/** `cat-file --batch` answers each name with a line `<id> blob <size>` and the contents, or with a line of regret. */
function splitBatch(output: Buffer, count: number): readonly (Buffer | undefined)[] {
  const blobs: (Buffer | undefined)[] = [];
  let at = 0;
  while (blobs.length < count && at < output.length) {
    const end = output.indexOf(10, at);
    const header = output.toString('utf8', at, end);
    const [, type, size = ''] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(header) ?? [];
    at = end + 1;
    if (type === undefined && /^(symlink|dangling|loop|notdir) \d+$/.test(header)) at = output.indexOf(10, at) + 1;
    const length = type === undefined ? 0 : Number(size);
    blobs.push(type === 'blob' && length <= limits.fileBytes ? output.subarray(at, at + length) : undefined);
    if (type !== undefined) at += length + 1;
  }
  return blobs;
}
