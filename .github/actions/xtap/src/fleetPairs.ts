/*
 * The check of a fleet's pairs: all tenants at once, once for the repository, with the rules about pairs alone. Every
 * other rule is checked with the plan of its tenant, by an identity that may read that tenant.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBuiltIn } from '../../../../src/app/loadPacks.ts';
import type { Inputs } from './inputs.ts';
import { tenantFolders } from './tenants.ts';

/** `folder`: where the pack is written. */
export async function pairRun(cwd: string, root: string, folder: string): Promise<Pick<Inputs, 'paths' | 'args'>> {
  const tenants = await tenantFolders(join(cwd, root));
  const others = (readBuiltIn().get('xtap')?.rules ?? []).filter(({ subjects }) => !subjects.includes('pair'));
  const rules = others.map(({ id }) => ({ id, severity: 'off' }));
  const file = join(folder, 'pairs.yaml');
  // JSON is YAML.
  await writeFile(file, `${JSON.stringify({ name: 'pairs', version: 1, extends: 'xtap', rules })}\n`);
  return { paths: tenants.map((name) => `${root}/${name}`), args: ['--pack', file] };
}
