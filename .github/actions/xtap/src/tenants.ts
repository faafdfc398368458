/*
 * Lists the tenants of a fleet that a run must plan or apply; each tenant is a folder. For a pull request or a push
 * these are the tenants with changed files, else all tenants. A changed file beside the folders may affect every
 * tenant, so it selects all.
 */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** GitHub's limit for the jobs of a matrix. */
const maxTenants = 256;

/** The name of a folder goes into a matrix, and from there into names of environments and artifacts. */
const tenantName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export interface GitEvent {
  readonly name: string;
  /** For a push: the commit before it. */
  readonly before?: string;
}

/** Throws an error that names a folder whose name cannot be used. */
export async function affectedTenants(workspace: string, root: string, event: GitEvent): Promise<readonly string[]> {
  const all = await tenantFolders(join(workspace, root));
  const base = baseCommit(event);
  const changed = base === undefined ? undefined : await changedFiles(workspace, base, root);
  const affected = changed === undefined ? all : selectTenants(all, changed);
  if (affected.length > maxTenants) {
    throw new Error(
      `${affected.length} tenants, and a matrix takes ${maxTenants}: split ${root} into several folders.`,
    );
  }
  return affected;
}

/** A tenant whose folder a pull request removes. */
export interface RemovedTenant {
  readonly name: string;
  /** Undefined if no file of the folder declared one in its first column. */
  readonly tenantId?: string;
}

/** The folders of the base that this commit does not have. A tenant that another folder declares now is not removed. */
export async function removedTenants(
  workspace: string,
  root: string,
  event: GitEvent,
): Promise<readonly RemovedTenant[]> {
  const base = baseCommit(event);
  const changed = base === undefined ? undefined : await changedFiles(workspace, base, root);
  if (base === undefined || changed === undefined) return [];
  const now = new Set(await tenantFolders(join(workspace, root)));
  const names = changed.flatMap((file) => (file.includes('/') ? [file.slice(0, file.indexOf('/'))] : []));
  const gone = [...new Set(names)].filter((name) => !now.has(name) && tenantName.test(name));
  const declared = await declaredTenants(workspace, 'HEAD', root);
  const removed = await Promise.all(
    gone.map(async (name): Promise<RemovedTenant> => {
      const [tenantId] = await declaredTenants(workspace, base, `${root}/${name}`);
      return { name, ...(tenantId === undefined ? {} : { tenantId }) };
    }),
  );
  return removed.filter(({ tenantId }) => tenantId === undefined || !declared.has(tenantId));
}

/** The tenants that files of a commit declare with a top-level key. */
export async function declaredTenants(workspace: string, commit: string, path: string): Promise<ReadonlySet<string>> {
  const args = ['grep', '-h', '-i', '-E', '^tenant:', commit, '--', path];
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: workspace, maxBuffer: 64 * 1024 * 1024 });
    return new Set(stdout.toLowerCase().match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []);
  } catch {
    // Git fails if nothing matches.
    return new Set();
  }
}

/** `changed` is relative to the folder of folders. */
function selectTenants(all: readonly string[], changed: readonly string[]): readonly string[] {
  if (changed.some((file) => !file.includes('/'))) return all;
  const touched = new Set(changed.map((file) => file.slice(0, file.indexOf('/'))));
  return all.filter((name) => touched.has(name));
}

export async function tenantFolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const invalid = names.find((name) => !tenantName.test(name));
  if (invalid !== undefined) {
    throw new Error(
      `The folder ${JSON.stringify(invalid)} cannot name a tenant: letters, digits, ".", "_" and "-" only.`,
    );
  }
  return names.sort();
}

/** A pull request, alone or in a merge queue, is checked out as its merge, whose first parent is the base. */
function baseCommit({ name, before }: GitEvent): string | undefined {
  if (name === 'pull_request' || name === 'merge_group') return 'HEAD^1';
  return name === 'push' && before !== undefined && /^[0-9a-f]{40,64}$/.test(before) ? before : undefined;
}

/** Undefined if git does not know the base: a new branch, a forced push, a shallow clone. */
async function changedFiles(workspace: string, base: string, root: string): Promise<readonly string[] | undefined> {
  const args = ['diff', '--name-only', '--no-renames', '-z', `--relative=${root}/`, base, 'HEAD', '--', root];
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: workspace, maxBuffer: 64 * 1024 * 1024 });
    return stdout.split('\0').filter((file) => file !== '');
  } catch {
    return undefined;
  }
}
