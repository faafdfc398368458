/* The plan of a drift run as JSON, with the members that only drift has. The plan part stays a plan. */
import type { AttributionReading } from '../../model/attribution.ts';
import type { Plan } from '../../model/plan.ts';
import type { ApplyReport } from '../../model/report.ts';
import { countDrift, type Drift } from '../../plan/drift/describeDrift.ts';
import { driftDigest } from '../../plan/drift/driftDigest.ts';
import { planShape } from '../../plan/planFile/planShape.ts';
import { jsonText } from '../text/jsonText.ts';

export interface DriftJsonParts {
  readonly attribution: AttributionReading;
  /** By id. */
  readonly directoryNames?: ReadonlyMap<string, string> | undefined;
  readonly correction?: ApplyReport | undefined;
}

export function renderDriftJson(
  plan: Plan,
  drift: Drift,
  { attribution, directoryNames, correction }: DriftJsonParts,
): string {
  const { attributions, notRead } = attribution;
  return jsonText({
    ...planShape.inOrder(plan),
    drift: countDrift(drift),
    driftDigest: driftDigest(drift),
    ...(attributions.length > 0 ? { attribution: attributions } : {}),
    ...(notRead ? { attributionNotRead: notRead } : {}),
    ...(directoryNames && directoryNames.size > 0 ? { directoryNames: Object.fromEntries(directoryNames) } : {}),
    ...(correction ? { correction } : {}),
  });
}
