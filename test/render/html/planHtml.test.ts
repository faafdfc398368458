import { createHash } from 'node:crypto';
import { renderPlanHtml } from '../../../src/render/html/planHtml.ts';
import { planScript, planScriptHash } from '../../../src/render/html/planScript.ts';
import { planStyle, planStyleHash } from '../../../src/render/html/planStyle.ts';
import { trust } from '../../support/builders.ts';
import { hiddenIn, hostileNames } from '../../support/render/hostileNames.ts';
import { planTenant, storiesOfAKind } from '../../support/render/plannedTenant.ts';
import {
  digest,
  field,
  partnerChange,
  planOf,
  refusedPlan,
  samplePlan,
  tenant,
  unmanagedParts,
} from '../../support/render/samplePlan.ts';

const context = { label: 'configs/', fileCount: 3, livePartners: 43, declaredLive: 41 };
const commit = '0123456789abcdef0123456789abcdef01234567';

function textOf(html: string): string {
  return html.replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, '');
}

test.each([
  ['planStyleHash', planStyleHash, planStyle],
  ['planScriptHash', planScriptHash, planScript],
])('%s is the hash of its part of the page', (_, hash, text) => {
  expect(hash).toBe(`sha256-${createHash('sha256').update(text).digest('base64')}`);
});

test('the page is one file that runs its own script and loads and sends nothing', () => {
  const html = renderPlanHtml(samplePlan, planTenant(storiesOfAKind).access, { context, commit });
  expect(html).toContain(
    `content="default-src 'none'; style-src '${planStyleHash}'; script-src '${planScriptHash}'; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'"`,
  );
  expect(html).toContain(`<style>${planStyle}</style>`);
  expect(html).toContain(`<script>${planScript}</script>`);
  expect(html).not.toMatch(/https?:|\ssrc=|\sstyle=|\son[a-z]+=|url\(|@import/);
});

test('title and counts come first, digest and commit last', () => {
  const text = textOf(renderPlanHtml(refusedPlan, undefined, { context, commit }));
  const order = [
    'refused by 4 guards, deletes 1',
    'to add',
    'Refused: apply',
    'Deletion',
    'Broader access',
    'Changes',
    digest,
    commit,
  ];
  expect(order.map((part) => text.indexOf(part))).not.toContain(-1);
  expect(order.map((part) => text.lastIndexOf(part))).toEqual(
    [...order.map((part) => text.lastIndexOf(part))].sort((a, b) => a - b),
  );
});

test('a default that narrows asks for approval and does not mention broader access', () => {
  const { tenantId: heir, ...ofAll } = partnerChange(4, { resource: 'default', impact: 'narrows' });
  const text = textOf(renderPlanHtml(planOf([{ ...ofAll, inheritedBy: heir ? [{ tenantId: heir }] : [] }]), undefined));
  expect(text).toMatch(/The default settings change\s+For 1 partner .*\s+Applying needs approval/);
  expect(text).not.toContain('Access opens');
});

test('every field of every change is shown with before, after, impact and origin', () => {
  const text = textOf(renderPlanHtml(refusedPlan, undefined));
  for (const { fields } of refusedPlan.changes) for (const { path } of fields) expect(text).toContain(path);
  expect(text).toContain('inherit (false) → true▲ broadens');
  expect(text).toContain('both: conflict');
});

test('without a live state the page has the changes and no trust map', () => {
  const html = renderPlanHtml(samplePlan, undefined);
  expect(html).not.toContain('<table role="grid"');
  expect(html.match(/<article/g)).toHaveLength(12);
});

test('the trust map names the access level, its source, and its change', () => {
  const { plan, access } = planTenant(storiesOfAKind);
  const text = textOf(renderPlanHtml(plan, access));
  expect(text).toContain('Closed → Partly\n▲ broadens, own');
  expect(text).toContain('Open → Closed\n▼ narrows, inherited');
  expect(text).toContain('Open → Open\n= same, inherited');
  expect(text).toContain('Unknown\nown');
  expect(text).toContain('Open\ninherited');
});

test('a plan without changes says so', () => {
  const text = textOf(renderPlanHtml(planOf([]), undefined));
  expect(text).toContain('xtap plan: no changes');
  expect(text).toContain('Everything is as configured.');
});

test('a partial plan and a plan from a snapshot say so', () => {
  const text = textOf(renderPlanHtml(planOf([], { partial: true, source: 'snapshot' }), undefined));
  expect(text).toContain('This plan is partial');
  expect(text).toContain('apply refuses it');
});

test('narrowed access is among the alerts, and a default says for how many partners', () => {
  const heirs = [1, 2].map((each) => ({ tenantId: tenant(each), name: `Heir ${each}` }));
  const standard = partnerChange(3, { resource: 'default', impact: 'narrows', inheritedBy: heirs });
  const one = partnerChange(4, { name: 'Litware', impact: 'narrows' });
  const text = textOf(renderPlanHtml(planOf([standard, one]), undefined));
  expect(text).toContain('For 2 partners that inherit them (▼ narrows): Heir 1, Heir 2.');
  expect(text).toContain('Narrows default settings, Litware.');
});

/** A page with the name in every place where the tenant or a configuration can put one. */
function pageNaming(name: string): string {
  const { plan, access } = planTenant([
    { tenantId: tenant(1), name, live: {}, wanted: { inboundTrust: trust(true) } },
    { tenantId: tenant(2), name, live: { b2bCollaborationInbound: name } },
  ]);
  const odd = partnerChange(3, { name, file: name, fields: [field(name, name, [name], 'mixed')] });
  const hostile = {
    ...plan,
    warnings: [{ code: name as never, message: name, file: name, line: 1 }],
    undeclared: [
      { tenantId: tenant(4), name, reason: name, setting: name, member: name, value: name, impact: 'mixed' } as const,
    ],
    ...unmanagedParts(name),
    changes: [...plan.changes, odd],
  };
  return renderPlanHtml(hostile, access, { context: { ...context, label: name }, commit: name });
}

/** Every tag with its attributes, except the data of the detail pane and optional line breaks. */
function tagsOf(html: string): readonly string[] | null {
  return html
    .replace(/<\/?(?:wbr|bdi)>/g, '')
    .replace(/(<script)[\s\S]*?<\/script>/g, '$1>')
    .match(/<\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"]*")?)*\s*>/gi);
}

describe.each(hostileNames)('a name that %s', (_, name) => {
  const html = pageNaming(name);

  test('adds no element and no attribute', () => {
    expect(tagsOf(html)).toEqual(tagsOf(pageNaming('x')));
  });

  test('hides nothing and stays inside the data', () => {
    expect(hiddenIn(html)).toEqual([]);
    const data = /<script type="application\/json" id="access">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(data).not.toMatch(/[<>&]/);
    expect(() => JSON.parse(data)).not.toThrow();
  });
});
