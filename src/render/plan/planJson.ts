import type { Plan } from '../../model/plan.ts';
import { planShape } from '../../plan/planFile/planShape.ts';
import { jsonText } from '../text/jsonText.ts';

/** What `xtap plan -o json=FILE` writes and `xtap apply FILE` reads. Its keys have the order of the plan's shape. */
export function renderPlanJson(plan: Plan): string {
  return jsonText(planShape.inOrder(plan));
}
