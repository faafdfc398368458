/* What changed in the tenant since a plan was made: the values, the direction, and the partners that need a default. */
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { Change } from '../../src/model/plan.ts';
import { compareWithLive } from '../../src/plan/staleness.ts';
import { describeTenantChanges } from '../../src/plan/tenantChanges.ts';
import { livePartner, open, trust } from '../support/builders.ts';
import { inheritor, newcomer, richLive, richPlan, tombstone } from '../support/property/richPlan.ts';
import { fabrikam } from '../support/tenants.ts';

const plan = richPlan();

function changesFor(live: LiveState): readonly Change[] {
  return describeTenantChanges(compareWithLive(plan, live, fieldTable).moved, live);
}

function withSettings(tenantId: string, settings: object): LiveState {
  const edit = (each: LiveState['partners'][number]) =>
    each.tenantId === tenantId ? { ...each, settings: { ...each.settings, ...settings } } : each;
  return { ...richLive, partners: richLive.partners.map(edit) };
}

const fieldsOf = ({ fields }: Change) => fields.map(({ path, before, after, impact }) => [path, before, after, impact]);

test('an unchanged tenant has none', () => {
  expect(changesFor(richLive)).toEqual([]);
});

test('a setting of a partner: the fields that differ, with the direction, and the line of the entry', () => {
  const [change, ...others] = changesFor(withSettings(fabrikam, { inboundTrust: trust(true, true, true) }));
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    action: 'update',
    tenantId: fabrikam,
    name: 'Fabrikam',
    impact: 'broadens',
    requests: [],
  });
  expect(change && fieldsOf(change)).toEqual([
    ['inboundTrust.isMfaAccepted', false, true, 'broadens'],
    ['inboundTrust.isHybridAzureADJoinedDeviceAccepted', 'inherit', true, 'broadens'],
  ]);
  expect(change).toHaveProperty('file', plan.changes.find(({ tenantId }) => tenantId === fabrikam)?.file);
});

test('a deleted partner: the effect as a whole is unknown', () => {
  const live = { ...richLive, partners: richLive.partners.filter(({ tenantId }) => tenantId !== fabrikam) };
  expect(changesFor(live)).toEqual([
    expect.objectContaining({
      action: 'delete',
      tenantId: fabrikam,
      impact: 'mixed',
      fields: [],
      reasons: [{ code: 'whole', impact: 'mixed', message: 'the partner was deleted in the tenant' }],
    }),
  ]);
});

test('a partner that the plan creates and that exists now: from the default to its values', () => {
  const added = livePartner(newcomer, { inboundTrust: trust(true, true, false) });
  const [change] = changesFor({ ...richLive, partners: [...richLive.partners, added] });
  expect(change).toMatchObject({ action: 'create', tenantId: newcomer, impact: 'broadens' });
  expect(change?.fields[0]).toMatchObject({ path: 'inboundTrust.isMfaAccepted', before: 'inherit', after: true });
});

test('another owner of a partner that the plan deletes is a field without an effect on access', () => {
  const edit = (each: LiveState['partners'][number]) =>
    each.tenantId === tombstone ? { ...each, isInMultiTenantOrganization: true } : each;
  const [change] = changesFor({ ...richLive, partners: richLive.partners.map(edit) });
  expect(change && fieldsOf(change)).toEqual([['isInMultiTenantOrganization', false, true, 'neutral']]);
  expect(change).toMatchObject({ action: 'update', impact: 'neutral' });
});

test('a setting of a partner that only a creation writes is shown, although the plan deletes the partner', () => {
  const edit = (each: LiveState['partners'][number]) =>
    each.tenantId === tombstone ? { ...each, onCreation: {} } : each;
  const [change] = changesFor({ ...richLive, partners: richLive.partners.map(edit) });
  expect(change && fieldsOf(change)).toEqual([['isServiceProvider', true, null, 'narrows']]);
  expect(change).toMatchObject({ action: 'update', impact: 'narrows' });
});

test('a partner that exists now and inherits what the plan sets: the change says what happened', () => {
  const added = livePartner(newcomer, {});
  const changes = changesFor({ ...richLive, partners: [...richLive.partners, added] });
  expect(changes).toEqual([
    expect.objectContaining({
      action: 'create',
      tenantId: newcomer,
      reasons: [expect.objectContaining({ code: 'whole', message: 'the partner was added in the tenant' })],
    }),
  ]);
});

test('it broadens access where an organization of another cloud had none before', () => {
  const added = livePartner(newcomer, { inboundTrust: trust(false, false, false) });
  const policy = { allowedCloudEndpoints: ['partner.microsoftonline.cn'] };
  const changes = changesFor({ ...richLive, policy, partners: [...richLive.partners, added] });
  expect(changes.find(({ resource }) => resource === 'partner')).toMatchObject({
    tenantId: newcomer,
    impact: 'broadens',
  });
});

test('the default is one change, with the partners that need it, and no change of theirs', () => {
  const [change, ...others] = changesFor({ ...richLive, default: { ...richLive.default, tenantRestrictions: open } });
  expect(others).toEqual([]);
  expect(change).toMatchObject({ resource: 'default', impact: 'broadens' });
  expect(change?.inheritedBy?.map(({ tenantId }) => tenantId)).toEqual([newcomer, inheritor, tombstone]);
  expect(change?.fields.map(({ path }) => path)).toEqual([
    'tenantRestrictions.usersAndGroups',
    'tenantRestrictions.applications',
  ]);
});

test('the policy is one change', () => {
  const changes = changesFor({ ...richLive, policy: { allowedCloudEndpoints: ['partner.microsoftonline.cn'] } });
  expect(changes.map(({ resource }) => resource)).toEqual(['policy']);
  expect(changes[0]?.fields[0]).toMatchObject({ path: 'allowedCloudEndpoints', impact: 'broadens' });
});
