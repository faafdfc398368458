/* Every change that a configuration proposes, as a intent together with who declared it. */
import type { DesiredPartner, DesiredState } from '../model/desiredState.ts';
import type { LivePartner } from '../model/liveState.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Position } from '../model/position.ts';
import { deletion, type PlanningContext, partnerChange, singletonChange } from './changes.ts';
import type { Partition } from './partition.ts';

/** A intent together with who declared it. */
export interface DeclaredChange {
  readonly intent: ChangeIntent;
  readonly desired?: DesiredPartner | undefined;
  readonly live?: LivePartner | undefined;
  readonly position: Position | undefined;
}

export function singletonChanges(
  desired: DesiredState,
  planning: Pick<PlanningContext, 'live' | 'table'>,
): readonly DeclaredChange[] {
  return (['policy', 'default'] as const).flatMap((resource) => {
    const intent = singletonChange(resource, desired[resource], planning);
    const [first] = desired[resource].values();
    return intent ? [{ intent, position: first?.position }] : [];
  });
}

export function partnerChanges(
  owned: Partition,
  planning: PlanningContext,
  desired: DesiredState,
): readonly DeclaredChange[] {
  const present = owned.present.flatMap(({ desired: partner, live }): readonly DeclaredChange[] => {
    const intent = partnerChange(partner, live, planning);
    return intent ? [{ intent, desired: partner, live, position: partner.position }] : [];
  });
  const deletions = owned.deletions.map(({ desired: tombstone, live }): DeclaredChange => {
    const position = tombstone?.position ?? desired.undeclaredPartnersPosition;
    return { intent: deletion(live, planning), desired: tombstone, live, position };
  });
  return [...present, ...deletions];
}
