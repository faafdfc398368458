import { type PlanTextOptions, renderPlanText } from '../../../src/render/plan/planText.ts';
import { displayWidth } from '../../../src/render/text/displayWidth.ts';
import { expectFixture } from '../../support/render/expectFixture.ts';
import { hiddenIn, hostileNames, runnerCommandsIn } from '../../support/render/hostileNames.ts';
import {
  allUsers,
  field,
  half,
  object,
  office,
  partnerChange,
  planOf,
  refusedPlan,
  samplePlan,
  tenant,
  unmanagedParts,
} from '../../support/render/samplePlan.ts';

const unchanged = { partners: 40, default: false, policy: false };
const context = { label: 'configs/', fileCount: 3, livePartners: 43, declaredLive: 41, unchanged };
const plain: PlanTextOptions = { color: false, width: 100 };

test('a plan is shown in aligned columns, a line per field', () => {
  expectFixture('plan-100.txt', renderPlanText(samplePlan, { ...plain, context }));
});

test('a narrow terminal shows the same plan with values below their paths', () => {
  expectFixture('plan-72.txt', renderPlanText(samplePlan, { ...plain, width: 72 }));
});

test('a plan with a base names the origin of every change, and a refused plan the flag that allows it', () => {
  expectFixture('plan-refused.txt', renderPlanText(refusedPlan, { ...plain, context }));
});

test('the example of the contract is rendered as in the contract', () => {
  const plan = planOf([
    partnerChange(1, {
      name: 'Fabrikam',
      line: 24,
      impact: 'broadens',
      fields: [
        field('inboundTrust.isMfaAccepted', false, true, 'broadens'),
        field('b2bCollaborationInbound.applications', half('allowed'), half('allowed', office), 'broadens'),
      ],
    }),
  ]);
  expect(renderPlanText(plan, { color: false, width: 90, context })).toBe(`\
Tenant 6babcaad-604b-40ac-a9d7-9fd97c0b779f  global v1.0  configs/ (3 files)
43 partners live: 41 declared, 2 undeclared

  ~ Fabrikam  00000001-71ad-49c7-9ce8-db3f41ea06f1                configs/partners.yaml:24
      inboundTrust.isMfaAccepted            false → true  ▲ broadens
      b2bCollaborationInbound.applications  + Office365   ▲ broadens

Plan: 0 to add, 1 to change, 0 to delete. ▲ 1 broadens access.
40 partners as configured.
Applying needs approval, since it broadens access: --expect-digest, --allow-broadening, or
  "yes".
Digest ${plan.digest}
`);
});

test('a plan without changes says so and shows no table', () => {
  const text = renderPlanText(planOf([]), plain);
  expect(text).toContain('No changes. 40 as configured.');
  expect(text).not.toContain('Plan:');
});

test('a partial plan and a plan from a snapshot say so', () => {
  const text = renderPlanText(planOf([], { partial: true, source: 'snapshot' }), plain);
  expect(text).toContain('partial (--only)');
  expect(text).toContain('from a snapshot: apply refuses it');
});

test.each([60, 72, 80, 100, 119])('no line is wider than a terminal of %d columns, unless it is one word', (width) => {
  for (const plan of [samplePlan, refusedPlan]) {
    const lines = renderPlanText(plan, { color: false, width, context }).split('\n');
    const tooWide = lines.filter((line) => displayWidth(line) > width && /\S\s/.test(line.trim()));
    expect(tooWide.filter((line) => !/^(Digest|Tenant|\d+ partners live|Plan:)/.test(line))).toEqual([]);
  }
});

test('a long list is shortened by whole targets, and no id is cut at any width', () => {
  for (let width = 40; width <= 120; width += 7) {
    const text = renderPlanText(samplePlan, { color: false, width });
    expect(text).toContain('… and 8 more');
    for (const [, id] of text.matchAll(/(?:group|user|application) ([0-9a-f-]+)/g)) expect(id).toHaveLength(36);
  }
});

test('an inherited value is the live default before and the planned default after', () => {
  const inherited = partnerChange(1, {
    fields: [field('inboundTrust.isMfaAccepted', true, 'inherit', 'narrows')],
    basis: { inboundTrust: { isMfaAccepted: true } },
  });
  const standard = partnerChange(2, { resource: 'default', after: { inboundTrust: { isMfaAccepted: false } } });
  expect(renderPlanText(planOf([inherited]), plain)).toContain('true → inherit (true)');
  expect(renderPlanText(planOf([inherited, standard]), plain)).toContain('true → inherit (false)');
  const own = { ...inherited, fields: [field('inboundTrust.isMfaAccepted', 'inherit', false, 'narrows')] };
  expect(renderPlanText(planOf([own, standard]), plain)).toContain('inherit (true) → false');
});

test('a target added to a list of blocked targets is not shown as allowed', () => {
  const before = half('blocked', ['group', object(1)]);
  const after = half('blocked', ['group', object(1)], ['group', object(2)]);
  const text = renderPlanText(planOf([partnerChange(1, { fields: [field('a.b', before, after, 'narrows')] })]), plain);
  expect(text).toContain(`blocked: + group ${object(2)}  `);
});

test('an irregular value is shown as it is', () => {
  const odd = { accessType: 'allowed', targets: [{ target: 'X', targetType: 'user', more: 1 }] };
  const plan = planOf([partnerChange(1, { fields: [field('a.b', odd, half('allowed', allUsers), 'mixed')] })]);
  expect(renderPlanText(plan, plain)).toContain(JSON.stringify(odd));
});

test('a change with an effect beyond its fields says so', () => {
  const inert = field('inboundTrust.isMfaAccepted', true, 'inherit', 'neutral');
  const reasons = [{ code: 'whole', impact: 'mixed', message: 'the partner as a whole' }] as const;
  const gone = partnerChange(1, { action: 'delete', name: 'Fabrikam', impact: 'mixed', fields: [inert], reasons });
  expect(renderPlanText(planOf([gone]), plain)).toMatch(/^ {6}the partner as a whole +▲▼ mixed$/m);
});

test('the deletion of an undeclared partner says that it is not in the configuration', () => {
  const { file: _file, line: _line, ...undeclared } = partnerChange(1, { action: 'delete', name: 'Fabrikam' });
  expect(renderPlanText(planOf([undeclared]), plain)).toMatch(/^ {2}- Fabrikam .* not in the configuration$/m);
});

test('requests are shown on demand, with method, URL and body', () => {
  const text = renderPlanText(samplePlan, { ...plain, showRequests: true });
  expect(text).toContain(
    `      PATCH /policies/crossTenantAccessPolicy/partners/${tenant(2)}\n      {\n        "inboundTrust": null\n      }`,
  );
  expect(text).toContain(`      DELETE /policies/crossTenantAccessPolicy/partners/${tenant(12)}\n`);
  expect(renderPlanText(samplePlan, plain)).not.toContain('DELETE');
});

test('colour only repeats the signs', () => {
  const colored = renderPlanText(refusedPlan, { color: true, width: 100, context });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences.
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderPlanText(refusedPlan, { ...plain, context }));
  expect(colored).toContain('\u001b[');
});

test.each(hostileNames)('a name that %s changes no other line', (_purpose, name) => {
  const hostile = planOf(
    [
      partnerChange(1, {
        name,
        file: `configs/${name}`,
        fields: [field(`inboundTrust.${name}`, name, { [name]: name }, 'mixed')],
        inheritedBy: [{ tenantId: tenant(2), name }],
        requests: [{ method: 'PATCH', url: `/${name}`, body: { [name]: name } }],
      }),
    ],
    {
      warnings: [{ code: 'x' as never, message: name, file: name, line: 1 }],
      undeclared: [
        { tenantId: tenant(3), name, reason: name, setting: name, member: name, value: name, impact: 'mixed' },
      ],
      ...unmanagedParts(name),
      guards: [{ guard: 'protected', limit: 0, actual: 1, status: 'exceeded', tenantIds: [tenant(1)], file: name }],
    },
  );
  const text = renderPlanText(hostile, { ...plain, showRequests: true, context: { ...context, label: name } });
  expect(hiddenIn(text)).toEqual([]);
  expect(runnerCommandsIn(text)).toEqual([]);
  expect(text.split('\n').filter((line) => line.startsWith('Plan:'))).toHaveLength(1);
});

test('three thousand changes make one text', () => {
  const many = Array.from({ length: 3000 }, (_, index) => ({
    ...partnerChange(index, { name: `Partner ${index}` }),
    fields: samplePlan.changes[10]?.fields ?? [],
  }));
  expect(renderPlanText(planOf(many), { ...plain, groupBy: 'none' }).match(/^ {2}~ Partner/gm)).toHaveLength(3000);
});
