import type { Plan } from '../../../src/model/plan.ts';
import { withDistinctNames } from '../../../src/render/plan/distinctNames.ts';
import { renderPlanGithub } from '../../../src/render/plan/planGithub.ts';
import { renderPlanMarkdown } from '../../../src/render/plan/planMarkdown.ts';
import { namesIn } from '../../../src/render/plan/planWording.ts';
import { field, partnerChange, planOf, samplePlan, tenant } from '../../support/render/samplePlan.ts';

const longName = 'Contoso Subsidiary for the Eastern Provinces and the Islands in the South';
const opening = { impact: 'broadens', fields: [field('inboundTrust.isMfaAccepted', false, true, 'broadens')] } as const;

function twins(name: string): Plan {
  return planOf([
    partnerChange(1, { name, ...opening }),
    partnerChange(2, { name, ...opening }),
    partnerChange(3, { name: 'Another', impact: 'broadens', fields: [field('a.b', false, true, 'broadens')] }),
  ]);
}

/** The names of the partners in the lines. */
function rows(plan: Plan): readonly string[] {
  return [...renderPlanMarkdown(plan, { groupBy: 'none' }).matchAll(/^\| \S+ \| change \*\*(.*?)\*\* \|/gm)].map(
    ([, name]) => name ?? '',
  );
}

function titles(plan: Plan): readonly string[] {
  return [...renderPlanGithub(plan).matchAll(/^::warning .*title=xtap%3A change (.*?) \(▲/gm)].map(
    ([, name]) => name ?? '',
  );
}

test('rows and annotations distinguish partners of equal names by their ids', () => {
  const called = ['Another', 'Fabrikam (00000001)', 'Fabrikam (00000002)'];
  expect(rows(twins('Fabrikam')).map((name) => name.replaceAll('`', ''))).toEqual(called);
  expect(titles(twins('Fabrikam'))).toEqual(called);
  expect(renderPlanMarkdown(twins('Fabrikam'))).toMatch(/Broadens access in 3:.*Another.*00000001.*00000002/);
});

test('a name of any length leaves room for the id', () => {
  expect(new Set(rows(twins(longName))).size).toBe(3);
  expect(namesIn(withDistinctNames(twins(longName)))(tenant(2))).toBe('Contoso Subsidiary for the E… (00000002)');
});

test('one partner that appears in several places keeps its plain name', () => {
  const { tenantId, ...ofAll } = partnerChange(4, { resource: 'default' });
  const heir = { tenantId: tenant(1), name: 'Fabrikam' };
  const undeclared = [
    { tenantId: tenant(1), name: 'Fabrikam', setting: 'inboundTrust', reason: 'r', impact: 'mixed' } as const,
  ];
  const changes = [partnerChange(1, { name: 'Fabrikam' }), { ...ofAll, inheritedBy: [heir] }];
  const plan = planOf(changes, { undeclared });
  expect(withDistinctNames(plan)).toBe(plan);
  expect(withDistinctNames(samplePlan)).toBe(samplePlan);
});

test('inheriting and undeclared partners are distinguished too', () => {
  const { tenantId, ...ofAll } = partnerChange(4, { resource: 'default' });
  const undeclared = [
    { tenantId: tenant(2), name: 'Fabrikam', reason: 'not in the configuration', impact: 'mixed' } as const,
  ];
  const changes = [{ ...ofAll, inheritedBy: [{ tenantId: tenant(1), name: 'Fabrikam' }] }];
  const names = namesIn(withDistinctNames(planOf(changes, { undeclared })));
  expect([1, 2].map((each) => names(tenant(each)))).toEqual(['Fabrikam (00000001)', 'Fabrikam (00000002)']);
});
