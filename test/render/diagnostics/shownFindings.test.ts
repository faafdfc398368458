import type { PlanWarning } from '../../../src/model/plan.ts';
import { renderPlanGithub } from '../../../src/render/plan/planGithub.ts';
import { renderPlanMarkdown } from '../../../src/render/plan/planMarkdown.ts';
import { renderPlanText } from '../../../src/render/plan/planText.ts';
import { planOf } from '../../support/render/samplePlan.ts';

const context = { label: 'configs/', fileCount: 1, livePartners: 0, declaredLive: 0 };

function warnings(code: PlanWarning['code'], amount: number): readonly PlanWarning[] {
  return Array.from({ length: amount }, (_, index) => ({ code, message: `about ${code} ${index}.` }));
}

test('text, Markdown and annotations list the same nine warnings of a long list, of every code', () => {
  const plan = planOf([], {
    warnings: [...warnings('redundant-setting', 30), ...warnings('capabilities-lost', 3), ...warnings('base-empty', 1)],
  });
  const outputs = [
    renderPlanText(plan, { ...context, color: false, width: 100 }),
    renderPlanMarkdown(plan, { context }),
    renderPlanGithub(plan),
  ];
  const listed = outputs.map(
    (output) => new Set(output.match(/(?<=about )[a-z\\-]+ \d+(?=\\?\.)/g)?.map((name) => name.replaceAll('\\', ''))),
  );
  const expected = new Set([
    ...[0, 1, 2, 3, 4].map((index) => `redundant-setting ${index}`),
    ...[0, 1, 2].map((index) => `capabilities-lost ${index}`),
    'base-empty 0',
  ]);
  expect(listed).toEqual([expected, expected, expected]);
  for (const output of outputs) expect(output).toContain('and 25 more');
});
