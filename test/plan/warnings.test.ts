/** Warnings that follow from live values. */
import type { Json } from '../../src/model/json.ts';
import { desiredState, livePartner, liveState, partner, systemDefault, trust, value } from '../support/builders.ts';
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
