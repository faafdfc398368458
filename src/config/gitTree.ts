/*
 * The files that a path names at a commit. What the file system's reader would follow is followed here as well, and
 * what cannot be (a submodule, a link out of the repository) is a problem and never skipped: a base that misses a file
 * misses its guards and protected partners, and one change could then lift a limit and use it.
 */
import { dirname, posix, relative, resolve, sep } from 'node:path';
import { runGit } from './runGit.ts';
import { isConfigurationFile, realPath } from './sources.ts';

/** A commit's tree, and where in its repository the working folder is. */
export interface GitTree {
  readonly id: string;
  readonly cwd: string;
  /** The real path of the work tree. */
  readonly top: string;
  /** From there to the working folder: empty, or with a slash at its end. */
  readonly prefix: string;
}

export interface GitFiles {
  /** Sizes by name, relative to the working folder. */
  readonly files: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/** What a name at a commit stands for, links followed. */
export interface GitObject {
  readonly kind: 'blob' | 'tree' | 'outside' | 'dangling' | 'nothing';
  readonly id: string;
  readonly size: number;
  readonly bytes: Buffer;
}

interface Listing {
  readonly tree: GitTree;
  readonly files: Map<string, number>;
  readonly problems: string[];
  /** Trees and files that have been listed: the same thing behind a link counts once. */
  readonly seen: Set<string>;
}

interface Entry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  readonly size: number;
  readonly name: string;
}

/** The files behind a path, with a sentence for each thing that is in the way of reading them all. */
export async function listGitFiles(tree: GitTree, path: string): Promise<GitFiles> {
  const listing: Listing = { tree, files: new Map(), problems: [], seen: new Set() };
  const inside = placeInside(tree.top, resolve(tree.cwd, path));
  if (inside === undefined) return { ...listing, problems: ['it lies outside of the repository'] };
  const name = posix.relative(tree.prefix, inside) || '.';
  if (name.includes('\n')) return { ...listing, problems: ['git cannot be asked for a name with a line break'] };
  const [object = nothing] = await resolveNames([name], tree, '--batch-check');
  if (object.kind === 'tree') await addTree(name, object.id, listing);
  else if (object.kind === 'blob') listing.files.set(name, object.size);
  else if (object.kind === 'outside') listing.problems.push(leadsOut(name));
  else if (object.kind === 'dangling') listing.problems.push(`${name} is a symbolic link that leads nowhere`);
  else listing.problems.push(...(await submodulesAbove(inside, tree)));
  return listing;
}

/**
 * Where a path lies in the work tree, undefined if nowhere. It may come to the work tree through links, but those inside
 * are not followed here: what they lead to now is not what they led to at the commit.
 */
function placeInside(top: string, path: string): string | undefined {
  const above: string[] = [path];
  for (let at = path; dirname(at) !== at; at = dirname(at)) above.unshift(dirname(at));
  const entrance = above.find((folder) => realPath(folder) === top);
  return entrance === undefined ? undefined : relative(entrance, path).split(sep).join('/');
}

/** A path in a submodule is nothing at the commit, which does not mean that nothing was there. */
async function submodulesAbove(inside: string, { id, cwd }: GitTree): Promise<readonly string[]> {
  const names = inside.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  const answer = await runGit(cwd, ['ls-tree', '--full-tree', '-z', '--long', id, '--', ...names]);
  return entriesOf(answer.stdout).flatMap(({ type, name }) => (type === 'commit' ? [isSubmodule(name)] : []));
}

function isSubmodule(name: string): string {
  return `${name} is a submodule: a commit does not hold its files`;
}

function leadsOut(name: string): string {
  return `${name} is a symbolic link that leads out of the repository`;
}

async function addEntries(entries: readonly Entry[], below: string, listing: Listing): Promise<void> {
  const links = shownEntries(entries, below, listing).filter((entry) => !addListed(entry, listing));
  const names = links.map(({ name }) => name);
  const objects = await resolveNames(names, listing.tree, '--batch-check');
  for (const [index, name] of names.entries()) {
    const { kind, id, size } = objects[index] ?? nothing;
    if (kind === 'outside') listing.problems.push(leadsOut(name));
    else if (kind === 'tree') await addTree(name, id, listing);
    else if (isConfigurationFile(name) && !listing.seen.has(id)) listing.files.set(name, size);
  }
}

/** Without what begins with a dot, and without folders that have been listed under another name. */
function shownEntries(entries: readonly Entry[], below: string, { seen }: Listing): readonly Entry[] {
  let known: string | undefined;
  return entries.filter(({ type, id, name }) => {
    const inner = below === '' ? name : name.slice(below.length + 1);
    if (/(?:^|\/)\.(?!\.(?:\/|$))/.test(inner) || (known !== undefined && isAtOrBelow(name, known))) return false;
    if (type !== 'tree') return true;
    if (seen.has(id)) known = name;
    seen.add(id);
    return false;
  });
}

/** False for a link, which has to be resolved first. */
function addListed({ mode, type, id, size, name }: Entry, { files, problems, seen }: Listing): boolean {
  if (mode === '120000') return false;
  if (type === 'commit') problems.push(isSubmodule(name));
  else if (isConfigurationFile(name)) {
    files.set(name, size);
    seen.add(id);
  }
  return true;
}

async function addTree(name: string, tree: string, listing: Listing): Promise<void> {
  if (listing.seen.has(tree)) return;
  listing.seen.add(tree);
  const answer = await runGit(listing.tree.cwd, ['ls-tree', '--full-tree', '-r', '-t', '-z', '--long', tree]);
  if (!answer.ok) listing.problems.push(`${name}: ${answer.complaint || 'git ls-tree failed'}`);
  const entries = entriesOf(answer.stdout).map((entry) => ({ ...entry, name: posix.join(name, entry.name) }));
  await addEntries(entries, name === '.' ? '' : name, listing);
}

function entriesOf(output: Buffer): readonly Entry[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', type = '', id = '', size = ''] = line.slice(0, tab).split(/ +/);
      return { mode, type, id, size: Number(size) || 0, name: line.slice(tab + 1) };
    });
}

function isAtOrBelow(name: string, folder: string): boolean {
  return name === folder || name.startsWith(`${folder}/`);
}

/** What the names stand for at the commit, in their order; with their contents for `--batch`. */
export async function resolveNames(
  names: readonly string[],
  { id, cwd, prefix }: GitTree,
  how: '--batch' | '--batch-check',
): Promise<readonly GitObject[]> {
  if (names.length === 0) return [];
  // One name a line is what cat-file reads, so a name with a line break cannot be asked for: it stands for nothing.
  const asked = names.map((name) => (name.includes('\n') ? '-' : `${id}:${inTree(posix.join(prefix, name))}`));
  const answer = await runGit(cwd, ['cat-file', how, '--follow-symlinks'], `${asked.join('\n')}\n`);
  return splitBatch(answer.stdout, { count: names.length, hasContents: how === '--batch' });
}

/** A tree itself has no name. */
function inTree(path: string): string {
  return path === '.' || path === './' ? '' : path;
}

const nothing: GitObject = { kind: 'nothing', id: '', size: 0, bytes: Buffer.alloc(0) };

/** Each name gets a line `<id> <type> <size>` and maybe the contents, or a line of regret and maybe where a link leads. */
function splitBatch(
  output: Buffer,
  { count, hasContents }: { readonly count: number; readonly hasContents: boolean },
): readonly GitObject[] {
  const objects: GitObject[] = [];
  for (let at = 0; objects.length < count && at < output.length; ) {
    const end = output.indexOf(10, at);
    const header = headerOf(output.toString('utf8', at, end));
    // Where a link leads comes with a check as well.
    const length = header && (hasContents || !header.isObject) ? header.size : undefined;
    const bytes = output.subarray(end + 1, end + 1 + (length ?? 0));
    at = end + 1 + (length === undefined ? 0 : length + 1);
    objects.push(header?.kind === undefined ? nothing : { ...header, kind: header.kind, bytes });
  }
  return objects;
}

interface Header {
  readonly isObject: boolean;
  readonly kind: Exclude<GitObject['kind'], 'nothing'> | undefined;
  readonly id: string;
  readonly size: number;
}

function headerOf(line: string): Header | undefined {
  const [, id, type, bytes] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line) ?? [];
  if (id !== undefined) {
    return { isObject: true, kind: type === 'blob' || type === 'tree' ? type : undefined, id, size: Number(bytes) };
  }
  const [, regret, length] = /^(symlink|dangling|loop|notdir) (\d+)$/.exec(line) ?? [];
  if (regret === undefined) return undefined;
  const kind = ({ symlink: 'outside', dangling: 'dangling', loop: 'dangling' } as const)[regret];
  return { isObject: false, kind, id: '', size: Number(length) };
}
