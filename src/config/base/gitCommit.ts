/*
 * Reads a commit for `--base git:REF`. It does not read or change the work tree, and runs no filter, hook or text
 * conversion: names come from `ls-tree`, contents from `cat-file`, by object id.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { runGit } from '../../platform/git/runGit.ts';
import { isConfigurationFile, pathError, realPath } from '../read/sources.ts';

/** A YAML file, a link or a submodule of a commit, or a path that the user named. */
export interface GitEntry {
  /** Relative to the top of the repository, with `/`. */
  readonly name: string;
  readonly kind: 'file' | 'link' | 'submodule';
  readonly id: string;
}

/** The flag that names the commit, for messages. */
export type BaseFlag = 'base' | 'applied' | 'new-since';

export interface GitCommit {
  readonly ref: string;
  readonly flag: BaseFlag;
  readonly tree: string;
  readonly cwd: string;
  /** The real path of the work tree. */
  readonly top: string;
  /** The path from `top` to the working folder: empty, or with a slash at its end. */
  readonly prefix: string;
}

/** Advice if a commit does not contain a file. `--applied` takes no folder, and `--base` does. */
export function checkoutAdvice({ flag }: Pick<GitCommit, 'flag'>): string {
  return `check the commit out into a folder, and name that with \`--${flag === 'applied' ? 'base' : flag} PATH\``;
}

/** Takes a commit or a tree. The empty tree is the base of a repository from which nothing was applied yet. */
export async function resolveCommit(
  ref: string,
  cwd: string,
  flag: BaseFlag,
): Promise<GitCommit | { readonly problem: Diagnostic }> {
  // Git would read a ref that begins with a dash as an option.
  const isRefused = ref === '' || ref.startsWith('-');
  const answer = isRefused ? undefined : await runGit(cwd, ['rev-parse', '--verify', '--quiet', `${ref}^{tree}`]);
  const tree = answer?.stdout.toString('latin1').trim() ?? '';
  if (answer?.ok && /^[0-9a-f]{40,64}$/.test(tree)) {
    const where = await runGit(cwd, ['rev-parse', '--show-toplevel', '--show-prefix']);
    const [top = '', prefix = ''] = where.stdout.toString('utf8').split('\n');
    if (where.ok) return { ref, flag, tree, cwd, top: realPath(top), prefix };
    return { problem: pathError(`git:${ref} cannot be read here: ${where.complaint}`) };
  }
  if (answer?.complaint) return { problem: pathError(`git:${ref} cannot be read here: ${answer.complaint}`) };
  const hint = 'a shallow clone has only its last commit; in a workflow, check out with `fetch-depth: 0`';
  return { problem: { ...pathError(`git:${ref} does not name a commit here`), ...(isRefused ? {} : { hint }) } };
}

export interface CommitListing {
  readonly entries: readonly GitEntry[];
  /** The names of all regular files. */
  readonly files: ReadonlySet<string>;
}

/** Lists the whole commit, since any file may set a limit. `named`: files that count with any extension. */
export async function listCommit(
  commit: GitCommit,
  named: readonly string[],
): Promise<CommitListing | { readonly problem: Diagnostic }> {
  const { tree, top } = commit;
  const answer = await runGit(top, ['ls-tree', '--full-tree', '-r', '-z', tree]);
  if (!answer.ok) return { problem: cannotList(commit, answer.complaint) };
  const all = entriesOf(answer.stdout);
  const namedFiles = new Set(named);
  return {
    entries: all.filter(({ name, kind }) => kind !== 'file' || isConfigurationFile(name) || namedFiles.has(name)),
    files: new Set(all.flatMap(({ name, kind }) => (kind === 'file' ? [name] : []))),
  };
}

function entriesOf(listing: Buffer): readonly GitEntry[] {
  return listing
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', type = '', id = ''] = line.slice(0, tab).split(' ');
      const kind = type === 'commit' ? 'submodule' : mode === '120000' ? 'link' : 'file';
      return tab < 0 || type === 'tree' ? [] : [{ name: line.slice(tab + 1), kind, id } as const];
    });
}

/**
 * The names of YAML files with a line that matches one of the patterns. Git searches many times faster than xtap reads
 * files, so a repository with many manifests costs little. With `--text`, no attribute of the work tree hides a file.
 */
export async function findFilesMatching(
  commit: GitCommit,
  patterns: readonly string[],
): Promise<ReadonlySet<string> | { readonly problem: Diagnostic }> {
  const { tree, top } = commit;
  const flags = [
    '--files-with-matches',
    '--null',
    '--text',
    '--full-name',
    '--no-recurse-submodules',
    '--extended-regexp',
  ];
  const paths = [':(top,icase)*.yaml', ':(top,icase)*.yml'];
  const answer = await runGit(top, [
    'grep',
    ...flags,
    ...patterns.flatMap((each) => ['-e', each]),
    tree,
    '--',
    ...paths,
  ]);
  // Git fails without a message if nothing matches.
  if (!answer.ok && answer.complaint !== '') return { problem: cannotList(commit, answer.complaint) };
  const names = answer.stdout.toString('utf8').split('\0').filter(Boolean);
  return new Set(names.map((name) => name.slice(tree.length + 1)));
}

function cannotList(commit: GitCommit, reason: string): Diagnostic {
  const problem = pathError(`git:${commit.ref} cannot be listed: ${reason || 'git failed'}`);
  return { ...problem, hint: checkoutAdvice(commit) };
}

/**
 * The sizes in bytes, in the order of the entries; 0 for an object that git does not have. Ask only for entries that
 * will be read: in a partial clone, git fetches every object that it is asked for.
 */
export async function sizesOf({ top }: GitCommit, entries: readonly GitEntry[]): Promise<readonly number[]> {
  if (entries.length === 0) return [];
  const answer = await runGit(top, ['cat-file', '--batch-check'], idLines(entries));
  const lines = answer.stdout.toString('latin1').split('\n');
  return entries.map((_, index) => Number(/ blob (\d+)$/.exec(lines[index] ?? '')?.[1] ?? 0));
}

function idLines(entries: readonly GitEntry[]): string {
  return entries.map(({ id }) => `${id}\n`).join('');
}

/** The contents, in the order of the entries; undefined for an object that git does not have. */
export async function readBlobs(
  { top }: GitCommit,
  entries: readonly GitEntry[],
): Promise<readonly (Buffer | undefined)[]> {
  if (entries.length === 0) return [];
  const answer = await runGit(top, ['cat-file', '--batch'], idLines(entries));
  const blobs: (Buffer | undefined)[] = [];
  // For each id, git writes a line `<id> blob <size>`, the contents and a line break; or a line with an error.
  for (let at = 0; blobs.length < entries.length && at < answer.stdout.length; ) {
    const end = answer.stdout.indexOf(10, at);
    const [, size] = /^[0-9a-f]{40,64} blob (\d+)$/.exec(answer.stdout.toString('latin1', at, end)) ?? [];
    at = end + 1 + (size === undefined ? 0 : Number(size) + 1);
    blobs.push(size === undefined ? undefined : answer.stdout.subarray(end + 1, at - 1));
  }
  return blobs;
}
