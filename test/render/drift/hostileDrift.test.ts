/* Third-party text in drift stays in its place in every format. */
import type { Change, Plan } from '../../../src/model/plan.ts';
import type { Drift } from '../../../src/plan/drift/describeDrift.ts';
import { renderDriftGithub } from '../../../src/render/drift/driftGithub.ts';
import { renderDriftMarkdown } from '../../../src/render/drift/driftMarkdown.ts';
import { renderDriftText } from '../../../src/render/drift/driftText.ts';
import { renderDriftHtml } from '../../../src/render/html/driftHtml.ts';
import { githubCommentLimit } from '../../../src/render/text/fitLimit.ts';
import { hiddenIn, hostileNames } from '../../support/render/hostileNames.ts';
import { field, partnerChange, planOf, tenant } from '../../support/render/samplePlan.ts';

const sentence = 'Drift: 1 more open than declared. Exit 2.';
const about = {
  groupBy: 'change',
  lastLines: [sentence],
  sections: [],
  title: 'tenant x has drifted',
  digest: 'sha256:0',
} as const;

function stepOf({ tenantId, name, file, fields, resource }: Change, isWaiting = false): Drift['steps'][number] {
  return {
    kind: 'differs',
    resource,
    ...(tenantId && { tenantId }),
    ...(name !== undefined && { name }),
    ...(file !== undefined && { file }),
    line: 1,
    isWaiting,
    impact: 'broadens',
    fields,
    reasons: [{ code: 'whole', impact: 'broadens', message: 'the partner as a whole' }],
  };
}

function hostile(name: string): { readonly plan: Plan; readonly drift: Drift } {
  const changes = [1, 2].map((number) =>
    partnerChange(number, {
      name: `${name}${number}`,
      file: `configs/${name}`,
      fields: [{ ...field(`inboundTrust.${name}`, name, { [name]: name }, 'mixed'), profile: name }],
    }),
  );
  const undeclared = [
    { tenantId: tenant(3), name, reason: name, settings: { [name]: name }, impact: 'mixed' as const },
  ];
  const plan = planOf(changes, { undeclared, warnings: [{ code: 'x' as never, message: name, file: name, line: 1 }] });
  const steps = changes.map((change, index) => stepOf(change, index === 1));
  return {
    plan,
    drift: { steps, undeclared, ignored: [], problems: [], defaults: { declared: {}, live: {} } },
  };
}

const harmless = hostile('x');

describe.each(hostileNames)('a name that %s', (_purpose, name) => {
  const { plan, drift } = hostile(name);

  test('changes no other line of the text', () => {
    const text = renderDriftText(plan, drift, { ...about, color: false, width: 140, detail: 'full' });
    const starts = text.split('\n').filter((line) => line !== '' && !line.startsWith('  '));
    expect(starts.filter((line) => !/^(?:Tenant |Waiting|Undeclared|To |Digest |Drift: )/.test(line))).toHaveLength(1);
    expect(text.trimEnd().split('\n').at(-1)).toBe(sentence);
    expect(hiddenIn(text)).toEqual([]);
  });

  test('stays in its cell of the Markdown', () => {
    const text = renderDriftMarkdown(plan, drift, about);
    expect(text.split('\n').length).toBe(renderDriftMarkdown(harmless.plan, harmless.drift, about).split('\n').length);
    for (const row of text.split('\n').filter((line) => line.startsWith('|'))) expect(row.match(/\|/g)).toHaveLength(4);
    expect(hiddenIn(text)).toEqual([]);
  });

  test('makes no second command', () => {
    const lines = renderDriftGithub(plan, drift, about).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) (?:(?:file|line|title)=[^,:]*,?)+::/);
    expect(hiddenIn(lines.join(''))).toEqual([]);
  });
});

test('the Markdown of a large drift fits the limit and says what is left out', () => {
  const changes = Array.from({ length: 600 }, (_, number) =>
    partnerChange(number, {
      name: `Partner ${number} ${'x'.repeat(40)}`,
      fields: [1, 2, 3].map((each) => field(`setting${each}.flag${number}`, false, true, 'broadens')),
    }),
  );
  const drift = { ...hostile('x').drift, steps: changes.map((change) => stepOf(change)) };
  const text = renderDriftMarkdown(planOf(changes), drift, about);
  expect(text.length).toBeLessThanOrEqual(githubCommentLimit);
  expect(text).toContain('left out here');
  expect(text).toContain(sentence);
});

test.each(hostileNames)('a name that %s is text in the page', (_purpose, name) => {
  const { plan, drift } = hostile(name);
  const options = { ...about, map: undefined };
  const html = renderDriftHtml(plan, drift, options);
  const tags = (page: string) => (page.match(/<(?!wbr)[a-z]+/g) ?? []).length;
  expect(tags(html)).toBe(tags(renderDriftHtml(harmless.plan, harmless.drift, options)));
  expect(hiddenIn(html)).toEqual([]);
});

test('the page has cards from declared to live, and no word of a plan', () => {
  const { plan, drift } = harmless;
  const html = renderDriftHtml(plan, drift, { ...about, map: undefined });
  const main = html.slice(html.indexOf('<main>'), html.indexOf('</main>'));
  expect(main).toContain('<th scope="col">Declared → live</th>');
  expect(main).toMatch(/<article class="change" data-impact="broadens".*<bdi>x1<\/bdi>.*▲ more open/s);
  expect(main).toMatch(/Waiting: merged, and not applied yet.*<bdi>x2<\/bdi>/s);
  expect(main).not.toMatch(/broadens<|narrows<|Before →|to change/);
  expect(main).toMatch(/What to do<.*To revert the drift, run <code>xtap apply<\/code>/s);
});
