/*
 * The files of a configuration. A path is a file, taken whatever its name, or a folder, of which every `*.yaml` and
 * `*.yml` counts, at any depth. Names that begin with a dot are left out of folders (editors' lock files, `.git`).
 * Symbolic links are followed; every file is read once, so a loop ends where it began. A link of a git work tree must
 * not lead out of it (links.ts says why).
 *
 * The calls are synchronous: nothing else happens meanwhile, and ten thousand small files take a third of the time.
 */
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';
import { compareText } from '../../model/json.ts';
import { describeReadError } from '../../platform/files/readText.ts';
import { isInWorkTree, linkOutOfWorkTree, workTreeOf } from '../../platform/files/workTree.ts';
import { invalidConfiguration } from './findings.ts';
import { limits, type SourceFile } from './sourceFile.ts';
import { findInvalidByte, tooLarge } from './sourceText.ts';

export interface Sources {
  /** By name. */
  readonly sources: readonly SourceFile[];
  /** Errors: paths that are missing, unreadable, or hold no configuration. */
  readonly diagnostics: readonly Diagnostic[];
  /** The paths are folders, and hold no YAML file. */
  readonly isEmpty?: true;
}

/** Reads the files behind the paths. Never throws for what it finds there. */
export function readSources(paths: readonly string[], cwd: string): Sources {
  const found: SourceSearch = {
    cwd,
    named: [],
    files: new Map(),
    folders: new Set(),
    empty: 0,
    diagnostics: [],
  };
  for (const path of paths) addPath(path, found);
  const { files, diagnostics } = found;
  const tooMuch = withinTotal([...files.values()].map(({ size }) => size));
  if (tooMuch) return { sources: [], diagnostics: [...diagnostics, tooMuch] };
  const sources: SourceFile[] = [];
  for (const [path, file] of files) {
    const read = readText(path, file);
    if ('text' in read) sources.push(read);
    else diagnostics.push(read);
  }
  sources.sort((a, b) => compareText(a.file, b.file));
  return { sources, diagnostics, ...(found.empty === paths.length && { isEmpty: true }) };
}

/** Throws XtapError: `invalid-path` with the message `ifNone` if no path leads to a file, else `invalid-configuration`. */
export function requireSources({ sources, diagnostics }: Sources, ifNone: string): readonly SourceFile[] {
  if (diagnostics.length === 0) return sources;
  const none = sources.length === 0 && diagnostics.every(({ code }) => code === 'invalid-path');
  throw none ? new XtapError('invalid-path', ifNone, { diagnostics }) : invalidConfiguration(diagnostics);
}

interface FoundFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

interface SourceSearch {
  readonly cwd: string;
  /** The real paths of the folders that were named: links may lead to what is below them. */
  readonly named: string[];
  /** By real path. */
  readonly files: Map<string, FoundFile>;
  readonly folders: Set<string>;
  /** How many paths are folders without a file. */
  empty: number;
  readonly diagnostics: Diagnostic[];
}

function addPath(path: string, found: SourceSearch): void {
  const absolute = resolve(found.cwd, path);
  const link = linkOutOfWorkTree(absolute);
  if (link !== undefined) {
    found.diagnostics.push(linkProblem(path, displayName(link, found.cwd)));
    return;
  }
  const info = attempt(() => statSync(absolute));
  if (typeof info === 'string') found.diagnostics.push(pathError(`${path} ${info}`));
  else if (info.isFile()) addFile(realPath(absolute), absolute, info.size, found);
  else if (!info.isDirectory()) found.diagnostics.push(pathError(`${path} is neither a file nor a folder`));
  else {
    const before = found.files.size + found.diagnostics.length;
    const real = realPath(absolute);
    const known = found.folders.has(real);
    found.named.push(real);
    addFolder(absolute, found);
    if (!known && found.files.size + found.diagnostics.length === before) {
      found.empty += 1;
      found.diagnostics.push(pathError(`${path} holds no *.yaml or *.yml file`));
    }
  }
}

function addFolder(folder: string, found: SourceSearch): void {
  const real = realPath(folder);
  if (found.folders.has(real)) return;
  found.folders.add(real);
  const entries = attempt(() => readdirSync(folder, { withFileTypes: true }));
  if (typeof entries === 'string') {
    found.diagnostics.push(pathError(`${displayName(folder, found.cwd)} ${entries}`));
    return;
  }
  for (const entry of [...entries].sort((a, b) => compareText(a.name, b.name))) {
    if (!entry.name.startsWith('.')) addEntry(entry, { folder, real }, found);
  }
}

interface Folder {
  readonly folder: string;
  readonly real: string;
}

function addEntry(entry: Dirent, { folder, real: realFolder }: Folder, found: SourceSearch): void {
  const path = join(folder, entry.name);
  const wanted = isConfigurationFile(entry.name);
  if (!(wanted || entry.isDirectory() || entry.isSymbolicLink())) return;
  const info = attempt(() => statSync(path));
  if (typeof info === 'string') {
    if (wanted) found.diagnostics.push(pathError(`${displayName(path, found.cwd)} ${info}`));
    return;
  }
  if (!(info.isDirectory() || wanted)) return;
  const name = displayName(path, found.cwd);
  const real = entry.isSymbolicLink() ? realPath(path) : join(realFolder, entry.name);
  if (entry.isSymbolicLink() && !mayLeadTo(real, realFolder, found)) {
    found.diagnostics.push(linkProblem(name, name));
  } else if (info.isDirectory()) addFolder(path, found);
  else if (info.isFile()) addFile(real, path, info.size, found);
  else found.diagnostics.push(pathError(`${name} is neither a file nor a folder`));
}

/** A link in a folder leads to its work tree, or to a folder that was named. Without git, the working folder counts. */
function mayLeadTo(real: string, realFolder: string, { cwd, named }: SourceSearch): boolean {
  const tree = workTreeOf(realFolder) ?? workTreeOf(realPath(cwd)) ?? realPath(cwd);
  return isInWorkTree(real, tree) || named.some((folder) => isInWorkTree(real, folder));
}

/** Also for a link on the way to what was named. */
export function linkProblem(path: string, link: string): Diagnostic {
  const what = path.replace(/\/+$/, '') === link ? link : `${path} cannot be read: ${link}`;
  return {
    ...pathError(`${what} is a symbolic link that leads out of the repository, so xtap did not follow it`),
    hint: 'to read files outside of the repository, name their own path',
  };
}

function addFile(real: string, path: string, size: number, found: SourceSearch): void {
  if (!found.files.has(real)) found.files.set(real, { name: displayName(path, found.cwd), size });
}

/** As text at once, which Node reads twice as fast. Where a character may stand for bytes that are none, bytes decide. */
function readText(path: string, { name, size }: FoundFile): SourceFile | Diagnostic {
  const quick = size <= limits.fileBytes ? attempt(() => ({ text: readFileSync(path, 'utf8') })) : undefined;
  if (typeof quick === 'string') return pathError(`${name} ${quick}`);
  if (quick && !quick.text.includes('\uFFFD')) return { file: name, text: quick.text.replace(/^\uFEFF/, '') };
  const bytes = attempt(() => readFileSync(path));
  return typeof bytes === 'string' ? pathError(`${name} ${bytes}`) : toSource(name, bytes);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function toSource(file: string, bytes: Uint8Array): SourceFile | Diagnostic {
  if (bytes.length > limits.fileBytes) {
    const position = { file, line: 1, column: 1 };
    return { severity: 'error', code: 'file-too-large', message: tooLarge(file), position };
  }
  try {
    return { file, text: utf8.decode(bytes) };
  } catch {
    const { byte, position } = findInvalidByte(bytes, file);
    const message = `${file} is not UTF-8 text: the byte ${byte} stands here`;
    return { severity: 'error', code: 'not-text', message, position, hint: 'save it as UTF-8' };
  }
}

/** Checked before anything is read. */
export function withinTotal(sizes: readonly number[]): Diagnostic | undefined {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= limits.totalBytes && sizes.length <= limits.files) return undefined;
  const most = `${limits.totalBytes / 1024 / 1024} MB in ${limits.files} files`;
  return { severity: 'error', code: 'file-too-large', message: `a configuration is at most ${most}` };
}

export function isConfigurationFile(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

export function pathError(message: string): Diagnostic {
  return { severity: 'error', code: 'invalid-path', message };
}

/** How people are shown a path, on every system. */
export function displayName(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/');
}

/** What a call gives, or why it gives nothing. */
function attempt<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    return describeReadError(error as NodeJS.ErrnoException);
  }
}

export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
