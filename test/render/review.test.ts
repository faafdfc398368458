/* What a reviewer must see is selected once, and every format shows all of it. */
import type { Change, FieldChange } from '../../src/model/plan.ts';
import { renderPlanHtml } from '../../src/render/html/planHtml.ts';
import { renderPlanGithub } from '../../src/render/plan/planGithub.ts';
import { renderPlanMarkdown } from '../../src/render/plan/planMarkdown.ts';
import { renderPlanText } from '../../src/render/plan/planText.ts';
import { byDanger, reviewPlan } from '../../src/render/review.ts';
import { field, partnerChange, planOf, released, tenant } from '../support/render/samplePlan.ts';

const trust = 'inboundTrust.isMfaAccepted';
const conflictField: FieldChange = { ...field(trust, false, true, 'neutral'), origin: 'both' };
const heirs = [{ tenantId: tenant(8), name: 'Heir' }];

const removed = partnerChange(1, { action: 'delete', name: 'Removed', impact: 'narrows', after: null });
const opened = partnerChange(2, { name: 'Opened', impact: 'mixed', fields: [field(trust, false, true, 'mixed')] });
const closed = partnerChange(3, { name: 'Closed', impact: 'narrows', fields: [field(trust, true, false, 'narrows')] });
const overwritten = partnerChange(4, { name: 'Overwritten', fields: [conflictField] });
const renamed = partnerChange(5, { name: 'Quiet', fields: [field(trust, null, false, 'neutral')] });
const { tenantId: _none, ...ofAll } = partnerChange(6, { resource: 'default', impact: 'narrows', inheritedBy: heirs });
const shared: Change = { ...ofAll, fields: [field(trust, true, false, 'narrows')] };

const plan = planOf([renamed, closed, opened, overwritten, removed, shared], {
  guards: [
    { guard: 'maxDeletes', limit: 0, actual: 1, status: 'exceeded', tenantIds: [tenant(1)] },
    { guard: 'maxDeletePercent', limit: 1, actual: 20, status: 'exceeded', tenantIds: [tenant(1)] },
    { guard: 'protected', limit: 0, actual: 0, status: 'ok' },
  ],
  released: [released(tenant(9), 'Released'), { ...released(tenant(10), 'Harmless'), impact: 'neutral' }],
  loosened: [
    { what: 'guards.maxDeletes', before: 0, after: 5 },
    { what: 'undeclaredSettings', before: 'report', after: 'ignore' },
  ],
  undeclared: [
    { tenantId: tenant(11), name: 'Stray', reason: 'undeclared', settings: {}, impact: 'neutral' },
    {
      tenantId: tenant(12),
      name: 'Wide',
      setting: 'inboundTrust',
      value: {},
      reason: 'undeclared',
      impact: 'broadens',
    },
    {
      tenantId: tenant(13),
      name: 'Known',
      setting: 'inboundTrust',
      value: {},
      reason: 'undeclared',
      impact: 'mixed',
      accepted: true,
    },
  ],
  problems: [
    { tenantId: tenant(14), name: 'Unplanned', code: 'completed-half-conflict', message: 'Unplanned cannot inherit.' },
  ],
});

const nameOf = ({ name, resource }: Pick<Change, 'name' | 'resource'>): string => name ?? resource;

test('each list of the review has the changes of its kind', () => {
  const review = reviewPlan(plan);
  expect(review.deletions.map(nameOf)).toEqual(['Removed']);
  expect(review.broadening.map(nameOf)).toEqual(['Opened']);
  expect(review.narrowing.map(nameOf)).toEqual(['Closed', 'Opened', 'Removed', 'default']);
  expect(review.conflicts.map(nameOf)).toEqual(['Overwritten']);
  expect(review.inheritances).toEqual([{ impact: 'narrows', partners: heirs }]);
  expect(review.alarming.map(nameOf)).toEqual(['Opened', 'Overwritten', 'Removed', 'default']);
  expect(review.releasedAccess.map(({ name }) => name)).toEqual(['Released']);
  expect(review.loosenedLimits.map(({ what }) => what)).toEqual(['guards.maxDeletes']);
  expect(review.loosenedRules.map(({ what }) => what)).toEqual(['undeclaredSettings']);
  expect(review.undeclared.map(({ name }) => name)).toEqual(['Wide', 'Known', 'Stray']);
  expect(review.unaccepted.map(({ name }) => name)).toEqual(['Wide']);
  expect(review.approval).toEqual({ reasons: ['broadens', 'default'], given: undefined });
});

const bothLists = planOf([], {
  released: [released(tenant(9), 'Gone'), { ...released(tenant(10), 'Partly'), setting: 'inboundTrust', value: {} }],
  undeclared: [
    { tenantId: tenant(9), name: 'Gone', reason: 'kept: protected', settings: {}, impact: 'broadens' },
    { tenantId: tenant(10), name: 'Partly', setting: 'inboundTrust', value: {}, reason: 'x', impact: 'broadens' },
  ],
});

test('an undeclared entry that is released is listed once, with the reason why a partner stays', () => {
  const review = reviewPlan(bothLists);
  expect(review.undeclared).toEqual([]);
  expect(review.undeclaredReleased).toEqual(bothLists.undeclared);
  expect(review.released.map(({ name, reason }) => [name, reason])).toEqual([
    ['Gone', 'kept: protected'],
    ['Partly', undefined],
  ]);
  const outputs = [
    renderPlanText(bothLists, { color: false, width: 120 }),
    renderPlanMarkdown(bothLists),
    renderPlanHtml(bothLists, undefined),
    renderPlanGithub(bothLists),
  ];
  for (const output of outputs) {
    expect(output.match(/Partly/g)).toHaveLength(1);
    expect(output).toContain('kept: protected');
    expect(output).toMatch(/Also undeclared, and listed under .*No longer managed.*: 1 partner and 1 setting\./);
    expect(output).toContain('1 undeclared setting is broader than the default');
  }
});

test('what is no longer managed is sorted by risk, then by name', () => {
  const names = ['Zulu', 'Alpha', 'Tight'].map((name, index) => ({
    ...released(tenant(index), name),
    impact: name === 'Tight' ? ('narrows' as const) : ('broadens' as const),
  }));
  expect(reviewPlan(planOf([], { released: names })).released.map(({ name }) => name)).toEqual([
    'Alpha',
    'Zulu',
    'Tight',
  ]);
});

test('a flag turns the refusal of a guard into an allowance, and names the approval', () => {
  const given = { approval: '--allow-broadening', guards: new Map([['maxDeletes', '--allow-deletes 1'] as const]) };
  const review = reviewPlan(plan, given);
  expect(review.refusals).toMatchObject([{ result: { guard: 'maxDeletePercent' }, partners: ['Removed'] }]);
  expect(review.allowances).toMatchObject([{ result: { guard: 'maxDeletes' }, flag: '--allow-deletes 1' }]);
  expect(review.approval?.given).toBe('--allow-broadening');
  expect(reviewPlan(planOf([closed])).approval).toBeUndefined();
});

test('a deletion is the riskiest change, then a default that others inherit, then broader access', () => {
  expect(byDanger(plan.changes).map(nameOf)).toEqual([
    'Removed',
    'default',
    'Opened',
    'Closed',
    'Quiet',
    'Overwritten',
  ]);
});

test.each([
  ['text', renderPlanText(plan, { color: false, width: 120 })],
  ['Markdown', renderPlanMarkdown(plan)],
  ['HTML', renderPlanHtml(plan, undefined)],
  ['annotations', renderPlanGithub(plan)],
])('%s shows everything that a reviewer must see', (_format, output) => {
  const { problems, released: gone, undeclared, alarming } = reviewPlan(plan);
  const names = [...problems, ...gone, ...undeclared, ...alarming].flatMap(({ name }) => name ?? []);
  expect(names.filter((name) => !output.includes(name))).toEqual([]);
  expect(output).toContain('maxDeletePercent');
  expect(output).toContain('Allow them with --allow-deletes 1.');
  expect(output).toContain('Applying needs approval, since it broadens access and changes the default settings');
  expect(output).toContain('guards.maxDeletes');
  expect(output).toContain('undeclaredSettings');
  expect(output).toMatch(/inherited by 1 partner|for 1 partner: Heir/i);
});
