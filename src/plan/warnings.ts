/* What a person should know beside the changes: what the configuration warns of, and what only live values tell. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { settingsOf } from '../model/fieldTable.ts';
import type { PlanWarning } from '../model/plan.ts';
import { fileAndLine } from '../model/position.ts';
import { excerpt } from '../platform/text.ts';
import { type DeclaredChange, isRedundant, type PlanningContext } from './changes.ts';
import { otherOwner, type Partition } from './partition.ts';

export function configurationWarnings(warnings: readonly Diagnostic[]): readonly PlanWarning[] {
  return warnings.map(({ code, message, position, hidden }) => ({
    code,
    message,
    ...(position && fileAndLine(position)),
    ...(hidden === undefined ? {} : { hidden }),
  }));
}

export function planningWarnings(
  proposals: readonly DeclaredChange[],
  owned: Partition,
  planning: PlanningContext,
): readonly PlanWarning[] {
  const touched = proposals.flatMap(({ live, position }): readonly PlanWarning[] => {
    const owner = live && otherOwner(live);
    if (!owner) return [];
    const message = `Partner ${live.tenantId} is ${owner}: others write it too, and this plan touches it.`;
    return [
      { code: 'foreign-partner-touched', message, tenantId: live.tenantId, ...(position && fileAndLine(position)) },
    ];
  });
  const rows = settingsOf(planning.table, 'partner');
  const redundant = owned.present.flatMap(({ desired, live }) =>
    rows.flatMap((row): readonly PlanWarning[] => {
      const declaration = desired.settings.get(row.name);
      if (
        !declaration ||
        !isRedundant(row, declaration, { live: live?.settings[row.name], planned: planning.plannedDefault })
      )
        return [];
      const message = `${row.name} of ${excerpt(desired.name ?? desired.tenantId)} is what it would inherit anyway: remove it, or keep it to pin the value.`;
      return [{ code: 'redundant-setting', message, tenantId: desired.tenantId, ...fileAndLine(declaration.position) }];
    }),
  );
  return [...touched, ...redundant];
}
