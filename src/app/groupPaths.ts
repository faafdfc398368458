import { readStatements } from '../config/base/statements.ts';
import { readSources, requireSources } from '../config/read/sources.ts';
import { XtapError } from '../model/errors.ts';
import type { RunContext } from './runContext.ts';

/**
 * The paths of each configuration: paths with different tenants are several configurations. Throws XtapError `usage`
 * for a path without a tenant beside several tenants, since nothing says which one it belongs to.
 */
export function groupPaths(paths: readonly string[], { cwd }: Pick<RunContext, 'cwd'>): readonly (readonly string[])[] {
  if (paths.length < 2) return [paths];
  const tenants = paths.map((path) => ({ path, tenantId: tenantAt(path, cwd) }));
  const ids = [...new Set(tenants.flatMap(({ tenantId }) => tenantId ?? []))];
  if (ids.length < 2) return [paths];
  const lost = tenants.find(({ tenantId }) => tenantId === undefined);
  if (lost) {
    const message = `${lost.path} declares no \`tenant\`, and the other paths declare ${ids.length} tenants.`;
    throw new XtapError('usage', message, { next: 'Name the file of its tenant instead, or check each tenant alone.' });
  }
  return ids.map((id) => tenants.filter(({ tenantId }) => tenantId === id).map(({ path }) => path));
}

function tenantAt(path: string, cwd: string): string | undefined {
  const sources = requireSources(readSources([path], cwd), 'There is no configuration to read.');
  return sources.flatMap((source) => readStatements(source).tenants)[0]?.tenantId;
}
