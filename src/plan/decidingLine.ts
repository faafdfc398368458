/*
 * The line of the configuration that made a setting what it is.
 *
 * A line is named only where the state is what the line says. After somebody changed the tenant by hand, or before an
 * apply, the configuration does not decide what holds, and pointing at it would send people to the wrong place.
 */
import type { DecidingLine } from '../access/explain.ts';
import type { Declaration, DesiredState } from '../model/desiredState.ts';
import type { Setting } from '../model/fieldTable.ts';
import type { Json } from '../model/json.ts';
import type { LiveState } from '../model/liveState.ts';
import { fileAndLine } from '../model/position.ts';
import type { TenantId } from '../model/tenantId.ts';
import { wantedValue } from './compare.ts';

/**
 * An own value: its declaration. An inherited one: the default's declaration, or else the partner's `inherit`. Empty
 * where nothing in the configuration says so.
 */
export function findDecidingLine(
  row: Setting,
  state: { readonly tenantId: TenantId; readonly live: LiveState; readonly desired?: DesiredState | undefined },
): DecidingLine {
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
): DecidingLine {
  if (!declaration || wantedValue(row, declaration, values)) return {};
  return fileAndLine(declaration.position);
}
