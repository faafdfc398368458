/*
 * Combinations that Graph refuses ("Conflicting settings" in Microsoft's portal). The configuration's own rules judge
 * what is declared; a declared half that is completed by the other half can only be judged here, while planning.
 */

import { refusedCombination } from '../model/combination.ts';
import type { Declarations } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Setting } from '../model/fieldTable.ts';
import type { ChangeCore } from '../model/plan.ts';

export function refusedCombinations(
  core: ChangeCore,
  declarations: Declarations,
  table: readonly Setting[],
): readonly Diagnostic[] {
  return table.flatMap((row): readonly Diagnostic[] => {
    const declaration = declarations.get(row.name);
    const after = core.after?.[row.name];
    if (row.kind !== 'access' || !declaration || after === undefined) return [];
    const conflict = refusedCombination(after);
    if (!conflict) return [];
    return [
      {
        severity: 'error',
        code: 'completed-half-conflict',
        position: declaration.position,
        message: `${row.name}: the half that is declared, completed by the one that is live or inherited, is refused by Graph: ${conflict}`,
        hint: 'declare both halves',
      },
    ];
  });
}
