/* The warnings of a plan: those of the configuration, and those that follow from live values. */

import type { Diagnostic } from '../model/diagnostic.ts';
import type { PlanWarning } from '../model/plan.ts';
import { fileAndLine } from '../model/position.ts';
import { settingsOf } from '../model/setting.ts';
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
  changes: readonly DeclaredChange[],
  partition: Partition,
  context: PlanningContext,
): readonly PlanWarning[] {
  const touched = changes.flatMap(({ live, position }): readonly PlanWarning[] => {
    const owner = live && otherOwner(live);
    if (!owner) return [];
    const message = `Partner ${live.tenantId} is ${owner}: others write it too, and this plan touches it.`;
    return [
      { code: 'foreign-partner-touched', message, tenantId: live.tenantId, ...(position && fileAndLine(position)) },
    ];
  });
  const rows = settingsOf(context.table, 'partner');
  const redundant = partition.present.flatMap(({ desired, live }) =>
    rows.flatMap((row): readonly PlanWarning[] => {
      const declaration = desired.settings.get(row.name);
      if (
        !declaration ||
        !isRedundant(row, declaration, { live: live?.settings[row.name], planned: context.plannedDefault })
      )
        return [];
      const message = `${row.name} of ${excerpt(desired.name ?? desired.tenantId)} is what it would inherit anyway: remove it, or keep it to pin the value.`;
      return [{ code: 'redundant-setting', message, tenantId: desired.tenantId, ...fileAndLine(declaration.position) }];
    }),
  );
  return [...touched, ...redundant];
}
