import { fieldTable } from '../../src/model/fieldTable.ts';
import type { SettingValues } from '../../src/model/liveState.ts';
import type { ChangeIntent } from '../../src/model/plan.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { dependsOnDefault, phaseOf, phases, sortChanges } from '../../src/plan/order.ts';
import { trust } from '../support/builders.ts';

const trusting = trust(true);
const tenant = (digit: number): TenantId => `${digit}0000000-0000-4000-8000-000000000000` as TenantId;

function partner(
  action: ChangeIntent['action'],
  preimage: SettingValues | null,
  after: SettingValues | null,
  digit = 1,
): ChangeIntent {
  return { action, resource: 'partner', tenantId: tenant(digit), preimage, after, basis: {} };
}

const singleton = (resource: 'default' | 'policy'): ChangeIntent => ({
  action: 'update',
  resource,
  preimage: {},
  after: {},
  basis: {},
});

describe('the order of changes', () => {
  test('a set value that becomes null starts to inherit', () => {
    expect(phaseOf(partner('update', { inboundTrust: trusting }, { inboundTrust: null }), fieldTable)).toBe('inherit');
  });

  test('one setting that starts to inherit is enough', () => {
    const change = partner(
      'update',
      { b2bCollaborationInbound: null, automaticUserConsentSettings: { inboundAllowed: true } },
      { b2bCollaborationInbound: { usersAndGroups: {} }, automaticUserConsentSettings: null },
    );
    expect(phaseOf(change, fieldTable)).toBe('inherit');
  });

  test.each([
    [
      'a value replaced by a value',
      { inboundTrust: trusting },
      { inboundTrust: { ...trusting, isMfaAccepted: false } },
    ],
    ['an inherited setting that is set', { inboundTrust: null }, { inboundTrust: trusting }],
    ['a setting that stays inherited', { inboundTrust: null }, { inboundTrust: null }],
    ['an identity synchronization that goes', { identitySynchronization: {} }, { identitySynchronization: null }],
  ])('%s does not start to inherit', (_, preimage, after) => {
    expect(phaseOf(partner('update', preimage, after), fieldTable)).toBe('keep');
  });

  test('a creation does not start to inherit, because the default applied before', () => {
    expect(phaseOf(partner('create', null, { inboundTrust: null }), fieldTable)).toBe('keep');
  });

  test('changes are sorted by phase, then by tenant', () => {
    const changes = [
      partner('delete', {}, null, 1),
      partner('update', { inboundTrust: trusting }, { inboundTrust: null }, 2),
      singleton('default'),
      partner('create', null, {}, 4),
      partner('create', null, {}, 3),
      singleton('policy'),
    ];
    expect(
      sortChanges(changes, (change) => change, fieldTable).map((change) => change.tenantId ?? change.resource),
    ).toEqual(['policy', tenant(3), tenant(4), 'default', tenant(2), tenant(1)]);
  });

  test('only the phases inherit and delete depend on the default', () => {
    expect(phases.filter(dependsOnDefault)).toEqual(['inherit', 'delete']);
  });
});
