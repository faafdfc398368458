/*
 * Symbolic links that lead out of a git work tree. Errors quote what they read, and the author of a pull request
 * decides where the links of a work tree lead: xtap must not show files of the machine that checks the pull request.
 * A path that a person names outside of the work tree is not such a link, and is read.
 */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join, parse, relative, sep } from 'node:path';

/**
 * The first link on the way to an absolute path that leads out of the work tree in which the link lies; undefined if
 * there is none. Every part of the path counts, and a link to a link is judged by where it finally leads.
 */
export function linkOutOfWorkTree(path: string): string | undefined {
  const { root } = parse(path);
  let shown = root;
  let real = root;
  for (const part of path.slice(root.length).split(sep).filter(Boolean)) {
    shown = join(shown, part);
    const next = join(real, part);
    const target = targetOf(next);
    const tree = target === undefined ? undefined : workTreeOf(real);
    if (target !== undefined && tree !== undefined && !isInWorkTree(target, tree)) return shown;
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

/** Git's own folder holds the configuration and maybe a token of the clone, so it is not a part of the work tree. */
export function isInWorkTree(real: string, tree: string): boolean {
  return isWithin(real, tree) && !relative(tree, real).toLowerCase().split(sep).includes('.git');
}

function isWithin(real: string, folder: string): boolean {
  return real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The real path behind a link; undefined for what is not a link, and for a link that leads nowhere. */
function targetOf(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync.native(path) : undefined;
  } catch {
    // Reading the path says why it cannot be read.
    return undefined;
  }
}
