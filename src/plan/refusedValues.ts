/*
 * Values that Graph refuses: combinations ("Conflicting settings" in Microsoft's portal), and halves without targets,
 * which a tenant may hold and nobody may write. The configuration's own rules judge what is declared; a declared half
 * that is completed by the other half can only be judged here, while planning.
 */

import { refusedCombination } from '../model/combination.ts';
import type { Declarations } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Setting } from '../model/fieldTable.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { ChangeIntent } from '../model/plan.ts';

export function findRefusedValues(
  intent: ChangeIntent,
  declarations: Declarations,
  table: readonly Setting[],
): readonly Diagnostic[] {
  // Many partners may have the same line from one profile.
  const whose = intent.tenantId === undefined ? 'the default' : `partner ${intent.tenantId}`;
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
        message: `${row.name} of ${whose}: the half that is declared, completed by the one that is live or inherited, is refused by Graph: ${conflict}`,
        hint: 'declare both halves',
      },
    ];
  });
}

/** Why Graph refuses a value of an access setting; undefined where it does not. */
export function explainRefusal(row: Setting, value: Json): string | undefined {
  return row.kind === 'access' ? (refusedCombination(value) ?? findEmptyTargetConfiguration(row, value)) : undefined;
}

/** A half that says nothing is never a declared one: the configuration's rules would have found it. */
function findEmptyTargetConfiguration(row: Setting, value: Json): string | undefined {
  const names = row.members.flatMap(({ leaf, path: [name] }) =>
    leaf.type === 'targetConfiguration' && name ? [name] : [],
  );
  const empty = names.find((name) => {
    const half = isJsonObject(value) ? (value[name] ?? null) : null;
    if (!isJsonObject(half)) return false;
    const { accessType = null, targets = null } = half;
    return accessType === null || !Array.isArray(targets) || targets.length === 0;
  });
  return empty === undefined ? undefined : `${empty} has no targets or no accessType`;
}
