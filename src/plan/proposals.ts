/* Every change that a configuration proposes, as a core together with who declared it. */
import type { DesiredPartner, DesiredState } from '../model/desiredState.ts';
import type { LivePartner } from '../model/liveState.ts';
import type { ChangeCore } from '../model/plan.ts';
import type { Position } from '../model/position.ts';
import { deletionCore, type Ground, partnerCore, singletonCore } from './changes.ts';
import type { Ownership } from './partition.ts';

/** A core together with who declared it. */
export interface Proposal {
  readonly core: ChangeCore;
  readonly desired?: DesiredPartner | undefined;
  readonly live?: LivePartner | undefined;
  readonly position: Position | undefined;
}

export function singletonProposals(desired: DesiredState, ground: Pick<Ground, 'live' | 'table'>): readonly Proposal[] {
  return (['policy', 'default'] as const).flatMap((resource) => {
    const core = singletonCore(resource, desired[resource], ground);
    const [first] = desired[resource].values();
    return core ? [{ core, position: first?.position }] : [];
  });
}

export function partnerProposals(owned: Ownership, ground: Ground, desired: DesiredState): readonly Proposal[] {
  const present = owned.present.flatMap(({ desired: partner, live }): readonly Proposal[] => {
    const core = partnerCore(partner, live, ground);
    return core ? [{ core, desired: partner, live, position: partner.position }] : [];
  });
  const deletions = owned.deletions.map(({ desired: tombstone, live }): Proposal => {
    const position = tombstone?.position ?? desired.undeclaredPartnersPosition;
    return { core: deletionCore(live, ground), desired: tombstone, live, position };
  });
  return [...present, ...deletions];
}
