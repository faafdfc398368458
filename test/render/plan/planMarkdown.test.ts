import type { Change, Plan } from '../../../src/model/plan.ts';
import { renderPlanHtml } from '../../../src/render/html/planHtml.ts';
import { renderPlanMarkdown } from '../../../src/render/plan/planMarkdown.ts';
import { githubCommentLimit } from '../../../src/render/text/fitLimit.ts';
import { expectFixture } from '../../support/render/expectFixture.ts';
import { hiddenIn, hostileNames } from '../../support/render/hostileNames.ts';
import {
  field,
  half,
  object,
  partnerChange,
  planOf,
  refusedPlan,
  released,
  samplePlan,
  tenant,
  unmanagedParts,
} from '../../support/render/samplePlan.ts';

const context = { label: 'configs/', fileCount: 3, livePartners: 43, declaredLive: 41 };
const commit = '0123456789abcdef0123456789abcdef01234567';

/** Two characters of three bytes, and one of four bytes and two UTF-16 units. */
const wideName = '\u682a\u5f0f\u{20bb7}';

function manyChanges(amount: number): readonly Change[] {
  return Array.from({ length: amount }, (_, index) =>
    partnerChange(index, {
      name: `${wideName} ${index}`,
      impact: 'broadens',
      fields: [
        field('inboundTrust.isMfaAccepted', false, true, 'broadens'),
        field(
          'b2bCollaborationInbound.usersAndGroups',
          half('allowed', ['group', object(1)]),
          half('allowed', ['group', object(1)], ['group', object(2)]),
          'broadens',
        ),
      ],
    }),
  );
}

/** A plan whose complete text has exactly `length` characters; longer names fill it up. */
function planOfLength(length: number): Plan {
  const changes = [...manyChanges(60)];
  const padded = (padding: number): Plan => {
    let left = padding;
    return planOf(
      changes.map((change, index) => {
        // The alerts also name the first ten partners, so only the names after them are filled up.
        const some = index < 10 ? 0 : Math.min(left, 20);
        left -= some;
        return { ...change, file: `${'x'.repeat(some)}configs/partners.yaml` };
      }),
      { warnings: [{ code: 'x' as never, message: 'a'.repeat(1 + (length % 2)) }] },
    );
  };
  for (let amount = 60; amount < 200; amount += 1) {
    changes.splice(0, changes.length, ...manyChanges(amount));
    const missing = length - complete(padded(0)).length;
    if (missing >= 0 && missing <= (amount - 10) * 20) return padded(missing);
  }
  throw new Error('no plan of that length');
}

function complete(plan: Plan): string {
  return renderPlanMarkdown(plan, { groupBy: 'none', limit: Number.POSITIVE_INFINITY });
}

/** Checks that nothing is cut: every table row, block and code span is closed, and the last lines are there. */
function expectWhole(text: string): void {
  const lines = text.split('\n');
  expect(lines.filter((line) => line.startsWith('|') && !line.endsWith('|'))).toEqual([]);
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  expect(lines.filter((line) => (line.match(/`/g)?.length ?? 0) % 2 === 1)).toEqual([]);
  expect(text).toMatch(/\n\* Digest `sha256:[0-9a-f]{64}`\n(\* Commit [0-9a-f]{40}\n)?$/);
}

test('a default that narrows comes before a change that opens one partner, since it locks out many', () => {
  const { tenantId: heir, ...ofAll } = partnerChange(4, { resource: 'default', impact: 'narrows' });
  const changes = [
    partnerChange(1, { name: 'Opens', impact: 'broadens' }),
    partnerChange(2, { name: 'Gone', action: 'delete' }),
    { ...ofAll, inheritedBy: heir ? [{ tenantId: heir }] : [] },
  ];
  const rows = renderPlanMarkdown(planOf(changes), { groupBy: 'none' })
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Access') && !line.startsWith('| Field'));
  expect(rows.map((row) => row.replace(/.*\*\*(.*?)\*\* \|.*/, '$1'))).toEqual(['Gone', 'default settings', 'Opens']);
});

test('a plan of twelve changes begins with deletions, broadened access and narrowed access', () => {
  expectFixture('plan.md', renderPlanMarkdown(samplePlan, { context, commit }));
});

test('a refused plan says so first, with the flag that allows it', () => {
  expectFixture('plan-refused.md', renderPlanMarkdown(refusedPlan, { context, commit }));
});

test('a plan without changes is short', () => {
  const text = renderPlanMarkdown(planOf([]), { commit });
  expect(text).toContain('## xtap plan: no changes');
  expect(text).not.toContain('|');
  expect(text).not.toContain('[!');
});

test('a plan that only releases settings does not say "no changes"', () => {
  const text = renderPlanMarkdown(planOf([], unmanagedParts('Fabrikam')));
  expect(text).toContain('## xtap plan: 1 partner and 2 settings no longer managed, 2 rules looser\n');
  expect(text).toContain('**Nothing to send. 1 partner and 2 settings are no longer managed. 2 rules are looser.**');
  expect(text).not.toMatch(/no changes/i);
});

test('deletions come before changes that broaden, and those before changes that narrow', () => {
  const plan = planOf(samplePlan.changes.filter(({ resource }) => resource === 'partner'));
  const marks = [
    ...renderPlanMarkdown(plan, { groupBy: 'none' }).matchAll(/^\| (\S+) \| (?:add|change|delete) /gm),
  ].map(([, mark]) => mark ?? '');
  const order = ['**deleted**<br>▼&nbsp;narrows', '▲&nbsp;broadens', '▲▼&nbsp;mixed', '▼&nbsp;narrows', 'same'];
  const places = marks.map((mark) => order.indexOf(mark));
  expect(places).toHaveLength(10);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBe(0);
});

describe.each([65_535, 65_536, 65_537])('a complete text of %d characters', (length) => {
  const plan = planOfLength(length);

  test('is that long', () => {
    expect(complete(plan)).toHaveLength(length);
  });

  test('is shown unchanged if it fits, else loses detail but never its end', () => {
    const text = renderPlanMarkdown(plan, { groupBy: 'none' });
    expect(text.length).toBeLessThanOrEqual(githubCommentLimit);
    expect(text === complete(plan)).toBe(length <= githubCommentLimit);
    expect([...text].length).toBeLessThan(text.length);
    expect(text.includes('left out here')).toBe(length > githubCommentLimit);
    expectWhole(text);
  });
});

test('three thousand changed partners with names of many bytes fit, and the rest is counted', () => {
  const deletion = partnerChange(9999, { action: 'delete', name: 'Last In Order', impact: 'narrows' });
  const plan = planOf([...manyChanges(3000), deletion]);
  const text = renderPlanMarkdown(plan, { groupBy: 'none', context, commit });
  expect(text.length).toBeLessThanOrEqual(githubCommentLimit);
  expect(text.length).toBeGreaterThan(githubCommentLimit - 400);
  expectWhole(text);
  expect(text).toContain('**Deletes 1:** Last In Order');
  expect(text).toContain('**▲ Broadens access in 3,000:**');
  const rows = text.match(/^\| (?:▲|\*\*deleted)/gm)?.length ?? 0;
  expect(text).toContain(`**${(3001 - rows).toLocaleString('en')} more changes** are left out here`);
});

test('the text fits every limit without a broken block, and a larger limit shows no less', () => {
  let shown = 0;
  for (let limit = 3000; limit < 30_000; limit += 731) {
    const text = renderPlanMarkdown(planOf(manyChanges(40)), { groupBy: 'none', limit, commit });
    expect(text.length).toBeLessThanOrEqual(limit);
    expectWhole(text);
    expect(text.length).toBeGreaterThanOrEqual(shown);
    shown = text.length;
  }
});

test('the worst names, messages and lists leave room for the digest', () => {
  const worst = '|\u{e0041}'.repeat(200);
  const changes = Array.from({ length: 300 }, (_, index) =>
    partnerChange(index, {
      name: worst,
      file: worst,
      action: index % 2 === 0 ? 'delete' : 'update',
      impact: 'mixed',
      fields: [{ ...field(worst, worst, { [worst]: worst }, 'mixed'), origin: 'both' }],
      inheritedBy: index === 1 ? Array.from({ length: 50 }, () => ({ tenantId: tenant(1), name: worst })) : [],
    }),
  );
  const ids = changes.flatMap((change) => change.tenantId ?? []);
  const plan = planOf(changes, {
    warnings: ids.map((tenantId) => ({ code: worst as never, message: worst, tenantId, file: worst, line: 1 })),
    undeclared: ids.map((tenantId, index) => ({
      tenantId,
      name: worst,
      reason: worst,
      setting: worst,
      value: `${Math.floor(index / 5)}${worst}`,
      impact: 'mixed',
    })),
    ignored: ids.map((tenantId) => ({
      tenantId,
      name: worst,
      reason: worst,
      access: 'default',
      impact: 'mixed',
      settings: { [worst]: worst },
    })),
    released: ids.map((tenantId) => ({ ...released(tenantId, worst), setting: worst })),
    loosened: ids.map((tenantId) => ({ what: 'protected', tenantId, name: worst, before: worst, after: worst })),
    guards: (['maxDeletes', 'maxDeletePercent', 'maxChangePercent', 'protected'] as const).map((guard) => ({
      guard,
      limit: 1,
      actual: 2,
      status: 'exceeded',
      tenantIds: ids,
    })),
  });
  for (const groupBy of ['change', 'none'] as const) {
    const text = renderPlanMarkdown(plan, { groupBy, context: { ...context, label: worst }, commit: worst });
    expect(text.length).toBeLessThanOrEqual(githubCommentLimit);
    expect(text).toContain(`Digest \`${plan.digest}\``);
  }
});

test('undeclared settings that say the same of several partners are one entry, and their number is that of all', () => {
  const setting = {
    setting: 'inboundTrust',
    member: 'isMfaAccepted',
    value: true,
    reason: '',
    impact: 'broadens',
  } as const;
  const partners = [1, 2, 3, 4].map((each) => ({ ...setting, tenantId: tenant(each), name: `Partner ${each}` }));
  const plan = planOf([], { undeclared: partners });
  const grouped = renderPlanMarkdown(plan);
  expect(grouped).toContain('Undeclared, not touched: 4 settings<');
  expect(grouped).toContain(
    '\n- 4 partners `inboundTrust.isMfaAccepted`: `true` (▲ broader than the default): Partner 1, Partner 2, Partner 3',
  );
  expect(renderPlanMarkdown(plan, { groupBy: 'none' }).match(/- Partner \d `/g)).toHaveLength(4);
  expect(renderPlanHtml(plan, undefined)).toContain('4 partners');
});

test('an undeclared setting of a declared partner is listed before undeclared partners, also where these are many', () => {
  const partners = Array.from({ length: 20 }, (_, index) => ({
    tenantId: tenant(index),
    reason: 'not in the configuration',
    impact: 'neutral' as const,
  }));
  const setting = {
    tenantId: tenant(40),
    name: 'Opened',
    reason: '',
    setting: 'inboundTrust',
    impact: 'broadens',
  } as const;
  expect(renderPlanMarkdown(planOf([], { undeclared: [...partners, setting] }))).toContain('- Opened ');
});

test('the last lines are a list of their own', () => {
  const text = renderPlanMarkdown(planOf([], { warnings: [{ code: 'redundant-setting', message: 'the same' }] }));
  expect(text).toMatch(/\n- `redundant-setting`: the same\n\n\* Tenant /);
});

test.each(hostileNames)('a name that %s stays inside its cell', (_purpose, name) => {
  const plan = planOf(
    [
      partnerChange(1, {
        name,
        file: name,
        impact: 'broadens',
        fields: [field(`inboundTrust.${name}`, name, [name], 'broadens')],
      }),
    ],
    {
      warnings: [{ code: name as never, message: name, file: name, line: 1 }],
      undeclared: [
        { tenantId: tenant(2), name, reason: name, setting: name, member: name, value: name, impact: 'mixed' },
      ],
      ...unmanagedParts(name),
      guards: [{ guard: 'maxDeletes', limit: 0, actual: 1, status: 'exceeded', tenantIds: [tenant(1)], file: name }],
    },
  );
  const text = renderPlanMarkdown(plan, { context: { ...context, label: name } });
  const harmless = renderPlanMarkdown(
    JSON.parse(JSON.stringify(plan).replaceAll(JSON.stringify(name).slice(1, -1) || '\u0000', 'x')) as Plan,
    { context },
  );
  expect(text.split('\n').length).toBe(harmless.split('\n').length);
  expect(hiddenIn(text)).toEqual([]);
  for (const row of text.split('\n').filter((line) => line.startsWith('|'))) {
    expect(row.match(/\|/g)).toHaveLength(4);
  }
  const outside = text
    .replace(/<code>.*?<\/code>/g, '')
    .replace(/`[^`\n]*`/g, '')
    .replace(/<\/?(?:details|summary)>|<br>/g, '');
  expect(outside).not.toMatch(/[<@]|https?:|www\.|\]\(|#\d|:rocket:/);
});

test('a default that narrows for inheriting partners is among the alerts, with its direction', () => {
  const heirs = [1, 2, 3].map((each) => ({ tenantId: tenant(each) }));
  const change = partnerChange(1, { resource: 'default', impact: 'narrows', inheritedBy: heirs });
  expect(renderPlanMarkdown(planOf([change]))).toContain('**The default settings change (▼ narrows)** for 3 partners');
});

test('a change without a line names its file alone', () => {
  const { line: _, ...change } = partnerChange(1, { file: 'configs/a.yaml' });
  expect(renderPlanMarkdown(planOf([change]))).toMatch(/\nchange \*\*.*`configs\/a\.yaml`\n/);
});

test('the row of a change names its effect beyond its fields', () => {
  const message = 'other clouds are allowed: an organization of another cloud has access only while it is a partner';
  const reasons = [{ code: 'other-clouds', impact: 'broadens', message }] as const;
  const creation = partnerChange(1, { action: 'create', impact: 'broadens', reasons });
  const row = renderPlanMarkdown(planOf([creation]))
    .split('\n')
    .find((line) => line.startsWith('| ▲'));
  expect(row).toContain(message);
});
