import type { Plan } from '../../model/plan.ts';
import { planShape } from '../../plan/planFile/planShape.ts';
import type { ReplayView } from '../replay/replayWording.ts';
import { jsonText } from '../text/jsonText.ts';

/**
 * What `xtap plan -o json=FILE` writes and `xtap apply FILE` reads. Its keys have the order of the plan's shape. The
 * replay comes last: it is not a part of the plan, and the reader leaves it out.
 */
export function renderPlanJson(plan: Plan, view?: ReplayView): string {
  return jsonText({ ...planShape.inOrder(plan), ...(view && { replay: view.replay }) });
}
