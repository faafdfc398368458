/*
 * Reads the files of a configuration. A path is a file with any name, or a folder with its `*.yaml` and `*.yml` files
 * at any depth, without names that begin with a dot (lock files of editors, `.git`). A `.json` file in a folder is not
 * read, and is a warning if it looks like a configuration. xtap follows symbolic links, and
 * reads every file once, so a loop of links ends. A link of a git work tree must not lead out of it (see workTree.ts).
 *
 * The calls are synchronous, since nothing else runs meanwhile: ten thousand small files take a third of the time.
 */

import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';
import { fileKind } from '../../model/fileKind.ts';
import { compareText } from '../../model/json.ts';
import { describeReadError, textOf } from '../../platform/files/readText.ts';
import { relativeName } from '../../platform/files/relativeName.ts';
import { isInWorkTree, linkOutOfWorkTree, workTreeOf } from '../../platform/files/workTree.ts';
import { invalidConfiguration } from './findings.ts';
import { limits, type SourceFile } from './sourceFile.ts';
import { toSource } from './sourceText.ts';

export interface Sources {
  /** Sorted by name. */
  readonly sources: readonly SourceFile[];
  /**
   * Errors: paths that are missing, unreadable, or without a configuration. Warnings: files that look like one, and
   * that xtap does not read.
   */
  readonly diagnostics: readonly Diagnostic[];
  /** All paths are folders without a YAML file. */
  readonly isEmpty?: true;
}

/** As a path it means stdin. A file of this name is `./-`. */
export const stdinPath = '-';
/** The name of stdin in messages. */
export const stdinName = '<stdin>';

/** Reads the files at the paths, and `stdin` for the path `-`. Never throws for their content. */
export function readSources(paths: readonly string[], cwd: string, stdin?: Uint8Array): Sources {
  const search: SourceSearch = {
    cwd,
    named: [],
    files: new Map(),
    json: new Map(),
    folders: new Set(),
    empty: 0,
    diagnostics: [],
  };
  for (const path of paths) if (path !== stdinPath || stdin === undefined) addPath(path, search);
  const { files, diagnostics } = search;
  const tooMuch = withinTotal([...files.values()].map(({ size }) => size).concat(stdin?.length ?? 0));
  if (tooMuch) return { sources: [], diagnostics: [...diagnostics, tooMuch] };
  diagnostics.push(...unreadFiles(search));
  const sources: SourceFile[] = [];
  const reads = [...files].map(([path, file]) => readText(path, file));
  for (const read of stdin === undefined ? reads : [...reads, toSource(stdinName, stdin)]) {
    if ('text' in read) sources.push(read);
    else diagnostics.push(read);
  }
  sources.sort((a, b) => compareText(a.file, b.file));
  return { sources, diagnostics, ...(search.empty === paths.length && { isEmpty: true }) };
}

/**
 * Throws XtapError: `invalid-path` with the message `ifNone` if no path leads to a file, else `invalid-configuration`.
 */
export function requireSources({ sources, diagnostics }: Sources, ifNone: string): readonly SourceFile[] {
  if (diagnostics.every(({ severity }) => severity === 'warning')) return sources;
  const none =
    sources.length === 0 &&
    diagnostics.every(({ code, severity }) => severity === 'warning' || code === 'invalid-path');
  throw none ? new XtapError('invalid-path', ifNone, { diagnostics }) : invalidConfiguration(diagnostics);
}

interface FoundFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

interface SourceSearch {
  readonly cwd: string;
  /** The real paths of the folders that the user named: links may lead into them. */
  readonly named: string[];
  /** By real path. */
  readonly files: Map<string, FoundFile>;
  /** The `.json` files of folders, by real path. */
  readonly json: Map<string, FoundFile>;
  readonly folders: Set<string>;
  /** The number of paths that are folders without a YAML file. */
  empty: number;
  readonly diagnostics: Diagnostic[];
}

function addPath(path: string, search: SourceSearch): void {
  const absolute = resolve(search.cwd, path);
  const link = linkOutOfWorkTree(absolute);
  if (link !== undefined) {
    search.diagnostics.push(linkProblem(path, relativeName(link, search.cwd)));
    return;
  }
  const info = attempt(() => statSync(absolute));
  if (typeof info === 'string') search.diagnostics.push(pathError(`${path} ${info}`));
  else if (info.isFile()) addFile(realPath(absolute), absolute, info.size, search);
  else if (!info.isDirectory()) search.diagnostics.push(pathError(`${path} is neither a file nor a folder`));
  else {
    const before = search.files.size + search.diagnostics.length;
    const real = realPath(absolute);
    const isRepeated = search.folders.has(real);
    search.named.push(real);
    addFolder(absolute, search);
    if (!isRepeated && search.files.size + search.diagnostics.length === before) {
      search.empty += 1;
      search.diagnostics.push(pathError(`${path} has no *.yaml or *.yml file`));
    }
  }
}

function addFolder(folder: string, search: SourceSearch): void {
  const real = realPath(folder);
  if (search.folders.has(real)) return;
  search.folders.add(real);
  const entries = attempt(() => readdirSync(folder, { withFileTypes: true }));
  if (typeof entries === 'string') {
    search.diagnostics.push(pathError(`${relativeName(folder, search.cwd)} ${entries}`));
    return;
  }
  for (const entry of [...entries].sort((a, b) => compareText(a.name, b.name))) {
    if (!entry.name.startsWith('.')) addEntry(entry, { folder, real }, search);
  }
}

interface Folder {
  readonly folder: string;
  readonly real: string;
}

function addEntry(entry: Dirent, { folder, real: realFolder }: Folder, search: SourceSearch): void {
  const path = join(folder, entry.name);
  const isSource = isConfigurationFile(entry.name);
  if (entry.isFile() && /\.json$/i.test(entry.name)) addJson(path, join(realFolder, entry.name), search);
  if (!(isSource || entry.isDirectory() || entry.isSymbolicLink())) return;
  const info = attempt(() => statSync(path));
  if (typeof info === 'string') {
    if (isSource) search.diagnostics.push(pathError(`${relativeName(path, search.cwd)} ${info}`));
    return;
  }
  if (!(info.isDirectory() || isSource)) return;
  const name = relativeName(path, search.cwd);
  const real = entry.isSymbolicLink() ? realPath(path) : join(realFolder, entry.name);
  if (entry.isSymbolicLink() && !mayLeadTo(real, realFolder, search)) {
    search.diagnostics.push(linkProblem(name, name));
  } else if (info.isDirectory()) addFolder(path, search);
  else if (info.isFile()) addFile(real, path, info.size, search);
  else search.diagnostics.push(pathError(`${name} is neither a file nor a folder`));
}

function addJson(path: string, real: string, found: SourceSearch): void {
  const info = attempt(() => statSync(path));
  if (typeof info !== 'string') found.json.set(real, { name: relativeName(path, found.cwd), size: info.size });
}

function unreadFiles({ json, files }: SourceSearch): readonly Diagnostic[] {
  const others = [...json].filter(([path, file]) => !files.has(path) && looksLikeConfiguration(path, file));
  return others.map(([, { name }]) => unreadFile(name));
}

function looksLikeConfiguration(path: string, { size }: FoundFile): boolean {
  if (size > limits.fileBytes) return false;
  const bytes = attempt(() => readFileSync(path));
  return typeof bytes !== 'string' && fileKind(textOf(bytes)) === 'configuration';
}

function unreadFile(name: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'unread-file',
    message: `xtap did not read ${name}: of a folder it reads only .yaml and .yml files, and this one looks like a configuration`,
    hint: 'give it the extension .yaml (JSON is YAML), or move it out of the folder',
  };
}

/** A link may lead into its work tree, or into a folder that the user named. Without git, the working folder counts. */
function mayLeadTo(real: string, realFolder: string, { cwd, named }: SourceSearch): boolean {
  const tree = workTreeOf(realFolder) ?? workTreeOf(realPath(cwd)) ?? realPath(cwd);
  return isInWorkTree(real, tree) || named.some((folder) => isInWorkTree(real, folder));
}

/** `link` may be the path itself, or a part of it. */
export function linkProblem(path: string, link: string): Diagnostic {
  const subject = path.replace(/\/+$/, '') === link ? link : `${path} cannot be read: ${link}`;
  return {
    ...pathError(`${subject} is a symbolic link that leads out of the repository, so xtap did not follow it`),
    hint: 'to read files outside of the repository, name their own path',
  };
}

function addFile(real: string, path: string, size: number, search: SourceSearch): void {
  if (!search.files.has(real)) search.files.set(real, { name: relativeName(path, search.cwd), size });
}

/** Reads text directly, twice as fast in Node. If it has a replacement character, reads bytes to check the encoding. */
function readText(path: string, { name, size }: FoundFile): SourceFile | Diagnostic {
  const direct = size <= limits.fileBytes ? attempt(() => ({ text: readFileSync(path, 'utf8') })) : undefined;
  if (typeof direct === 'string') return pathError(`${name} ${direct}`);
  if (direct && !direct.text.includes('\uFFFD')) return { file: name, text: direct.text.replace(/^\uFEFF/, '') };
  const bytes = attempt(() => readFileSync(path));
  return typeof bytes === 'string' ? pathError(`${name} ${bytes}`) : toSource(name, bytes);
}

/** Checks the total size before any file is read. Undefined if it is within the limits. */
export function withinTotal(sizes: readonly number[]): Diagnostic | undefined {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= limits.totalBytes && sizes.length <= limits.files) return undefined;
  const limit = `${limits.totalBytes / 1024 / 1024} MB in ${limits.files} files`;
  return { severity: 'error', code: 'file-too-large', message: `a configuration is at most ${limit}` };
}

export function isConfigurationFile(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

export function pathError(message: string): Diagnostic {
  return { severity: 'error', code: 'invalid-path', message };
}

/** The result of a call, or the reason of its failure. */
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
