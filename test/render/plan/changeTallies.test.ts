/* A long plan is counted by profile and by setting. */
import type { Change } from '../../../src/model/plan.ts';
import { changeTallies } from '../../../src/render/plan/changeTallies.ts';
import { renderPlanMarkdown } from '../../../src/render/plan/planMarkdown.ts';
import { renderPlanText } from '../../../src/render/plan/planText.ts';
import { field, partnerChange, planOf } from '../../support/render/samplePlan.ts';

const mfa = { ...field('inboundTrust.isMfaAccepted', false, true, 'broadens'), profile: 'supplier' };
const blocked = field('b2bCollaborationInbound.applications', 'allowed', 'blocked', 'narrows');
const same = field('b2bCollaborationInbound.usersAndGroups', 'inherit', 'allowed', 'neutral');

function plan(amount: number) {
  const changes = Array.from(
    { length: amount },
    (_, index): Change =>
      partnerChange(index + 1, { impact: 'broadens', fields: index === 0 ? [mfa, blocked, same] : [mfa] }),
  );
  return planOf(changes);
}

test('a plan of ten changes has no tallies', () => {
  expect(changeTallies(plan(10))).toEqual([]);
  expect(renderPlanText(plan(10), { color: false, width: 100 })).not.toContain('By setting');
});

test('a longer plan counts each change once for a profile and a setting, the most frequent first', () => {
  expect(changeTallies(plan(11))).toEqual([
    {
      by: 'profile',
      title: 'By profile',
      tallies: [
        { name: 'supplier', changes: 11, broadening: 11, narrowing: 0 },
        { name: 'not from a profile', changes: 1, broadening: 0, narrowing: 1 },
      ],
    },
    {
      by: 'setting',
      title: 'By setting',
      tallies: [
        { name: 'inboundTrust', changes: 11, broadening: 11, narrowing: 0 },
        { name: 'b2bCollaborationInbound', changes: 1, broadening: 0, narrowing: 1 },
      ],
    },
  ]);
});

test('text and Markdown show the tallies', () => {
  expect(renderPlanText(plan(11), { color: false, width: 100 })).toContain(
    'By profile: supplier 11 (▲ 11), not from a profile 1 (▼ 1)\nBy setting: inboundTrust 11 (▲ 11), b2bCollaborationInbound 1 (▼ 1)\nPlan: ',
  );
  expect(renderPlanMarkdown(plan(11))).toContain('- By profile: `supplier` 11 (▲ 11), not from a profile 1 (▼ 1)\n');
});

test('without a profile, only the settings are counted', () => {
  const changes = Array.from({ length: 11 }, (_, index) => partnerChange(index + 1, { fields: [blocked] }));
  expect(changeTallies(planOf(changes)).map(({ title }) => title)).toEqual(['By setting']);
});
