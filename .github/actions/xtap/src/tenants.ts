/*
 * Which tenants of a fleet a run is about: one folder each. On a pull request and a push those whose files changed,
 * otherwise all. A changed file beside the folders may be meant for every tenant, so it counts for all.
 */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** GitHub's limit for the jobs of a matrix. */
const mostTenants = 256;

/** A folder's name goes into a matrix, and from there into names of environments and artifacts. */
const tenantName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export interface GitEvent {
  readonly name: string;
  /** Of a push: the commit before it. */
  readonly before?: string;
}

/** Throws with the folder's name where one cannot be used. */
export async function affectedTenants(workspace: string, root: string, event: GitEvent): Promise<readonly string[]> {
  const all = await tenantFolders(join(workspace, root));
  const base = baseOf(event);
  const changed = base === undefined ? undefined : await changedFiles(workspace, base, root);
  const affected = changed === undefined ? all : selectTenants(all, changed);
  if (affected.length > mostTenants) {
    throw new Error(
      `${affected.length} tenants, and a matrix takes ${mostTenants}: split ${root} into several folders.`,
    );
  }
  return affected;
}

/** `changed` is relative to the folder of folders. */
function selectTenants(all: readonly string[], changed: readonly string[]): readonly string[] {
  if (changed.some((file) => !file.includes('/'))) return all;
  const touched = new Set(changed.map((file) => file.slice(0, file.indexOf('/'))));
  return all.filter((name) => touched.has(name));
}

async function tenantFolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const odd = names.find((name) => !tenantName.test(name));
  if (odd !== undefined) {
    throw new Error(`The folder ${JSON.stringify(odd)} cannot name a tenant: letters, digits, ".", "_" and "-" only.`);
  }
  return names.sort();
}

/** A pull request is checked out as its merge, whose first parent is the base. */
function baseOf({ name, before }: GitEvent): string | undefined {
  if (name === 'pull_request') return 'HEAD^1';
  return name === 'push' && before !== undefined && /^[0-9a-f]{40,64}$/.test(before) ? before : undefined;
}

/** Undefined where git does not know the base: a new branch, a forced push, a clone too shallow. */
async function changedFiles(workspace: string, base: string, root: string): Promise<readonly string[] | undefined> {
  const args = ['diff', '--name-only', '--no-renames', '-z', `--relative=${root}/`, base, 'HEAD', '--', root];
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: workspace, maxBuffer: 64 * 1024 * 1024 });
    return stdout.split('\0').filter((file) => file !== '');
  } catch {
    return undefined;
  }
}
