/*
 * A configuration as it was at a commit, for `--base git:REF`. The work tree is neither read nor changed, and no
 * filter, hook or text conversion runs: names come from `ls-tree`, contents from `cat-file`.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/json.ts';
import { type GitTree, listGitFiles, resolveNames } from './gitTree.ts';
import { runGit } from './runGit.ts';
import { pathError, realPath, type Sources, toSource, withinTotal } from './sources.ts';

export async function readGitSources(ref: string, paths: readonly string[], cwd: string): Promise<Sources> {
  const tree = await resolveTree(ref, cwd);
  if (!('id' in tree)) return { sources: [], diagnostics: [tree.problem] };
  const diagnostics: Diagnostic[] = [];
  const names = new Map<string, number>();
  for (const path of paths) {
    const { files, problems } = await listGitFiles(tree, path);
    for (const problem of problems) diagnostics.push(pathError(`${path} cannot be listed at git:${ref}: ${problem}`));
    for (const [name, size] of files) names.set(name, size);
  }
  // Before the change that brings the first configuration there is none, and that is no failure.
  if (names.size === 0 && diagnostics.length === 0) return { sources: [], diagnostics: [], isAbsent: true };
  const sorted = [...names.keys()].sort(compareText);
  const tooMuch = withinTotal([...names.values()]);
  if (tooMuch) return { sources: [], diagnostics: [...diagnostics, tooMuch] };
  const contents = await resolveNames(sorted, tree, '--batch');
  const sources = sorted.flatMap((name, index) => {
    const { kind, bytes } = contents[index] ?? { kind: 'nothing' };
    const label = `git:${ref}:${name}`;
    const read = kind === 'blob' && bytes ? toSource(label, bytes) : pathError(`${label} cannot be read`);
    if ('text' in read) return [read];
    diagnostics.push(read);
    return [];
  });
  return { sources, diagnostics };
}

/** The tree of a commit, or a tree itself: the empty one stands for the time before there was a configuration. */
async function resolveTree(ref: string, cwd: string): Promise<GitTree | { readonly problem: Diagnostic }> {
  // A ref that begins with a dash would be an option to git.
  const refused = ref === '' || ref.startsWith('-');
  const answer = refused ? undefined : await runGit(cwd, ['rev-parse', '--verify', '--quiet', `${ref}^{tree}`]);
  const id = answer?.stdout.toString('latin1').trim() ?? '';
  if (answer?.ok && /^[0-9a-f]{40,64}$/.test(id)) {
    const where = await runGit(cwd, ['rev-parse', '--show-toplevel', '--show-prefix']);
    const [top = '', prefix = ''] = where.stdout.toString('utf8').split('\n');
    if (where.ok) return { id, cwd, top: realPath(top), prefix };
    return { problem: pathError(`git:${ref} cannot be read here: ${where.complaint}`) };
  }
  if (answer?.complaint) return { problem: pathError(`git:${ref} cannot be read here: ${answer.complaint}`) };
  const hint = 'a shallow clone has only its last commit; in a workflow, check out with `fetch-depth: 0`';
  return { problem: { ...pathError(`git:${ref} names no commit here`), ...(refused ? {} : { hint }) } };
}
