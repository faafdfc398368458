import type { DesiredState } from '../model/desiredState.ts';
import type { LiveState } from '../model/liveState.ts';
import type { PlanContext } from '../render/planText.ts';

export function planContext(desired: DesiredState, live: LiveState): PlanContext {
  const declared = new Set(desired.partners.map(({ tenantId }) => tenantId));
  return {
    label: desired.label,
    fileCount: desired.files.length,
    livePartners: live.partners.length,
    declaredLive: live.partners.filter(({ tenantId }) => declared.has(tenantId)).length,
  };
}
