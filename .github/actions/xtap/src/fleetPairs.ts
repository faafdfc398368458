/*
 * The check of a fleet's pairs: all tenants at once, once for the repository, with the rules about pairs alone. Every
 * other rule is checked with the plan of its tenant, by an identity that may read that tenant.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { info } from '@actions/core';
import { readBuiltIn } from '../../../../src/app/loadPacks.ts';
import type { Inputs } from './inputs.ts';
import { declaredTenants, tenantFolders } from './tenants.ts';

/** Undefined if fewer than two tenants are declared. `folder`: where the pack is written. */
export async function pairRun(
  cwd: string,
  root: string,
  folder: string,
): Promise<Pick<Inputs, 'paths' | 'args'> | undefined> {
  const tenants = await distinctTenants(cwd, root);
  if (tenants.length < 2) return undefined;
  const others = (readBuiltIn().get('xtap')?.rules ?? []).filter(({ subjects }) => !subjects.includes('pair'));
  const rules = others.map(({ id }) => ({ id, severity: 'off' }));
  const file = join(folder, 'pairs.yaml');
  // JSON is YAML.
  await writeFile(file, `${JSON.stringify({ name: 'pairs', version: 1, extends: 'xtap', rules })}\n`);
  return { paths: tenants.map((name) => `${root}/${name}`), args: ['--pack', file] };
}

/** The folders with one home tenant each. The first one counts if several declare the same tenant. */
async function distinctTenants(cwd: string, root: string): Promise<readonly string[]> {
  const folders = new Map<string, string>();
  for (const name of await tenantFolders(join(cwd, root))) {
    const [tenantId] = await declaredTenants(cwd, 'HEAD', `${root}/${name}`);
    if (tenantId === undefined || folders.has(tenantId)) info(`${name} is left out: it declares no tenant of its own.`);
    else folders.set(tenantId, name);
  }
  return [...folders.values()];
}
