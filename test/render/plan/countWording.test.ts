/* Partners are one number in every command; default and policy are named beside it. */
import { changedWords, configuredWords, countedWords, liveWords } from '../../../src/render/plan/countWording.ts';
import { partnerChange, planOf } from '../../support/render/samplePlan.ts';

test.each([
  [{ partners: 3000, default: false, policy: false }, '3,000 partners'],
  [{ partners: 1, default: true, policy: true }, '1 partner, the default settings and the policy'],
  [{ partners: 2, tombstones: 1, default: false, policy: true }, '2 partners, 1 tombstone and the policy'],
  [{ partners: 0, default: true, policy: false }, 'the default settings'],
  [{ partners: 0, default: false, policy: false }, '0 partners'],
])('%j is counted as "%s"', (counted, words) => {
  expect(countedWords(counted)).toBe(words);
});

test('ignored partners are not counted as undeclared', () => {
  expect(liveWords({ livePartners: 5, declaredLive: 2 })).toBe('5 partners live: 2 declared, 3 undeclared');
  expect(liveWords({ livePartners: 5, declaredLive: 2, ignoredLive: 1 })).toBe(
    '5 partners live: 2 declared, 1 ignored, 2 undeclared',
  );
});

test('a saved plan has only the sum of what stays as configured', () => {
  const context = { label: '', fileCount: 1, livePartners: 0, declaredLive: 0 };
  const unchanged = { partners: 38, default: true, policy: true };
  expect(configuredWords(planOf([]), undefined)).toBe('40 as configured');
  expect(configuredWords(planOf([]), { ...context, unchanged })).toBe(
    '38 partners, the default settings and the policy as configured',
  );
});

test('a plan of partners alone does not name what it concerns', () => {
  const { tenantId: _tenantId, ...ofAll } = partnerChange(2, { resource: 'default' });
  expect(changedWords(planOf([partnerChange(1, {})]))).toBeUndefined();
  expect(changedWords(planOf([partnerChange(1, {}), ofAll]))).toBe('1 partner and the default settings');
});
