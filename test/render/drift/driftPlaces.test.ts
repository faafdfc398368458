/* The lines of the configuration that drift names. */
import type { Change } from '../../../src/model/plan.ts';
import type { Drift } from '../../../src/plan/drift/describeDrift.ts';
import type { StepKind } from '../../../src/plan/drift/driftStep.ts';
import { renderDriftGithub } from '../../../src/render/drift/driftGithub.ts';
import { renderDriftMarkdown } from '../../../src/render/drift/driftMarkdown.ts';
import { renderDriftText } from '../../../src/render/drift/driftText.ts';
import { field, partnerChange, planOf } from '../../support/render/samplePlan.ts';

const about = {
  groupBy: 'change',
  lastLines: ['Drift: 1 mixed. Exit 2.'],
  sections: [],
  title: 'tenant x has drifted',
  digest: 'sha256:0',
} as const;

function render(
  changes: readonly Change[],
  kind: StepKind,
): { readonly text: string; readonly markdown: string; readonly github: string } {
  const steps = changes.map(({ action: _, ...change }) => ({ ...change, kind, isWaiting: false, reasons: [] }));
  const drift: Drift = { steps, undeclared: [], ignored: [], problems: [], defaults: { declared: {}, live: {} } };
  const plan = planOf(changes);
  return {
    text: renderDriftText(plan, drift, { ...about, color: false, width: 140, detail: 'full' }),
    markdown: renderDriftMarkdown(plan, drift, about),
    github: renderDriftGithub(plan, drift, about),
  };
}

const trust = field('inboundTrust.isMfaAccepted', false, true, 'broadens');

test('a group of partners without a common profile names the first line and the number of the others', () => {
  const changes = [11, 12, 13].map((line) => partnerChange(line, { file: 'a.yaml', line, fields: [trust] }));
  const { text, markdown } = render(changes, 'differs');
  expect(text).toMatch(/ 3 partners, the same drift +a\.yaml:11 and 2 other lines\n/);
  expect(markdown).toContain('**3 partners, the same drift**, `a.yaml:11 and 2 other lines`');
});

test('a missing partner names its entry, and a changed one the line of its profile', () => {
  const caused = { ...trust, file: 'profiles.yaml', line: 3, profile: 'supplier' };
  const changes = [partnerChange(1, { file: 'a.yaml', line: 20, fields: [caused] })];
  expect(render(changes, 'missing').text).toMatch(/ a\.yaml:20\n/);
  expect(render(changes, 'differs').text).toMatch(/ profile supplier {2}profiles\.yaml:3\n/);
});

test('partners that drifted in the same way are one annotation, at the line of the first one', () => {
  const changes = [30, 20, 10].map((line, index) =>
    partnerChange(line, { name: `Partner ${index}`, fields: [{ ...trust, file: 'a.yaml', line }] }),
  );
  const warnings = render(changes, 'differs').github.match(/^::warning .*$/gm);
  expect(warnings).toEqual([
    expect.stringMatching(/^::warning file=a\.yaml,line=30,title=xtap%3A 3 partners%2C the same drift .*Partner 2$/),
  ]);
});

test('annotations and Markdown distinguish partners of equal names by their ids', () => {
  const changes = [1, 2, 3].map((number) => partnerChange(number, { name: 'Fabrikam', fields: [trust] }));
  const { github, markdown } = render(changes, 'differs');
  expect(github).toContain('Fabrikam (00000001), Fabrikam (00000002), Fabrikam (00000003)');
  expect(markdown).toContain('00000003');
});
