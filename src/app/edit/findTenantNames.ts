import { findTenantById } from '../../graph/directory.ts';
import type { ReadContext } from '../../graph/readGraph.ts';
import { permissions } from '../../model/permissions.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { count, formatNumber } from '../../render/text/amounts.ts';
import { lookUpEach } from '../lookUpEach.ts';
import type { RunContext } from '../runContext.ts';

/** The display names of tenants. A name is only a label: one note says which look-ups failed, and the run goes on. */
export async function findTenantNames(
  tenantIds: readonly TenantId[],
  context: ReadContext,
  runContext: RunContext,
): Promise<ReadonlyMap<TenantId, string>> {
  const { found, unanswered, problem } = await lookUpEach(
    tenantIds,
    async (tenantId, limits) => (await findTenantById({ ...context, ...limits }, tenantId))?.displayName,
    runContext,
  );
  if (problem?.code === 'graph-forbidden') {
    runContext.note(`Names of partners were not looked up: that needs ${permissions.findTenants}.`);
  } else if (problem) {
    const missing = `${formatNumber(unanswered)} of ${count(tenantIds.length, 'partner')}`;
    runContext.note(`The names of ${missing} could not be looked up: ${problem.message}`);
  }
  return found;
}
