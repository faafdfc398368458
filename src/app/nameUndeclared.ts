/*
 * The names that the directory knows for undeclared partners: an id alone does not help a reader. The result of drift
 * does not depend on it, so neither an error nor an interruption ends the run.
 */
import type { Undeclared } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { Connection } from './connect.ts';
import { findTenantNames } from './edit/findTenantNames.ts';
import type { RunContext } from './runContext.ts';

/** Each look-up is one request. */
const maxLookups = 20;

export async function nameUndeclared(
  undeclared: readonly Undeclared[],
  { context }: Connection,
  runContext: RunContext,
): Promise<ReadonlyMap<TenantId, string>> {
  const { signal } = runContext;
  const unnamed = undeclared.flatMap(({ tenantId, setting, name }) =>
    tenantId !== undefined && setting === undefined && name === undefined ? [tenantId] : [],
  );
  if (unnamed.length === 0 || signal.aborted) return new Map();
  try {
    return await findTenantNames(unnamed.slice(0, maxLookups), context, runContext);
  } catch (error) {
    // An interrupted run still prints its drift.
    if (signal.aborted) return new Map();
    throw error;
  }
}
