/*
 * The files that a path names at a commit. What the file system's reader would follow is followed here as well, and
 * what cannot be (a submodule, a link out of the repository) is a problem and never skipped: a base that misses a file
 * misses its guards and protected partners, and one change could then lift a limit and use it.
 */
import { posix } from 'node:path';
import { runGit } from './runGit.ts';
import { isConfigurationFile } from './sources.ts';

export interface GitFiles {
  /** Sizes by name, relative to the working folder. */
  readonly files: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/** What a name at a commit stands for, links followed. */
export interface GitObject {
  readonly kind: 'blob' | 'tree' | 'outside' | 'nothing';
  readonly id: string;
  readonly size: number;
  readonly bytes: Buffer;
}

interface Listing {
  readonly commit: string;
  readonly cwd: string;
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

/** Names below `below` are subject to the rules of folders; `named` was asked for by this very name. */
interface Scope {
  readonly below: string;
  readonly named?: string;
}

/** The files behind a path, with a sentence for each thing that is in the way of reading them all. */
export async function listGitFiles(commit: string, path: string, cwd: string): Promise<GitFiles> {
  const wanted = posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
  const listing: Listing = { commit, cwd, files: new Map(), problems: [], seen: new Set() };
  const answer = await runGit(cwd, ['ls-tree', ...lsTree, commit, ...(wanted === '.' ? [] : ['--', wanted])]);
  if (!answer.ok) return { files: new Map(), problems: [answer.complaint || 'git ls-tree failed'] };
  const entries = entriesOf(answer.stdout).filter(({ name }) => wanted === '.' || isAtOrBelow(name, wanted));
  await addEntries(entries, { below: wanted === '.' ? '' : wanted, named: wanted }, listing);
  return listing;
}

const lsTree = ['-r', '-t', '-z', '--long'];

async function addEntries(entries: readonly Entry[], scope: Scope, listing: Listing): Promise<void> {
  const links = shownEntries(entries, scope, listing).filter((entry) => !addListed(entry, scope, listing));
  const names = links.map(({ name }) => name);
  const objects = await resolveNames(names, listing, '--batch-check');
  for (const [index, name] of names.entries()) {
    const { kind, id, size } = objects[index] ?? nothing;
    if (kind === 'outside') listing.problems.push(`${name} is a symbolic link that leads out of the repository`);
    else if (kind === 'tree') await addLinked(name, id, listing);
    else if (isWanted(name, scope) && !listing.seen.has(id)) listing.files.set(name, size);
  }
}

/** Without what begins with a dot, and without folders that have been listed under another name. */
function shownEntries(entries: readonly Entry[], { below }: Scope, { seen }: Listing): readonly Entry[] {
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
function addListed({ mode, type, id, size, name }: Entry, scope: Scope, { files, problems, seen }: Listing): boolean {
  if (mode === '120000') return false;
  if (type === 'commit') problems.push(`${name} is a submodule: a commit does not hold its files`);
  else if (isWanted(name, scope)) {
    files.set(name, size);
    seen.add(id);
  }
  return true;
}

function isWanted(name: string, { named }: Scope): boolean {
  return name === named || isConfigurationFile(name);
}

async function addLinked(name: string, tree: string, listing: Listing): Promise<void> {
  if (listing.seen.has(tree)) return;
  listing.seen.add(tree);
  const answer = await runGit(listing.cwd, ['ls-tree', '--full-tree', ...lsTree, tree]);
  if (!answer.ok) listing.problems.push(`${name}: ${answer.complaint || 'git ls-tree failed'}`);
  const entries = entriesOf(answer.stdout).map((entry) => ({ ...entry, name: `${name}/${entry.name}` }));
  await addEntries(entries, { below: name }, listing);
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
  { commit, cwd }: { readonly commit: string; readonly cwd: string },
  how: '--batch' | '--batch-check',
): Promise<readonly GitObject[]> {
  if (names.length === 0) return [];
  const prefix = (await runGit(cwd, ['rev-parse', '--show-prefix'])).stdout.toString('utf8').replace(/\n$/, '');
  // One name a line is what cat-file reads, so a name with a line break cannot be asked for: it stands for nothing.
  const asked = names.map((name) =>
    name.includes('\n') ? '-' : `${commit}:${posix.normalize(posix.join(prefix, name))}`,
  );
  const answer = await runGit(cwd, ['cat-file', how, '--follow-symlinks'], `${asked.join('\n')}\n`);
  return splitBatch(answer.stdout, { count: names.length, hasContents: how === '--batch' });
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
  return { isObject: false, kind: regret === 'symlink' ? 'outside' : undefined, id: '', size: Number(length) };
}
