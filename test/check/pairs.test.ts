/* Rules about pairs: two configurations that name each other. */

import { type PolicyView, viewPolicy } from '../../src/check/policyView.ts';
import { runPairs } from '../../src/check/runPairs.ts';
import type { DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { SettingValues } from '../../src/model/liveState.ts';
import {
  a1,
  a2,
  access,
  closed,
  desiredState,
  g1,
  livePartner,
  liveState,
  open,
  sync,
  systemDefault,
  trust,
} from '../support/builders.ts';
import { packWithAllRules, today } from '../support/checked.ts';
import { fabrikam, home } from '../support/tenants.ts';

interface Side {
  /** Undefined: no entry for the other tenant. */
  readonly entry?: SettingValues;
  readonly defaults?: SettingValues;
  readonly clouds?: readonly string[];
  readonly cloud?: DesiredState['cloud'];
}

function viewOf(tenantId: typeof home, about: typeof home, side: Side): PolicyView {
  const { entry, defaults = {}, clouds = [], cloud = 'global' } = side;
  const after = liveState(entry ? [livePartner(about, entry)] : [], {
    default: { ...systemDefault, ...defaults },
    policy: { allowedCloudEndpoints: clouds },
    cloud,
  });
  return viewPolicy({ desired: desiredState([], { tenantId, cloud }), after, table: fieldTable, today });
}

/** The result of a rule for users of `home` at the other tenant. */
function resultOf(rule: string, ours: Side, theirs: Side): string | undefined {
  const policies = [viewOf(home, fabrikam, ours), viewOf(fabrikam, home, theirs)];
  return runPairs([packWithAllRules('xtap')], policies).find(
    (each) => each.rule.id === rule && each.subject.tenantId === home && each.subject.other === fabrikam,
  )?.result;
}

const out = (value: SettingValues[string]): Side => ({ entry: { b2bCollaborationOutbound: value ?? null } });
const into = (value: SettingValues[string]): Side => ({ entry: { b2bCollaborationInbound: value ?? null } });
const consent = (inboundAllowed: boolean, outboundAllowed: boolean) => ({ inboundAllowed, outboundAllowed });

test.each([
  ['R01', 'fail', out(open), into(closed)],
  ['R01', 'fail', out(closed), into(open)],
  [
    'R01',
    'fail',
    out(access('allowed AllUsers', `allowed ${a1} ${a2}`)),
    into(access('allowed AllUsers', `allowed ${a1}`)),
  ],
  ['R01', 'pass', out(open), into(access('allowed AllUsers', `allowed ${a1}`))],
  ['R01', 'pass', out(open), into(open)],
  [
    'R01',
    'unknown',
    out(access(`allowed ${g1}`, 'allowed AllApplications')),
    into(access('allowed 20000000-0000-4000-8000-000000000002', 'allowed AllApplications')),
  ],
  ['R01', 'notApplicable', {}, { defaults: { b2bCollaborationInbound: closed } }],
  ['R02', 'fail', { entry: { automaticUserConsentSettings: consent(false, true) } }, { entry: {} }],
  [
    'R02',
    'pass',
    { entry: { automaticUserConsentSettings: consent(false, true) } },
    { entry: { automaticUserConsentSettings: consent(true, false) } },
  ],
  [
    'R03',
    'fail',
    { entry: {} },
    { entry: { identitySynchronization: sync(true), automaticUserConsentSettings: consent(true, false) } },
  ],
  [
    'R03',
    'pass',
    { entry: { automaticUserConsentSettings: consent(false, true) } },
    { entry: { identitySynchronization: sync(true), automaticUserConsentSettings: consent(true, false) } },
  ],
  ['R03', 'pass', {}, {}],
  ['R04', 'fail', { entry: { b2bDirectConnectOutbound: open } }, {}],
  ['R04', 'pass', { entry: { b2bDirectConnectOutbound: open } }, { entry: { b2bDirectConnectInbound: open } }],
  ['R04', 'notApplicable', {}, {}],
  ['R05', 'fail', { clouds: ['microsoftonline.us'] }, { cloud: 'usgov' }],
  ['R05', 'pass', { clouds: ['microsoftonline.us'] }, { cloud: 'usgov', clouds: ['microsoftonline.com'] }],
  ['R05', 'notApplicable', { clouds: ['microsoftonline.us'] }, {}],
  ['R06', 'fail', out(access('allowed AllUsers', `allowed ${a1}`)), into(access('allowed AllUsers', `allowed ${a2}`))],
  [
    'R06',
    'unknown',
    out(access(`allowed ${g1}`, `allowed ${a1}`)),
    into(access('allowed 20000000-0000-4000-8000-000000000002', `allowed ${a1}`)),
  ],
  ['R06', 'pass', out(open), into(access('allowed AllUsers', `allowed ${a2}`))],
  ['R07', 'fail', { entry: {} }, { defaults: { b2bCollaborationInbound: closed } }],
  ['R07', 'pass', { entry: {} }, {}],
  ['R08', 'fail', { entry: {} }, { entry: { inboundTrust: trust(true), b2bCollaborationInbound: closed } }],
  ['R08', 'pass', { entry: {} }, { entry: { inboundTrust: trust(true) } }],
] satisfies readonly (readonly [string, string, Side, Side])[])(
  '%s is %s for %j and %j',
  (rule, expected, ours, theirs) => {
    expect(resultOf(rule, ours, theirs)).toBe(expected);
  },
);

test('one policy alone has no pairs', () => {
  expect(runPairs([packWithAllRules('xtap')], [viewOf(home, fabrikam, {})])).toEqual([]);
});
