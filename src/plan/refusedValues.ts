/*
 * Values that Graph refuses to write: combinations ("Conflicting settings" in Microsoft's portal), and
 * TargetConfigurations without targets, which a tenant may have. The rules of the configuration check declared values.
 * A declared TargetConfiguration that the live or inherited one completes can only be checked here, while planning.
 */

import { refusedCombination } from '../model/combination.ts';
import type { Declarations } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';

export function findRefusedValues(
  intent: ChangeIntent,
  declarations: Declarations,
  table: readonly Setting[],
): readonly Diagnostic[] {
  // The message names the partner, because many partners may have the same line from one profile.
  const owner = intent.tenantId === undefined ? 'the default' : `partner ${intent.tenantId}`;
  return table.flatMap((row): readonly Diagnostic[] => {
    const declaration = declarations.get(row.name);
    const after = intent.after?.[row.name];
    if (!declaration || after === undefined) return [];
    const conflict = explainRefusal(row, after);
    if (conflict === undefined) return [];
    return [
      {
        severity: 'error',
        code: 'completed-half-conflict',
        position: declaration.position,
        message: `${row.name} of ${owner}: the half that is declared, completed by the one that is live or inherited, is refused by Graph: ${conflict}`,
        hint: 'declare both halves',
      },
    ];
  });
}

/** Why Graph refuses a value of an access setting; undefined if Graph accepts it. */
export function explainRefusal(row: Setting, value: Json): string | undefined {
  return row.kind === 'access' ? (refusedCombination(value) ?? findEmptyTargetConfiguration(row, value)) : undefined;
}

/** Finds a TargetConfiguration without targets. It comes from the tenant: the configuration's rules refuse it. */
function findEmptyTargetConfiguration(row: Setting, value: Json): string | undefined {
  const names = row.members.flatMap(({ leaf, path: [name] }) =>
    leaf.type === 'targetConfiguration' && name ? [name] : [],
  );
  const empty = names.find((name) => {
    const targetConfiguration = isJsonObject(value) ? (value[name] ?? null) : null;
    if (!isJsonObject(targetConfiguration)) return false;
    const { accessType = null, targets = null } = targetConfiguration;
    return accessType === null || !Array.isArray(targets) || targets.length === 0;
  });
  return empty === undefined ? undefined : `${empty} has no targets or no accessType`;
}
