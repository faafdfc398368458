/** Complete plans with their exact values, for the most common changes. */
import type { TenantId } from '../../src/model/tenantId.ts';
import {
  a1,
  access,
  desiredState,
  half,
  livePartner,
  liveState,
  open,
  partner,
  trust,
  value,
} from '../support/builders.ts';
import { planned } from '../support/planned.ts';
import { inheritor, newcomer, richPlan, tombstone, undeclaredPartner } from '../support/property/richPlan.ts';
import { fabrikam } from '../support/tenants.ts';

const url = `/policies/crossTenantAccessPolicy/partners/${fabrikam}`;
const off = trust(false);

test('the plan of Fabrikam is the one in the contract', () => {
  const live = liveState([
    livePartner(fabrikam, {
      inboundTrust: off,
      b2bCollaborationInbound: access('allowed AllUsers', `allowed ${a1}`),
    }),
  ]);
  const wanted = { applications: half(`allowed ${a1} Office365`) };
  const settings = { inboundTrust: value({ isMfaAccepted: true }), b2bCollaborationInbound: value(wanted) };
  const position = { file: 'configs/partners.yaml', line: 24, column: 5 };
  const desired = desiredState([partner(fabrikam, settings, { name: 'Fabrikam', position })]);
  const plan = planned({ desired, live });
  const after = {
    b2bCollaborationInbound: access('allowed AllUsers', `allowed ${a1} Office365`),
    inboundTrust: trust(true, false, false),
  };
  expect(plan.changes).toEqual([
    {
      action: 'update',
      resource: 'partner',
      tenantId: fabrikam,
      name: 'Fabrikam',
      file: 'configs/partners.yaml',
      line: 24,
      origin: 'unknown',
      impact: 'broadens',
      fields: [
        {
          path: 'b2bCollaborationInbound.applications',
          before: half(`allowed ${a1}`),
          after: half(`allowed ${a1} Office365`),
          impact: 'broadens',
          origin: 'unknown',
          file: 'configs/partners.yaml',
          line: 20,
        },
        {
          path: 'inboundTrust.isMfaAccepted',
          before: false,
          after: true,
          impact: 'broadens',
          origin: 'unknown',
          file: 'configs/partners.yaml',
          line: 19,
        },
      ],
      reasons: [],
      preimage: live.partners[0]?.settings,
      after,
      basis: {},
      requests: [{ method: 'PATCH', url, body: after }],
    },
  ]);
  expect(plan.summary).toEqual({
    create: 0,
    update: 1,
    delete: 0,
    unchanged: 0,
    undeclared: 0,
    broadening: 1,
    narrowing: 0,
    problems: 0,
  });
});

describe('summary', () => {
  test('counts every partner, the default and the policy once', () => {
    const { summary } = richPlan();
    expect(summary).toEqual({
      create: 1,
      update: 4,
      delete: 1,
      unchanged: 0,
      undeclared: 1,
      broadening: 5,
      narrowing: 3,
      problems: 0,
    });
  });

  test('a tombstone whose partner does not exist counts as unchanged', () => {
    const { summary } = planned({
      desired: desiredState([partner(tombstone, {}, { state: 'absent' })]),
      live: liveState([]),
    });
    expect([summary.unchanged, summary.delete]).toEqual([1, 0]);
  });
});

describe('names', () => {
  test('a partner that is not declared any more has its name from the base', () => {
    const desired = desiredState([partner(newcomer, {}, { state: 'absent' })], { undeclaredPartners: 'delete' });
    const before = [partner(undeclaredPartner, {}, { name: 'Stranger' }), partner(newcomer, {}, { name: 'Newcomer' })];
    const base = desiredState(before, { undeclaredPartners: 'delete' });
    const live = liveState([livePartner(undeclaredPartner, {}), livePartner(newcomer, {})]);
    expect(new Set(planned({ desired, base, live }).changes.map(({ name }) => name))).toEqual(
      new Set(['Stranger', 'Newcomer']),
    );
  });

  test("an undeclared entry has the partner's name from the configuration, or else from the base", () => {
    const labels = { name: 'Fabrikam', undeclaredSettings: 'report' } as const;
    const desired = desiredState([partner(fabrikam, {}, labels)]);
    const base = desiredState([partner(undeclaredPartner, {}, { name: 'Stranger' })]);
    const live = liveState([livePartner(fabrikam, { inboundTrust: off }), livePartner(undeclaredPartner, {})]);
    expect(planned({ desired, base, live }).undeclared).toMatchObject([
      { tenantId: undeclaredPartner, name: 'Stranger', reason: 'not in the configuration' },
      { tenantId: fabrikam, name: 'Fabrikam', reason: 'setting not in the configuration', setting: 'inboundTrust' },
    ]);
  });
});

test('changes are in the order in which they are applied', () => {
  const order = richPlan().changes.map(({ action, tenantId, resource }) => `${action} ${tenantId ?? resource}`);
  expect(order).toEqual([
    'update policy',
    `create ${newcomer}`,
    `update ${fabrikam}`,
    'update default',
    `update ${inheritor}`,
    `delete ${tombstone}`,
  ]);
});

test('a partial plan leaves out other partners, the default and the policy', () => {
  const desired = desiredState([partner(fabrikam, {}), partner(newcomer, {})], {
    default: new Map([['tenantRestrictions', value(open)]]),
  });
  const only = new Set<TenantId>([newcomer]);
  const plan = planned({ desired, live: liveState([]), only });
  expect([plan.partial, plan.changes.map(({ tenantId }) => tenantId)]).toEqual([true, [newcomer]]);
});
