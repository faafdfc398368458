/** Complete values from declared members, and the defaults on which a change depends. */
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import type { SettingValues } from '../../src/model/liveState.ts';
import {
  a1,
  access,
  closed,
  desiredState,
  half,
  inherit,
  livePartner,
  liveState,
  open,
  partner,
  systemDefault,
  trust,
  value,
} from '../support/builders.ts';
import { changeOf, planned } from '../support/planned.ts';
import { newcomer, tombstone } from '../support/property/richPlan.ts';
import { fabrikam } from '../support/tenants.ts';

const off = trust(false);

describe('partly declared settings', () => {
  test('unknown members of a TargetConfiguration and of a target are kept and are not drift', () => {
    const targets = [{ target: a1, targetType: 'application', label: 'A' }];
    const applications = { accessType: 'allowed', targets, scope: 'tenant' };
    const live = { b2bCollaborationInbound: { usersAndGroups: half('allowed AllUsers'), applications } };
    const declared = (words: string) => ({ b2bCollaborationInbound: value({ applications: half(words) }) });
    expect(changeOf(declared(`allowed ${a1}`), live)).toBeUndefined();
    expect(changeOf(declared(`allowed ${a1} Office365`), live)?.after).toEqual({
      b2bCollaborationInbound: {
        usersAndGroups: half('allowed AllUsers'),
        applications: { ...applications, targets: [...targets, { target: 'Office365', targetType: 'application' }] },
      },
    });
  });

  test('unknown members of a TargetConfiguration of the default are not copied into a set one', () => {
    const applications = half('allowed Office365');
    const targets = [{ target: 'AllUsers', targetType: 'user', label: 'everybody' }];
    const inherited = { usersAndGroups: { accessType: 'allowed', targets, scope: 'tenant' }, applications };
    const desired = desiredState([partner(fabrikam, { b2bCollaborationInbound: value({ applications }) })]);
    const written = (settings: SettingValues) => {
      const tenant = liveState([livePartner(fabrikam, settings)]);
      const live = { ...tenant, default: { b2bCollaborationInbound: inherited } };
      return planned({ desired, live }).changes[0]?.after;
    };
    const own = access('allowed AllUsers', `allowed ${a1}`);
    expect(written({ b2bCollaborationInbound: own })).toEqual({
      b2bCollaborationInbound: access('allowed AllUsers', 'allowed Office365'),
    });
    expect(written({})).toEqual({ b2bCollaborationInbound: inherited });
  });

  test('unset members are filled from the default that this run writes', () => {
    const live = liveState([livePartner(fabrikam, { inboundTrust: { isMfaAccepted: true } })]);
    const desired = desiredState([partner(fabrikam, { inboundTrust: value({ isMfaAccepted: false }) })], {
      default: new Map([['inboundTrust', value({ isCompliantDeviceAccepted: true })]]),
    });
    expect(planned({ desired, live }).changes.map(({ after }) => after)).toEqual([
      { inboundTrust: trust(false, true, false) },
      { inboundTrust: trust(false, true, false) },
    ]);
  });
});

describe('basis', () => {
  const { inboundTrust } = systemDefault;

  test('an update depends on the defaults of settings that are inherited or incomplete, before or after', () => {
    expect(changeOf({ inboundTrust: value({ isMfaAccepted: true }) }, {})?.basis).toEqual({ inboundTrust });
    expect(changeOf({ inboundTrust: inherit() }, { inboundTrust: off })?.basis).toEqual({ inboundTrust });
    expect(
      changeOf({ inboundTrust: value({ isMfaAccepted: true }) }, { inboundTrust: { isMfaAccepted: false } })?.basis,
    ).toEqual({ inboundTrust });
    expect(changeOf({ inboundTrust: value({ isMfaAccepted: true }) }, { inboundTrust: off })?.basis).toEqual({});
  });

  test('creations and deletions also depend on the cloud endpoints and, if there are any, on every access setting', () => {
    const desired = desiredState([
      partner(newcomer, { inboundTrust: value({ isMfaAccepted: true }) }),
      partner(tombstone, {}, { state: 'absent' }),
    ]);
    const live = liveState([livePartner(tombstone, { tenantRestrictions: open })]);
    const basesIn = (allowedCloudEndpoints: Json) =>
      planned({ desired, live: { ...live, policy: { allowedCloudEndpoints } } }).changes.map(({ basis }) => basis);
    expect(basesIn([])).toEqual([
      { inboundTrust, allowedCloudEndpoints: [] },
      { tenantRestrictions: closed, allowedCloudEndpoints: [] },
    ]);
    const accessSettings = fieldTable.filter(({ kind }) => kind === 'access').map(({ name }) => name);
    for (const basis of basesIn(['microsoftonline.us'])) {
      expect(Object.keys(basis)).toEqual(expect.arrayContaining([...accessSettings, 'allowedCloudEndpoints']));
    }
  });
});
