import { findTenantById } from '../../graph/directory.ts';
import type { ReadContext } from '../../graph/readGraph.ts';
import { XtapError } from '../../model/errors.ts';
import { permissions } from '../../model/permissions.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { RunContext } from '../runContext.ts';

/** A look-up is one request for each partner, so only a few go at a time. */
const atATime = 4;

/**
 * What tenants call themselves. A name is a label, so a look-up that is refused or fails is a note, once, and no more are
 * tried; only a stop signal ends the run.
 */
export async function tenantNames(
  tenantIds: readonly TenantId[],
  context: ReadContext,
  { note, signal }: Pick<RunContext, 'note' | 'signal'>,
): Promise<ReadonlyMap<TenantId, string>> {
  const names = new Map<TenantId, string>();
  const waiting = [...tenantIds];
  let trouble: XtapError | undefined;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !trouble; next = waiting.shift()) {
      try {
        const found = await findTenantById(context, next);
        if (found?.displayName) names.set(next, found.displayName);
      } catch (error) {
        if (!(error instanceof XtapError) || signal.aborted) throw error;
        trouble ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  if (trouble) note(noteOf(trouble));
  return names;
}

function noteOf({ code, message }: XtapError): string {
  return code === 'graph-forbidden'
    ? `Names of partners were not looked up: that needs ${permissions.findTenants}.`
    : `Names of partners were not all looked up: ${message}`;
}
