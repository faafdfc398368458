/*
 * Reads the files at the given paths of a commit, and the other files of the commit that may set a limit. A submodule,
 * a file of Git LFS or a link is an error and never skipped: a base without a file lacks its guards and protected
 * partners, and one change could then raise a limit and use it. Rejected: following links. That repeats the rules of
 * the file system for git, and `--base` also takes a folder.
 */

import { dirname, posix, resolve } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { compareText } from '../../model/json.ts';
import { relativeName } from '../../platform/files/relativeName.ts';
import { limits, type SourceFile } from '../read/sourceFile.ts';
import { isConfigurationFile, pathError, realPath, withinTotal } from '../read/sources.ts';
import { toSource } from '../read/sourceText.ts';
import { isAtOrBelow, parentOf } from './baseLimits.ts';
import {
  type CommitListing,
  checkoutAdvice,
  findFilesMatching,
  type GitCommit,
  type GitEntry,
  listCommit,
  readBlobs,
  sizesOf,
} from './gitCommit.ts';
import { mayHaveStatements, relevantLines } from './statements.ts';

/** A file of a commit, with its name relative to the top of the repository. */
export interface CommitFile extends SourceFile {
  readonly name: string;
}

/** A given path, and its name in the repository: empty for the top. */
export interface CommitPath {
  readonly path: string;
  readonly inside: string;
  /** True if the commit has a file of a configuration there. */
  readonly exists: boolean;
}

export interface CommitFiles {
  readonly paths: readonly CommitPath[];
  /** The files at the given paths. */
  readonly own: readonly CommitFile[];
  /** The other files that may set a limit or declare a tenant. */
  readonly others: readonly CommitFile[];
  /** The other links, submodules and files of Git LFS. */
  readonly unread: readonly UnreadFile[];
  /** Errors of the files at the given paths. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface UnreadFile {
  readonly name: string;
  readonly problem: Diagnostic;
}

export async function readCommitFiles(commit: GitCommit, paths: readonly string[]): Promise<CommitFiles> {
  const places = paths.map((path) => ({ path, inside: pathInRepository(commit, path) }));
  const outside = places.find(({ inside }) => inside === undefined);
  if (outside)
    return failedRead(pathError(`${outside.path} lies outside of the repository of git:${commit.ref}`), commit);
  const named = places.map(({ inside }) => inside ?? '');
  const [listing, matching] = await Promise.all([listCommit(commit, named), findFilesMatching(commit, relevantLines)]);
  if ('problem' in listing) return failedRead(listing.problem, commit);
  if ('problem' in matching) return failedRead(matching.problem, commit);

  const { entries } = listing;
  const harmless = (await harmlessLinks(listing, commit)).filter((name) => !named.includes(name));
  const isOwn = (entry: GitEntry): boolean => named.some((place) => isNamed(entry, place));
  const isAbove = ({ kind, name }: GitEntry): boolean =>
    kind !== 'file' && named.some((place) => isAtOrBelow(place, name));
  const ignored = new Set(harmless);
  const relevant = entries.filter(({ name }) => !ignored.has(name));
  const own = relevant.filter((entry) => isOwn(entry) || isAbove(entry));
  const ownNames = new Set(own.map(({ name }) => name));
  const others = relevant.filter(({ name }) => !ownNames.has(name));
  const isCandidate = ({ kind, name }: GitEntry): boolean => kind !== 'file' || matching.has(name);
  const readable = await withinLimits({ own, candidates: others.filter(isCandidate) }, commit);
  if ('problem' in readable) return failedRead(readable.problem, commit);
  const ownFiles = await readEntries(own, commit);
  const otherFiles = await readEntries(readable.candidates, commit);
  return {
    paths: places.map(({ path, inside = '' }) => ({
      path,
      inside,
      exists: own.some(({ name }) => isAtOrBelow(name, inside)),
    })),
    own: ownFiles.files,
    diagnostics: ownFiles.unread.map(({ problem }) => problem),
    others: otherFiles.files.filter(({ text }) => mayHaveStatements(text)),
    unread: otherFiles.unread,
  };
}

interface EntrySelection {
  readonly own: readonly GitEntry[];
  readonly candidates: readonly GitEntry[];
}

/** Drops the candidates that are too large for a configuration. Returns a problem if the rest is too large. */
async function withinLimits(
  { own, candidates }: EntrySelection,
  commit: GitCommit,
): Promise<EntrySelection | { readonly problem: Diagnostic }> {
  const regular = [...own, ...candidates].filter(({ kind }) => kind === 'file');
  const sizes = await sizesOf(commit, regular);
  const bytes = new Map(regular.map(({ name }, index) => [name, sizes[index] ?? 0]));
  const sizeOf = ({ name }: GitEntry): number => bytes.get(name) ?? 0;
  const small = candidates.filter((entry) => sizeOf(entry) <= limits.fileBytes);
  const problem = [own, small].map((entries) => withinTotal(entries.map(sizeOf))).find(Boolean);
  return problem ? { problem } : { own, candidates: small };
}

function failedRead(problem: Diagnostic, commit: GitCommit): CommitFiles {
  return { paths: [], own: [], others: [], unread: [], diagnostics: [{ ...problem, hint: checkoutAdvice(commit) }] };
}

/**
 * The name of a path in the repository; undefined if it is outside. Follows links that lead to the work tree, but not
 * links inside it: their targets may have been others at the commit.
 */
export function pathInRepository({ top, cwd }: GitCommit, path: string): string | undefined {
  const absolute = resolve(cwd, path);
  const above: string[] = [absolute];
  for (let at = absolute; dirname(at) !== at; at = dirname(at)) above.unshift(dirname(at));
  const workTree = above.find((folder) => realPath(folder) === top);
  return workTree === undefined ? undefined : relativeName(absolute, workTree);
}

/** True if the path includes the entry. A folder does not include names that begin with a dot. */
function isNamed({ name, kind }: GitEntry, place: string): boolean {
  if (name === place) return true;
  if (!isAtOrBelow(name, place)) return false;
  const below = place === '' ? name : name.slice(place.length + 1);
  return !below.split('/').some((part) => part.startsWith('.')) && (kind !== 'file' || isConfigurationFile(name));
}

/**
 * Links to a regular file whose own name is not that of a configuration file: xtap would not read them. Without this, a
 * link such as `CLAUDE.md` to `AGENTS.md` would refuse every base. With such links, a plan takes the same time (0.99).
 */
async function harmlessLinks({ entries, files }: CommitListing, commit: GitCommit): Promise<readonly string[]> {
  const links = entries.filter(({ kind, name }) => kind === 'link' && !isConfigurationFile(name));
  const targets = (await readBlobs(commit, links)).map((bytes, index) =>
    posix.join(parentOf(links[index]?.name ?? ''), bytes?.toString('utf8') ?? ''),
  );
  return links.flatMap(({ name }, index) => (files.has(targets[index] ?? '') ? [name] : []));
}

/** The files that git has, by name, and the problems of the others. */
async function readEntries(
  entries: readonly GitEntry[],
  commit: GitCommit,
): Promise<{ readonly files: readonly CommitFile[]; readonly unread: readonly UnreadFile[] }> {
  const regular = entries.filter(({ kind }) => kind === 'file').sort((a, b) => compareText(a.name, b.name));
  const contents = await readBlobs(commit, regular);
  const read = regular.map((entry, index) => ({ entry, source: sourceOf(entry, contents[index], commit) }));
  const others = entries.filter(({ kind }) => kind !== 'file');
  return {
    files: read.flatMap(({ entry: { name }, source }) => ('text' in source ? [{ ...source, name }] : [])),
    unread: [
      ...read.flatMap(({ entry: { name }, source }) => ('text' in source ? [] : [{ name, problem: source }])),
      ...others.map((entry) => ({ name: entry.name, problem: notInCommit(entry, commit) })),
    ],
  };
}

function notInCommit({ kind, name }: GitEntry, commit: GitCommit): Diagnostic {
  const reason =
    kind === 'submodule'
      ? 'is a submodule, and the commit does not contain its files'
      : 'is a symbolic link, and xtap does not follow the links of a commit';
  return { ...pathError(`${displayCommitPath(name, commit)} ${reason}`), hint: checkoutAdvice(commit) };
}

function sourceOf({ name }: GitEntry, bytes: Buffer | undefined, commit: GitCommit): SourceFile | Diagnostic {
  const label = displayCommitPath(name, commit);
  if (!bytes) return { ...pathError(`${label} cannot be read`), hint: checkoutAdvice(commit) };
  if (!bytes.toString('latin1', 0, 60).startsWith(lfsPointerStart)) return toSource(label, bytes);
  const reason = 'is a pointer of Git LFS, and the commit does not contain the file';
  return { ...pathError(`${label} ${reason}`), hint: checkoutAdvice(commit) };
}

/** The first line of every pointer file of Git LFS. */
const lfsPointerStart = 'version https://git-lfs.github.com/spec/';

/** A file of a commit for messages: relative to the working folder, in the form that `--base` takes. */
export function displayCommitPath(name: string, { ref, prefix }: GitCommit): string {
  return `git:${ref}:${posix.relative(prefix, name) || '.'}`;
}
