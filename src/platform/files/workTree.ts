/*
 * Symbolic links that lead out of a git work tree. Errors quote the file they are about, and the author of a pull
 * request decides where the links of a work tree lead: xtap must not show files of the machine that checks the pull
 * request. A path outside of the work tree that the user names is not such a link, and xtap reads it.
 */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join, parse, relative, sep } from 'node:path';

/**
 * The first link on an absolute path that leads out of the work tree in which the link lies; undefined if there is
 * none. Checks every part of the path, and the final target of a link to a link. On Windows and macOS, a path may name
 * a folder in another letter case or by a short name, so real paths are compared.
 */
export function linkOutOfWorkTree(path: string): string | undefined {
  const { root } = parse(path);
  let visited = root;
  let real = root;
  for (const part of path.slice(root.length).split(sep).filter(Boolean)) {
    visited = join(visited, part);
    const next = join(real, part);
    const target = targetOf(next);
    const tree = target === undefined ? undefined : workTreeOf(real);
    if (target !== undefined && tree !== undefined && !isInWorkTree(target, realpathSync.native(tree))) return visited;
    real = target ?? next;
  }
  return undefined;
}

/** The nearest folder at or above a real path that git works in; undefined if there is none. */
export function workTreeOf(realFolder: string): string | undefined {
  for (let folder = realFolder; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * Git's own folder holds the clone's configuration and maybe a token, so it does not count as part of the work tree.
 */
export function isInWorkTree(real: string, tree: string): boolean {
  return isWithin(real, tree) && !relative(tree, real).toLowerCase().split(sep).includes('.git');
}

function isWithin(real: string, folder: string): boolean {
  return real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The real path behind a link; undefined for a path that is not a link, and for a dangling link. */
function targetOf(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync.native(path) : undefined;
  } catch {
    // The error of reading the path will give the reason.
    return undefined;
  }
}
