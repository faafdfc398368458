/*
 * Finds the line of the configuration that decides a setting, for `explain`.
 *
 * A line is returned only if the state agrees with it. After a manual change of the tenant, or before an apply, the
 * configuration does not decide the setting, and its line would mislead the reader.
 */

import type { Declaration, DesiredState } from '../model/desiredState.ts';
import type { Json } from '../model/json.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Cause } from '../model/plan.ts';
import { fileAndLine } from '../model/position.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { wantedValue } from './wantedValue.ts';

/**
 * For an own value: its declaration. For an inherited one: the default's declaration, or else the partner's `inherit`.
 * Empty if no declaration agrees with the state.
 */
export function findDecidingLine(
  row: Setting,
  state: { readonly tenantId: TenantId; readonly live: LiveState; readonly desired?: DesiredState | undefined },
): Cause {
  const { tenantId, live, desired } = state;
  const partner = live.partners.find((candidate) => candidate.tenantId === tenantId);
  const declared = desired?.partners.find((candidate) => candidate.tenantId === tenantId)?.settings.get(row.name);
  const own = partner?.settings[row.name] ?? null;
  const inherited = live.default?.[row.name] ?? null;
  if (own !== null) return lineOf(row, partner && declared, { live: own, inherited });
  const ofDefault = lineOf(row, desired?.default.get(row.name), { live: inherited, inherited: null });
  return 'line' in ofDefault ? ofDefault : lineOf(row, partner && declared, { live: null, inherited });
}

function lineOf(
  row: Setting,
  declaration: Declaration | undefined,
  values: { readonly live: Json; readonly inherited: Json },
): Cause {
  if (!declaration || wantedValue(row, declaration, values)) return {};
  const { position, profile } = declaration;
  return { ...fileAndLine(position), ...(profile !== undefined && { profile }) };
}
