import { combineImpacts } from '../../src/access/impact.ts';
import { type AccessCell, buildTrustMap, type TrustMap } from '../../src/access/trustMap.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { stateAfterApply } from '../../src/plan/stateAfterApply.ts';
import { closed, open, trust } from '../support/builders.ts';
import { manyStories, planTenant, storiesOfAKind } from '../support/render/plannedTenant.ts';
import { tenant } from '../support/render/samplePlan.ts';

function cellOf(access: TrustMap, tenantId: TenantId, setting: string): AccessCell {
  const partner = access.partners.find((each) => each.tenantId === tenantId);
  const cell = partner?.cells[access.settings.findIndex(({ name }) => name === setting)];
  if (!cell) throw new Error(`no cell ${setting}`);
  return cell;
}

const someKinds = [
  ['in one cloud', {}],
  ['with other clouds allowed', { clouds: ['microsoftonline.us'] }],
  ['while the default changes', { wantedDefault: { inboundTrust: trust(true), b2bCollaborationInbound: closed } }],
] as const;

test.each(someKinds)('%s, the cells of a change have its impact together', (_, kind) => {
  const { plan, access } = planTenant(storiesOfAKind, kind);
  const partners = plan.changes.filter(({ resource, action }) => resource === 'partner' && action !== 'delete');
  expect(partners.length).toBeGreaterThan(3);
  for (const { tenantId, after, impact } of partners) {
    const cells = Object.keys(after ?? {}).map((setting) => cellOf(access, tenantId as TenantId, setting));
    expect(combineImpacts(cells.map((cell) => cell.impact))).toBe(impact);
  }
});

test('a partner that inherits a changed default is shown as changed, although no request is sent for it', () => {
  const { plan, access } = planTenant(storiesOfAKind, { wantedDefault: { inboundTrust: trust(true) } });
  const litware = tenant(9);
  expect(plan.changes.some(({ tenantId }) => tenantId === litware)).toBe(false);
  const { before, after, impact } = cellOf(access, litware, 'inboundTrust');
  expect([before.level, before.source, after.level, after.source, impact]).toEqual([
    'closed',
    'inherited',
    'partly',
    'inherited',
    'broadens',
  ]);
  expect(access.partners.find(({ tenantId }) => tenantId === litware)?.impact).toBe('broadens');
  expect(access.default.impact).toBe('broadens');
});

test('a new partner has the default before, a deleted one afterwards', () => {
  const { access } = planTenant(storiesOfAKind);
  const created = cellOf(access, tenant(4), 'b2bCollaborationInbound');
  expect([created.before.level, created.before.source, created.after.level]).toEqual(['open', 'inherited', 'partly']);
  expect(created.before.reasons).toContain('It is not a partner.');
  const deleted = cellOf(access, tenant(5), 'inboundTrust');
  expect([deleted.after.level, deleted.after.source, deleted.impact]).toEqual(['closed', 'inherited', 'narrows']);
});

test('while other clouds are allowed, a new partner has no access before, and a deleted one may have none afterwards', () => {
  const { access } = planTenant(storiesOfAKind, { clouds: ['microsoftonline.us'] });
  const created = cellOf(access, tenant(4), 'b2bCollaborationInbound');
  expect([created.before.level, created.impact]).toEqual(['closed', 'broadens']);
  expect(cellOf(access, tenant(4), 'b2bDirectConnectInbound').changed).toBe(false);
  const deleted = access.partners.find(({ tenantId }) => tenantId === tenant(5));
  expect(deleted?.impact).toBe('mixed');
  const { after, changed, impact } = cellOf(access, tenant(5), 'b2bCollaborationInbound');
  expect([changed, impact, after.level]).toEqual([true, 'narrows', 'unknown']);
  expect(after.reasons.join(' ')).toContain('another cloud');
  expect(cellOf(access, tenant(5), 'b2bDirectConnectInbound').changed).toBe(false);
});

test('a value that becomes inherited with the same effect is a change with equal access', () => {
  const { before, after, changed, impact } = cellOf(
    planTenant(storiesOfAKind).access,
    tenant(8),
    'b2bCollaborationInbound',
  );
  expect([before.source, after.source, changed, impact]).toEqual(['own', 'inherited', true, 'neutral']);
});

test('an unchanged cell has one side object, and inherited cells are shared', () => {
  const { access } = planTenant(manyStories(300));
  const sides = new Set(access.partners.flatMap(({ cells }) => cells.flatMap((cell) => [cell.before, cell.after])));
  expect(access.partners).toHaveLength(300);
  expect(sides.size).toBeLessThan(300);
});

test('names come from the changes, from the inheriting partners and from the configuration', () => {
  const { access } = planTenant(storiesOfAKind);
  expect(access.partners.map(({ name }) => name)).toEqual(storiesOfAKind.map(({ name }) => name));
});

test('without a default in the snapshot, inherited settings are unknown', () => {
  const { live, plan } = planTenant([{ tenantId: tenant(1), name: 'A', live: { b2bCollaborationInbound: open } }]);
  const bare = { ...live, default: undefined };
  const access = buildTrustMap({ live: bare, after: stateAfterApply(bare, plan.changes), plan, table: fieldTable });
  expect(cellOf(access, tenant(1), 'b2bCollaborationOutbound').after.level).toBe('unknown');
  expect(cellOf(access, tenant(1), 'b2bCollaborationInbound').after.level).toBe('open');
});

test('a setting that the cloud lacks has a column only if it is set', () => {
  const { live, plan } = planTenant([{ tenantId: tenant(1), name: 'A', live: {} }]);
  const columns = (settings: object) => {
    const state = { ...live, cloud: 'china', default: { ...settings } } as const;
    return buildTrustMap({ live: state, after: state, plan, table: fieldTable }).settings.map(({ name }) => name);
  };
  expect(columns({})).not.toContain('tenantRestrictions');
  expect(columns({ tenantRestrictions: closed })).toContain('tenantRestrictions');
});
