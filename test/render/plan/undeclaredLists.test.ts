import type { Json } from '../../../src/model/json.ts';
import type { Plan, Released, Undeclared } from '../../../src/model/plan.ts';
import { renderPlanHtml } from '../../../src/render/html/planHtml.ts';
import { renderPlanGithub } from '../../../src/render/plan/planGithub.ts';
import { renderPlanMarkdown } from '../../../src/render/plan/planMarkdown.ts';
import { renderPlanText } from '../../../src/render/plan/planText.ts';
import { half, object, planOf, tenant } from '../../support/render/samplePlan.ts';

const trust = {
  inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true, isHybridAzureADJoinedDeviceAccepted: true },
};

function undeclaredPartner(number: number, part: Partial<Undeclared> = {}): Undeclared {
  return {
    tenantId: tenant(number),
    reason: 'not in the configuration',
    settings: trust,
    impact: 'broadens',
    ...part,
  };
}

function undeclaredFlag(number: number, part: Partial<Undeclared> = {}): Undeclared {
  const member = { setting: 'inboundTrust', member: 'isMfaAccepted', value: true };
  return { tenantId: tenant(number), reason: '', impact: 'broadens', ...member, ...part };
}

function numbered<Value>(amount: number, make: (number: number) => Value): readonly Value[] {
  return Array.from({ length: amount }, (_, index) => make(index + 1));
}

function planWith(undeclared: readonly Undeclared[]): Plan {
  return planOf([], { undeclared });
}

function listIn(plan: Plan, width: number): readonly string[] {
  const lines = renderPlanText(plan, { color: false, width }).split('\n');
  const first = lines.findIndex((line) => line.startsWith('Undeclared'));
  return lines.slice(first + 1, lines.indexOf('', first));
}

const half40 = numbered(40, (number) =>
  undeclaredPartner(number, number > 20 ? { name: `Harbor Toys ${number}` } : {}),
);

test.each([72, 100, 140])('forty equal undeclared partners take at most a dozen lines of %d columns', (width) => {
  const lines = listIn(planWith(half40), width);
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(lines[0]).toBe('  ? 40 partners  not in the configuration  ▲ broader than the default');
});

test.each([100, 140])('each of them can be found by its name or by the first part of its id at %d columns', (width) => {
  const text = listIn(planWith(half40), width).join(' ').replace(/\s+/g, ' ');
  for (const { name, tenantId = '' } of half40) expect(text).toContain(name ?? `${tenantId.slice(0, 8)}…`);
});

test('up to five ids of equal partners are shown in full', () => {
  const text = listIn(planWith(numbered(5, undeclaredPartner)), 100).join('\n');
  for (const { tenantId } of numbered(5, undeclaredPartner)) expect(text).toContain(tenantId);
});

test('equal names of one group have the first part of the id', () => {
  const lines = listIn(planWith(numbered(3, (number) => undeclaredPartner(number, { name: 'Contoso' }))), 100);
  expect(lines.at(-1)).toContain('Contoso (00000001), Contoso (00000002), Contoso (00000003)');
});

test('Markdown and HTML have one entry with every name and every id', () => {
  const markdown = renderPlanMarkdown(planWith(half40));
  const html = renderPlanHtml(planWith(half40), undefined);
  expect(markdown.match(/^- /gm)).toHaveLength(1);
  expect(html).toContain('40 partners: not in the configuration');
  for (const { name, tenantId } of half40) {
    expect(markdown).toContain(name ?? `\`${tenantId}\``);
    expect(html).toContain(`<code>${tenantId}</code>`);
  }
});

test('annotations have one entry with the first names', () => {
  expect(renderPlanGithub(planWith(half40))).toMatch(
    /40 partners \(not in the configuration; ▲ broader than the default\): .* and 30 more/,
  );
});

const office = half('allowed', ['application', 'Office365']);
const manyUsers = (last: number): Json =>
  half('allowed', ...[1, 2, 3, 4, last].map((id) => ['user', object(id)] as const));
test.each([
  ['another live value', { settings: {} }],
  ['another live value that is not among the first targets', { settings: { b2bCollaborationInbound: manyUsers(8) } }],
  ['another maker', { reason: 'not in the configuration; created by Microsoft support' }],
  ['another impact', { impact: 'mixed' }],
] as const)('%s is another entry', (_what, other) => {
  const equal = numbered(3, (number) =>
    undeclaredPartner(number, { settings: { b2bCollaborationInbound: manyUsers(7) } }),
  );
  const text = listIn(planWith([...equal, undeclaredPartner(9, other)]), 100).join('\n');
  expect(text).toContain('? 3 partners');
  expect(text).toContain(`? ${tenant(9)}`);
});

test('two equal partners are two entries, and none is a group with --group-by none', () => {
  expect(listIn(planWith(numbered(2, undeclaredPartner)), 100).filter((line) => line.includes('?'))).toHaveLength(2);
  expect(renderPlanMarkdown(planWith(half40.slice(0, 9)), { groupBy: 'none' }).match(/^- /gm)).toHaveLength(9);
});

test('partners and settings are counted apart, and accepted entries too, in every format', () => {
  const plan = planWith([
    ...numbered(25, undeclaredPartner),
    ...numbered(4, (number) => undeclaredFlag(number + 50)),
    ...numbered(2, (number) => undeclaredFlag(number + 60, { accepted: true })),
  ]);
  const words = '25 partners, 4 settings and 2 accepted';
  expect(renderPlanText(plan, { color: false, width: 100 })).toContain(`Undeclared, not touched (${words}):`);
  expect(renderPlanMarkdown(plan)).toContain(`Undeclared, not touched: ${words}<`);
  expect(renderPlanHtml(plan, undefined)).toContain(`Undeclared, not touched: ${words}<`);
  expect(renderPlanGithub(plan)).toContain(`Undeclared, not touched (${words}):`);
  expect(renderPlanMarkdown(plan)).toContain('25 partners and 4 settings undeclared.');
});

test('equal entries that are no longer managed are one entry in every format, counted as in the summary', () => {
  const released = numbered(40, (number): Released => {
    return { resource: 'partner', tenantId: tenant(number), value: trust, impact: 'broadens' };
  });
  const setting = { setting: 'inboundTrust', member: 'isMfaAccepted', value: true };
  const plan = planOf([], { released: [...released, { ...released[0], ...setting } as Released] });
  const words = '40 partners and 1 setting';
  const text = renderPlanText(plan, { color: false, width: 100 });
  expect(text).toContain(`No longer managed (${words}).`);
  expect(text).toContain('  ! 40 partners  the whole partner  ▲ broader than the default\n');
  expect(text).toContain(`  ! ${tenant(1)}  inboundTrust.isMfaAccepted  true\n      ▲ broader than the default\n`);
  expect(renderPlanMarkdown(plan)).toContain(`**No longer managed (${words}).**`);
  expect(renderPlanMarkdown(plan)).toContain('- 40 partners: the whole partner; `inboundTrust (isMfaAccepted true');
  expect(renderPlanHtml(plan, undefined)).toContain(`No longer managed: ${words}<`);
  expect(renderPlanHtml(plan, undefined)).toContain('<li>40 partners: the whole partner; inboundTrust (isMfaAccepted');
  expect(renderPlanGithub(plan)).toContain('40 partners (the whole partner; ▲ broader than the default): 00000001-');
  expect(renderPlanMarkdown(plan, { groupBy: 'none' })).toContain('- and 31 more');
});

test('Markdown shows whole values', () => {
  const markdown = renderPlanMarkdown(planWith([undeclaredPartner(1)]));
  expect(markdown).toContain(
    '`inboundTrust (isMfaAccepted true; isCompliantDeviceAccepted true; isHybridAzureADJoinedDeviceAccepted true)`',
  );
});

test('a partner with many settings names those that have room, and the number of the others', () => {
  const settings = Object.fromEntries(numbered(30, (number) => [`setting${number}`, office]));
  const text = listIn(planWith([undeclaredPartner(1, { settings })]), 100).join(' ');
  expect(text).toMatch(/setting1 \(.*\);\s.*setting\d+ \([^)]*\);\s+and \d\d more/);
});

test('a comment that is too long shortens the values of the last entries, and never loses a setting', () => {
  const partners = numbered(400, (number) =>
    undeclaredPartner(number, { settings: { ...trust, [`s${number}`]: office } }),
  );
  const plan = planWith([...partners, undeclaredFlag(999, { name: 'Opened' })]);
  const markdown = renderPlanMarkdown(plan, { limit: 20_000 });
  expect(markdown.length).toBeLessThanOrEqual(20_000);
  expect(markdown.length).toBeGreaterThan(18_000);
  expect(markdown).toContain('- Opened ');
  expect(markdown).toMatch(/- and \d+ more/);
});

test('where groups are left out, every format counts the entries in them', () => {
  const settingsOf = (value: number) => ({ inboundTrust: { isMfaAccepted: true, level: value } });
  const undeclared = numbered(180, (number) => undeclaredPartner(number, { settings: settingsOf(number % 30) }));
  const released = numbered(
    180,
    (number): Released => ({
      resource: 'partner',
      tenantId: tenant(number),
      setting: 'inboundTrust',
      impact: 'broadens',
      value: { isMfaAccepted: true, level: number % 30 },
    }),
  );
  const plan = planWith(undeclared);
  const isLeftOut = (shown: number) => `and ${(30 - shown) * 6} more`;
  expect(renderPlanMarkdown(plan, { limit: 100, groupBy: 'change' })).toContain(`- ${isLeftOut(10)}`);
  expect(renderPlanGithub(plan)).toContain(isLeftOut(10));
  const without = planOf([], { released });
  expect(renderPlanMarkdown(without, { groupBy: 'change' })).toContain(`- ${isLeftOut(10)}`);
  expect(renderPlanText(without, { color: false, width: 100 })).toContain(`… ${isLeftOut(20)}`);
  expect(renderPlanGithub(without)).toContain(`… ${isLeftOut(10)}`);
});
