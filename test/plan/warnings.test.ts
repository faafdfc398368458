/** Warnings that follow from live values. */
import type { Json } from '../../src/model/json.ts';
import {
  closed,
  desiredState,
  half,
  livePartner,
  liveState,
  open,
  partner,
  systemDefault,
  trust,
  value,
} from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { fabrikam, partnerId } from '../support/tenants.ts';

const off = trust(false);

describe('a redundant setting', () => {
  const redundant = (live: Json) => {
    const desired = desiredState([partner(fabrikam, { inboundTrust: value({ isMfaAccepted: false }) })]);
    const partners = [livePartner(fabrikam, { inboundTrust: live })];
    const state = liveState(partners, { default: { ...systemDefault, inboundTrust: off } });
    return planned({ desired, live: state }).warnings.filter(({ code }) => code === 'redundant-setting').length;
  };

  test('is one whose value equals the tenant default', () => {
    expect(redundant(trust(true, false, false))).toBe(1);
  });

  test('is reported with a shortened name of the partner', () => {
    const settings = { inboundTrust: value({ isMfaAccepted: false }) };
    const desired = desiredState([{ ...partner(fabrikam, settings), name: 'x'.repeat(1000) }]);
    const state = liveState([], { default: { ...systemDefault, inboundTrust: off } });
    const [warning] = planned({ desired, live: state }).warnings;
    expect(warning?.message).toContain(`inboundTrust of ${'x'.repeat(60)}… is the same as the tenant default`);
  });

  test.each([
    [trust(true, false, false), 'inboundTrust is the same as the tenant default for 3 partners: remove it'],
    [
      trust(true, true, false),
      'inboundTrust is the same as the tenant default for 2 of 3 partners: the others need it.',
    ],
  ])('of a profile is one warning that counts the partners', (third, message) => {
    const declared = { ...value({ isMfaAccepted: false }), profile: 'weak' };
    const ids = [1, 2, 3].map(partnerId);
    const partners = ids.map((id, index) =>
      livePartner(id, { inboundTrust: index === 2 ? third : trust(true, false, false) }),
    );
    const { warnings } = planned({
      desired: desiredState(ids.map((id) => partner(id, { inboundTrust: declared }))),
      live: liveState(partners, { default: { ...systemDefault, inboundTrust: off } }),
    });
    expect(warnings.map((warning) => warning.message)).toEqual([expect.stringContaining(message)]);
  });

  test('is not reported if an undeclared member differs from the default', () => {
    expect(redundant(trust(true, true, false))).toBe(0);
  });
});

describe('Microsoft 365 capabilities', () => {
  const users = (words: string): Json => ({ users: half(words) });
  const settings = (words: string) => ({
    m365CollaborationInbound: users(words),
    appServiceConnectInbound: { applications: half('allowed AllApplications') },
  });
  const lost = (input: Parameters<typeof planned>[0]) =>
    planned(input).warnings.filter(({ code }) => code === 'capabilities-lost');
  const notRestored = 'xtap does not read them, so an undo plan does not restore them.';
  const names = { name: 'Fabrikam' };

  test('are lost with a deleted partner', () => {
    const desired = desiredState([partner(fabrikam, {}, { state: 'absent', ...names })]);
    expect(lost({ desired, live: liveState([livePartner(fabrikam, {})]) })).toEqual([
      expect.objectContaining({
        tenantId: fabrikam,
        line: desired.partners[0]?.position.line,
        message: `xtap apply deletes Fabrikam ${fabrikam} together with its Microsoft 365 capabilities. ${notRestored}`,
      }),
    ]);
  });

  test('are lost with a narrowed trust', () => {
    const declared = value(users('blocked AllUsers'));
    const desired = desiredState([partner(fabrikam, { m365CollaborationInbound: declared }, names)]);
    expect(lost({ desired, live: liveState([livePartner(fabrikam, settings('allowed AllUsers'))]) })).toEqual([
      expect.objectContaining({
        tenantId: fabrikam,
        line: declared.position.line,
        message: `xtap apply narrows m365CollaborationInbound of Fabrikam ${fabrikam}, which invalidates the Microsoft 365 capabilities that need this trust. ${notRestored}`,
      }),
    ]);
  });

  test('stay with a broadened trust, and with a narrowed setting of another kind', () => {
    const declared = {
      m365CollaborationInbound: value(users('allowed AllUsers')),
      b2bCollaborationInbound: value(closed),
    };
    const live = { ...settings('blocked AllUsers'), b2bCollaborationInbound: open };
    const desired = desiredState([partner(fabrikam, declared)]);
    expect(lost({ desired, live: liveState([livePartner(fabrikam, live)]) })).toEqual([]);
  });

  test('that a narrowed default removes from its partners are one warning', () => {
    const desired = desiredState([], {
      default: new Map([['m365CollaborationInbound', value(users('blocked AllUsers'))]]),
    });
    const live = liveState([], { default: { ...systemDefault, ...settings('allowed AllUsers') } });
    expect(lost({ desired, live }).map(({ message }) => message)).toEqual([
      `xtap apply narrows m365CollaborationInbound of the default, which invalidates the Microsoft 365 capabilities that need this trust. ${notRestored}`,
    ]);
  });

  test('of the partners of one profile are one warning, which counts them', () => {
    const declared = { ...value(users('blocked AllUsers')), profile: 'supplier' };
    const ids = [1, 2, 3].map(partnerId);
    const input = {
      desired: desiredState(ids.map((id) => partner(id, { m365CollaborationInbound: declared }))),
      live: liveState(ids.map((id) => livePartner(id, settings('allowed AllUsers')))),
    };
    const [warning, ...others] = lost(input);
    expect(others).toEqual([]);
    expect(warning?.message).toMatch(/^xtap apply narrows m365CollaborationInbound of 3 partners, which invalidates/);
    expect(warning).not.toHaveProperty('tenantId');
  });

  test('do not exist in a national cloud', () => {
    const desired = desiredState([partner(fabrikam, {}, { state: 'absent' })], { cloud: 'china' });
    expect(lost({ desired, live: liveState([livePartner(fabrikam, {})], { cloud: 'china' }) })).toEqual([]);
  });
});

describe('partners that others write, too', () => {
  const ids = [1, 2, 3].map(partnerId);
  const touched = (profile: string | undefined) => {
    const declared = { ...value(trust(true)), ...(profile !== undefined && { profile }) };
    const mine = { isInMultiTenantOrganization: true };
    return planned({
      desired: desiredState(ids.map((id) => partner(id, { inboundTrust: declared }, { name: `P ${id.slice(-1)}` }))),
      live: liveState(ids.map((id) => livePartner(id, { inboundTrust: off }, mine))),
    }).warnings.filter(({ code }) => code === 'foreign-partner-touched');
  };

  test('are one warning at the line of the profile that changes them', () => {
    const [warning, ...others] = touched('supplier');
    expect(others).toEqual([]);
    expect(warning?.message).toBe(
      '3 partners, each a member of the multi-tenant organization: others write them too, and apply changes them.',
    );
    expect(warning).not.toHaveProperty('tenantId');
  });

  test('have a warning each where each has its own line', () => {
    expect(touched(undefined).map(({ tenantId }) => tenantId)).toEqual(ids);
    expect(touched(undefined)[0]?.message).toBe(
      `Partner P 1 ${ids[0]} is a member of the multi-tenant organization: others write it too, and apply changes it.`,
    );
  });
});
