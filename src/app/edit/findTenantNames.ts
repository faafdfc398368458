import { findTenantById } from '../../graph/directory.ts';
import type { ReadContext } from '../../graph/readGraph.ts';
import { XtapError } from '../../model/errors.ts';
import { permissions } from '../../model/permissions.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { RunContext } from '../runContext.ts';

/** A look-up is one request per partner, so only a few run in parallel. */
const concurrency = 4;

/**
 * The display names of tenants. A name is only a label: the first look-up that fails ends them with a note, and only a
 * stop signal ends the run.
 */
export async function findTenantNames(
  tenantIds: readonly TenantId[],
  context: ReadContext,
  { note, signal }: Pick<RunContext, 'note' | 'signal'>,
): Promise<ReadonlyMap<TenantId, string>> {
  const names = new Map<TenantId, string>();
  const waiting = [...tenantIds];
  let problem: XtapError | undefined;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !problem; next = waiting.shift()) {
      try {
        const tenant = await findTenantById(context, next);
        if (tenant?.displayName) names.set(next, tenant.displayName);
      } catch (error) {
        if (!(error instanceof XtapError) || signal.aborted) throw error;
        problem ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (problem) note(noteOf(problem));
  return names;
}

function noteOf({ code, message }: XtapError): string {
  return code === 'graph-forbidden'
    ? `Names of partners were not looked up: that needs ${permissions.findTenants}.`
    : `Names of partners were not all looked up: ${message}`;
}
