import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { readPlanFile } from '../../../src/plan/planFile/planFile.ts';
import { makeUndoPlan } from '../../../src/plan/undo.ts';
import { renderPlanHtml } from '../../../src/render/html/planHtml.ts';
import { renderPlanGithub } from '../../../src/render/plan/planGithub.ts';
import { renderPlanMarkdown } from '../../../src/render/plan/planMarkdown.ts';
import { type PlanTextOptions, renderPlanText } from '../../../src/render/plan/planText.ts';
import { desiredState, livePartner, liveState, partner, trust, value } from '../../support/builders.ts';
import { planned } from '../../support/planned.ts';
import { fabrikam, woodgrove } from '../../support/tenants.ts';

const plan = planned({
  desired: desiredState([
    partner(fabrikam, { inboundTrust: value(trust(true, false, false)) }),
    partner(woodgrove, {}),
  ]),
  live: liveState([livePartner(fabrikam, { inboundTrust: trust(false, false, false) }), livePartner(woodgrove, {})]),
});

function undoOf(original: Plan): Plan {
  return makeUndoPlan({
    plan: original,
    livePartners: 2,
    protected: new Set(),
    table: fieldTable,
    createdAt: plan.createdAt,
  });
}

const undo = undoOf(plan);
const textOf = (part: Plan, detail: PlanTextOptions['detail'] = 'full'): string =>
  renderPlanText(part, { color: false, width: 100, detail }).replace(/\s+/g, ' ');
const sentence = `This plan reverts the plan of ${plan.createdAt} (${plan.digest}). Nothing else was compared.`;

test('an undo plan says in every format that it is one, and which plan it reverts', () => {
  expect(renderPlanText(undo, { color: false, width: 200 }).split('\n')[1]).toBe(sentence);
  expect(textOf(undo, 'summary')).toContain('Undo plan: 0 to add, 1 to change, 0 to delete.');
  expect(renderPlanMarkdown(undo)).toMatch(/^## xtap plan: undo plan, narrows 1\n\n\*\*Undo plan: 0 to add/);
  expect(renderPlanMarkdown(undo)).toContain(sentence);
  expect(renderPlanHtml(undo, undefined)).toContain('</span> undo plan, narrows 1</h1>');
  expect(renderPlanHtml(undo, undefined)).toContain(sentence);
  expect(renderPlanGithub(undo)).toContain(sentence);
});

test('it counts nothing that was not compared, and does not speak of --only', () => {
  const partial = undoOf({ ...plan, partial: true });
  for (const text of [textOf(partial), renderPlanMarkdown(partial), renderPlanHtml(partial, undefined)]) {
    expect(text).not.toContain('as configured');
    expect(text).not.toContain('--only');
  }
  expect(undo.summary).toMatchObject({ unchanged: 0, undeclared: 0 });
  expect(textOf({ ...plan, partial: true })).toContain('partial (--only)');
});

test('the plan that it reverts is a label: in the file, and not in the digest', () => {
  const { undoOf: _, ...unlabelled } = undo;
  expect(undo.undoOf).toEqual({ digest: plan.digest, createdAt: plan.createdAt });
  expect(readPlanFile(JSON.stringify(undo), fieldTable)).toEqual(undo);
  expect(undoOf(undo).undoOf).toEqual({ digest: undo.digest, createdAt: undo.createdAt });
  expect(unlabelled.digest).toBe(undo.digest);
});

test('an undo plan without changes says so', () => {
  const empty = undoOf({ ...plan, changes: [] });
  expect(textOf(empty)).toContain('This plan reverts');
  expect(textOf(empty)).toContain('No changes.');
  expect(textOf(empty)).not.toContain('configured');
});
