/*
 * The files of a configuration. A path is a file, taken whatever its name, or a folder, of which every `*.yaml` and
 * `*.yml` counts, at any depth. Names that begin with a dot are left out of folders (editors' lock files, `.git`).
 * Symbolic links are followed; every file is read once, so a loop ends where it began.
 */
import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/json.ts';
import { limits, type SourceFile } from './sourceFile.ts';
import { tooLarge } from './sourceText.ts';

export interface Sources {
  /** By name. */
  readonly sources: readonly SourceFile[];
  /** Errors: paths that are missing, unreadable, or hold no configuration. */
  readonly diagnostics: readonly Diagnostic[];
  /** The commit has none of the paths. */
  readonly isAbsent?: true;
}

/** Reads the files behind the paths. Never throws for what it finds there. */
export async function readSources(paths: readonly string[], cwd: string): Promise<Sources> {
  const found: Found = { cwd, files: new Map(), folders: new Set(), diagnostics: [] };
  for (const path of paths) await addPath(path, found);
  const { files, diagnostics } = found;
  const tooMuch = withinTotal([...files.values()].map(({ size }) => size));
  if (tooMuch) return { sources: [], diagnostics: [...diagnostics, tooMuch] };
  const sources: SourceFile[] = [];
  for (const [path, { name }] of files) {
    const read = await readText(path, name);
    if ('text' in read) sources.push(read);
    else diagnostics.push(read);
  }
  return { sources: sources.sort((a, b) => compareText(a.file, b.file)), diagnostics };
}

interface Found {
  readonly cwd: string;
  /** By real path. */
  readonly files: Map<string, { readonly name: string; readonly size: number }>;
  readonly folders: Set<string>;
  readonly diagnostics: Diagnostic[];
}

async function addPath(path: string, found: Found): Promise<void> {
  const absolute = resolve(found.cwd, path);
  const info = await stat(absolute).catch(reasonOf);
  if (typeof info === 'string') found.diagnostics.push(pathError(`${path} ${info}`));
  else if (info.isFile()) await addFile(absolute, info.size, found);
  else if (!info.isDirectory()) found.diagnostics.push(pathError(`${path} is neither a file nor a folder`));
  else {
    const before = found.files.size + found.diagnostics.length;
    const known = found.folders.has(await realpath(absolute).catch(() => absolute));
    await addFolder(absolute, found);
    if (!known && found.files.size + found.diagnostics.length === before) {
      found.diagnostics.push(pathError(`${path} holds no *.yaml or *.yml file`));
    }
  }
}

async function addFolder(folder: string, found: Found): Promise<void> {
  const real = await realpath(folder).catch(() => folder);
  if (found.folders.has(real)) return;
  found.folders.add(real);
  const entries = await readdir(folder, { withFileTypes: true }).catch(reasonOf);
  if (typeof entries === 'string') {
    found.diagnostics.push(pathError(`${displayName(folder, found.cwd)} ${entries}`));
    return;
  }
  for (const entry of [...entries].sort((a, b) => compareText(a.name, b.name))) {
    if (!entry.name.startsWith('.')) await addEntry(entry, join(folder, entry.name), found);
  }
}

async function addEntry(entry: Dirent, path: string, found: Found): Promise<void> {
  const wanted = isConfigurationFile(entry.name);
  if (!(wanted || entry.isDirectory() || entry.isSymbolicLink())) return;
  const info = await stat(path).catch(reasonOf);
  if (typeof info === 'string') {
    if (wanted) found.diagnostics.push(pathError(`${displayName(path, found.cwd)} ${info}`));
  } else if (info.isDirectory()) await addFolder(path, found);
  else if (info.isFile() && wanted) await addFile(path, info.size, found);
}

async function addFile(path: string, size: number, found: Found): Promise<void> {
  const real = await realpath(path).catch(() => path);
  if (!found.files.has(real)) found.files.set(real, { name: displayName(path, found.cwd), size });
}

async function readText(path: string, name: string): Promise<SourceFile | Diagnostic> {
  const bytes = await readFile(path).catch(reasonOf);
  return typeof bytes === 'string' ? pathError(`${name} ${bytes}`) : toSource(name, bytes);
}

export function toSource(file: string, bytes: Uint8Array): SourceFile | Diagnostic {
  const at = { severity: 'error', position: { file, line: 1, column: 1 } } as const;
  if (bytes.length > limits.fileBytes) return { ...at, code: 'file-too-large', message: tooLarge(file) };
  try {
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ...at, code: 'not-text', message: `${file} is not UTF-8 text`, hint: 'save it as UTF-8' };
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
  return /\.ya?ml$/.test(name);
}

export function pathError(message: string): Diagnostic {
  return { severity: 'error', code: 'invalid-path', message };
}

function displayName(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/');
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'is not readable';
    case 'ELOOP':
      return 'is a loop of symbolic links';
    default:
      return `cannot be read: ${error.code ?? error.message}`;
  }
}
