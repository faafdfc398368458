/** Warnings that follow from live values. */
import type { Json } from '../../src/model/json.ts';
import { desiredState, livePartner, liveState, partner, systemDefault, trust, value } from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { fabrikam } from '../support/tenants.ts';

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
    expect(warning?.message).toContain(`inboundTrust of ${'x'.repeat(60)}… is what it would inherit anyway`);
  });

  test('is not reported if an undeclared member differs from the default', () => {
    expect(redundant(trust(true, true, false))).toBe(0);
  });
});
