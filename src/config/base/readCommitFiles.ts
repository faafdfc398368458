/*
 * The files that paths name at a commit, and the other files of the commit that may set a limit. What a commit does not
 * hold (a submodule, a file of Git LFS) and links are a problem and never skipped: a base that misses a file misses its
 * guards and protected partners, and one change could then lift a limit and use it. Following links was rejected: it
 * repeats the file system's rules in git's terms, and a base is read from a folder as well.
 */
import { dirname, posix, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { compareText } from '../../model/json.ts';
import { limits, type SourceFile } from '../read/sourceFile.ts';
import { isConfigurationFile, pathError, realPath, toSource, withinTotal } from '../read/sources.ts';
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

/** A file of a commit, with its name from the top of the repository. */
export interface CommitFile extends SourceFile {
  readonly name: string;
}

/** A path that was named, and where it is in the repository: empty for the top. */
export interface CommitPath {
  readonly path: string;
  readonly inside: string;
  /** Whether the commit has a file of a configuration there. */
  readonly exists: boolean;
}

export interface CommitFiles {
  readonly paths: readonly CommitPath[];
  /** Behind the paths. */
  readonly own: readonly CommitFile[];
  /** Elsewhere, of those that may set a limit or declare a tenant. */
  readonly others: readonly CommitFile[];
  /** Links, submodules and files of Git LFS elsewhere. */
  readonly unread: readonly UnreadFile[];
  /** Why not everything behind the paths could be read. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface UnreadFile {
  readonly name: string;
  readonly problem: Diagnostic;
}

export async function readCommitFiles(commit: GitCommit, paths: readonly string[]): Promise<CommitFiles> {
  const places = paths.map((path) => ({ path, inside: pathInRepository(commit, path) }));
  const outside = places.find(({ inside }) => inside === undefined);
  if (outside) return failedRead(pathError(`${outside.path} lies outside of the repository of git:${commit.ref}`));
  const named = places.map(({ inside }) => inside ?? '');
  const [listing, found] = await Promise.all([listCommit(commit, named), findFilesMatching(commit, relevantLines)]);
  if ('problem' in listing) return failedRead(listing.problem);
  if ('problem' in found) return failedRead(found.problem);

  const { entries } = listing;
  const harmless = (await harmlessLinks(listing, commit)).filter((name) => !named.includes(name));
  const isOwn = (entry: GitEntry): boolean => named.some((place) => isNamed(entry, place));
  const isAbove = ({ kind, name }: GitEntry): boolean =>
    kind !== 'file' && named.some((place) => isAtOrBelow(place, name));
  const ignored = new Set(harmless);
  const wanted = entries.filter(({ name }) => !ignored.has(name));
  const own = wanted.filter((entry) => isOwn(entry) || isAbove(entry));
  const ownNames = new Set(own.map(({ name }) => name));
  const others = wanted.filter(({ name }) => !ownNames.has(name));
  const isCandidate = ({ kind, name }: GitEntry): boolean => kind !== 'file' || found.has(name);
  const readable = await withinLimits({ own, candidates: others.filter(isCandidate) }, commit);
  if ('problem' in readable) return failedRead(readable.problem);
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

/** Without the candidates that are too large for a configuration. */
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

function failedRead(problem: Diagnostic): CommitFiles {
  return { paths: [], own: [], others: [], unread: [], diagnostics: [{ ...problem, hint: checkoutAdvice }] };
}

/**
 * Where a path lies in the work tree, undefined if nowhere. It may come to the work tree through links, but those inside
 * are not followed here: what they lead to now is not what they led to at the commit.
 */
export function pathInRepository({ top, cwd }: GitCommit, path: string): string | undefined {
  const absolute = resolve(cwd, path);
  const above: string[] = [absolute];
  for (let at = absolute; dirname(at) !== at; at = dirname(at)) above.unshift(dirname(at));
  const entrance = above.find((folder) => realPath(folder) === top);
  return entrance === undefined ? undefined : relative(entrance, absolute).split(sep).join('/');
}

/** Whether reading the path would come to this entry: below a folder, names that begin with a dot are left out. */
function isNamed({ name, kind }: GitEntry, place: string): boolean {
  if (name === place) return true;
  if (!isAtOrBelow(name, place)) return false;
  const below = place === '' ? name : name.slice(place.length + 1);
  return !below.split('/').some((part) => part.startsWith('.')) && (kind !== 'file' || isConfigurationFile(name));
}

/** Links that lead to a regular file and do not have the name of a configuration: xtap would not read them anyway. */
async function harmlessLinks({ entries, files }: CommitListing, commit: GitCommit): Promise<readonly string[]> {
  const links = entries.filter(({ kind, name }) => kind === 'link' && !isConfigurationFile(name));
  const targets = (await readBlobs(commit, links)).map((bytes, index) =>
    posix.join(parentOf(links[index]?.name ?? ''), bytes?.toString('utf8') ?? ''),
  );
  return links.flatMap(({ name }, index) => (files.has(targets[index] ?? '') ? [name] : []));
}

/** What git has of the entries, by name, and why the others could not be read. */
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
  const why =
    kind === 'submodule'
      ? 'is a submodule, and the commit does not contain its files'
      : 'is a symbolic link, and xtap does not follow the links of a commit';
  return { ...pathError(`${displayCommitPath(name, commit)} ${why}`), hint: checkoutAdvice };
}

function sourceOf({ name }: GitEntry, bytes: Buffer | undefined, commit: GitCommit): SourceFile | Diagnostic {
  const label = displayCommitPath(name, commit);
  if (!bytes) return { ...pathError(`${label} cannot be read`), hint: checkoutAdvice };
  if (!bytes.toString('latin1', 0, 60).startsWith(pointer)) return toSource(label, bytes);
  const why = 'is a pointer of Git LFS, and the commit does not contain the file';
  return { ...pathError(`${label} ${why}`), hint: checkoutAdvice };
}

/** The first line of every pointer file of Git LFS. */
const pointer = 'version https://git-lfs.github.com/spec/';

/** How people are shown a file of a commit: by its name from the working folder, as `--base` takes it. */
export function displayCommitPath(name: string, { ref, prefix }: GitCommit): string {
  return `git:${ref}:${posix.relative(prefix, name) || '.'}`;
}
