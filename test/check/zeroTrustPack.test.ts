/* The rules of the pack zero-trust measure what Microsoft's checks of the same id measure. */
import type { SettingValues } from '../../src/model/liveState.ts';
import {
  a1,
  access,
  closed,
  desiredState,
  g1,
  livePartner,
  liveState,
  open,
  partner,
  systemDefault,
} from '../support/builders.ts';
import { resultsOf } from '../support/checked.ts';
import { fabrikam } from '../support/tenants.ts';

const rights = '00000012-0000-0000-c000-000000000000';
const guid = '0f7e42a9-d53c-4b81-9e6a-38b5c1d07f24';

const stateWith = (settings: SettingValues, more: Parameters<typeof liveState>[1] = {}) => ({
  after: liveState([], { default: { ...systemDefault, ...settings }, policy: {}, policyId: guid, ...more }),
});

test.each([
  [{ b2bCollaborationOutbound: closed, b2bDirectConnectOutbound: closed }, 'pass'],
  [{ b2bCollaborationOutbound: open, b2bDirectConnectOutbound: closed }, 'fail'],
  [{ b2bCollaborationOutbound: closed, b2bDirectConnectOutbound: open }, 'fail'],
  [{ b2bCollaborationOutbound: access(`blocked ${g1}`, 'blocked AllApplications') }, 'fail'],
  [{ b2bCollaborationOutbound: access('allowed AllUsers', 'allowed Office365') }, 'fail'],
])('21790 for %j is %s', (settings, expected) => {
  expect(resultsOf('21790', stateWith(settings), 'zero-trust')).toEqual({ default: expected });
});

describe('21793', () => {
  test.each([
    ['everything blocked', stateWith({}), 'pass'],
    ['something allowed', stateWith({ tenantRestrictions: open }), 'fail'],
    ['a policy without an id', { after: liveState([], { default: systemDefault, policy: {} }) }, 'fail'],
    ['no policy in the snapshot', { after: liveState([], { default: systemDefault, policy: undefined }) }, 'unknown'],
  ])('with %s', (_title, state, expected) => {
    expect(resultsOf('21793', state, 'zero-trust')).toEqual({ default: expected });
  });

  test('applies in the global cloud only', () => {
    const desired = desiredState([], { cloud: 'usgov' });
    expect(resultsOf('21793', { desired, ...stateWith({}, { cloud: 'usgov' }) }, 'zero-trust')).toEqual({
      default: 'notApplicable',
    });
  });
});

describe('35002', () => {
  const allowed = access('allowed AllUsers', `allowed ${rights}`);

  test.each([
    [open, 'pass'],
    [allowed, 'pass'],
    [access('allowed AllUsers', `blocked ${a1}`), 'pass'],
    [access('allowed AllUsers', 'allowed Office365'), 'fail'],
    [closed, 'fail'],
    [access('allowed AllUsers', `blocked ${rights}`), 'fail'],
  ])('looks at the applications of both directions: %j is %s', (inbound, expected) => {
    expect(resultsOf('35002', stateWith({ b2bCollaborationInbound: inbound }), 'zero-trust')).toEqual({
      'default b2bCollaborationInbound': expected,
      'default b2bCollaborationOutbound': 'pass',
    });
  });

  test('counts a partner only if the partner sets the value itself', () => {
    const desired = desiredState([partner(fabrikam, {})]);
    const after = liveState([livePartner(fabrikam, { b2bCollaborationInbound: closed })], {
      default: systemDefault,
      policy: {},
    });
    expect(resultsOf('35002', { desired, after }, 'zero-trust')).toMatchObject({
      [`${fabrikam} b2bCollaborationInbound`]: 'fail',
      [`${fabrikam} b2bCollaborationOutbound`]: 'notApplicable',
    });
  });
});

test('21790 and 35002 cannot both pass', () => {
  for (const outbound of [open, closed, access('allowed AllUsers', `allowed ${rights}`)]) {
    const state = stateWith({ b2bCollaborationOutbound: outbound });
    const strict = resultsOf('21790', state, 'zero-trust').default;
    const rightsManagement = resultsOf('35002', state, 'zero-trust')['default b2bCollaborationOutbound'];
    expect([strict, rightsManagement]).not.toEqual(['pass', 'pass']);
  }
});
