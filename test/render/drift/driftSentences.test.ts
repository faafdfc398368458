/* The sentences that drift shares with a plan are true for something that has happened, for one partner or many. */
import type { PlannedDefaults } from '../../../src/access/effective.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { SettingValues } from '../../../src/model/liveState.ts';
import { type ChangeIntent, type ChangeReason, changeReasonCodes } from '../../../src/model/plan.ts';
import { createChangeDeriver } from '../../../src/plan/deriveChange.ts';
import type { Drift } from '../../../src/plan/drift/describeDrift.ts';
import { describeDrift } from '../../../src/plan/drift/describeDrift.ts';
import type { StepKind } from '../../../src/plan/drift/driftStep.ts';
import { renderDriftGithub } from '../../../src/render/drift/driftGithub.ts';
import { renderDriftMarkdown } from '../../../src/render/drift/driftMarkdown.ts';
import { renderDriftText } from '../../../src/render/drift/driftText.ts';
import { renderDriftHtml } from '../../../src/render/html/driftHtml.ts';
import {
  closed,
  desiredState,
  livePartner,
  liveState,
  open,
  partner,
  systemDefault,
  trust,
  value,
} from '../../support/builders.ts';
import { planned } from '../../support/planned.ts';
import { partnerChange, planOf, tenant } from '../../support/render/samplePlan.ts';
import { fabrikam } from '../../support/tenants.ts';

const about = {
  groupBy: 'change',
  lastLines: ['Drift: 3 mixed. Exit 2.'],
  sections: [],
  title: 'tenant x has drifted',
  digest: 'sha256:0',
} as const;

function formatsOf(plan: Parameters<typeof renderDriftText>[0], drift: Drift): Readonly<Record<string, string>> {
  const html = renderDriftHtml(plan, drift, { ...about, map: undefined });
  return {
    text: renderDriftText(plan, drift, { ...about, color: false, width: 200, detail: 'full' }),
    markdown: renderDriftMarkdown(plan, drift, about),
    github: renderDriftGithub(plan, drift, about),
    html: html.slice(html.indexOf('<main>'), html.indexOf('</main>')),
  };
}

/** Words of something that is still to happen, or of one partner where there may be many. */
const misplaced = /\b(?:afterwards|will|would|becomes?|this plan|Deleting|Narrowing)\b|\bbefore, it\b|\bit may\b/;

const others = { ...systemDefault, allowedCloudEndpoints: ['microsoftonline.us'] };
const none: PlannedDefaults = { default: {}, policy: {} };

/** One intent for each code, which has the reason in a plan and in drift. */
const intents: Readonly<Record<(typeof changeReasonCodes)[number], readonly [ChangeIntent, PlannedDefaults]>> = {
  'other-clouds': [intent('create', { inboundTrust: trust(true) }, others), none],
  'service-provider': [intent('create', { isServiceProvider: true }, { ...others, allowedCloudEndpoints: [] }), none],
  whole: [
    { ...intent('update', { inboundTrust: null }, { inboundTrust: trust(false) }), preimage: { inboundTrust: null } },
    { default: { inboundTrust: trust(true) }, policy: {} },
  ],
};

function intent(action: 'create' | 'update', after: SettingValues, basis: SettingValues): ChangeIntent {
  return { action, resource: 'partner', tenantId: fabrikam, preimage: null, after, basis };
}

function driftWith(reason: ChangeReason, kind: StepKind) {
  const changes = [1, 2, 3].map((number) => partnerChange(number, { impact: 'mixed', reasons: [reason] }));
  const steps = changes.map(({ action: _, ...change }) => ({ ...change, kind, isWaiting: false }));
  return {
    plan: planOf(changes),
    drift: { steps, undeclared: [], ignored: [], problems: [], defaults: { declared: {}, live: {} } },
  };
}

test.each(changeReasonCodes)('the reason %s is a fact without a tense, and prose', (code) => {
  const [given, plannedDefaults] = intents[code];
  const reason = createChangeDeriver(plannedDefaults, fieldTable)(given).reasons.find((each) => each.code === code);
  if (!reason) throw new Error(`no reason ${code}`);
  for (const kind of ['differs', 'missing', 'tombstone', 'undeclared'] as const) {
    const { plan, drift } = driftWith(reason, kind);
    for (const text of Object.values(formatsOf(plan, drift))) {
      expect(text).toContain(reason.message);
      expect(text).not.toMatch(misplaced);
    }
    expect(formatsOf(plan, drift).markdown).not.toContain(`\`${reason.message}`);
  }
});

test('a warning about the change that reverts drift says that apply makes it', () => {
  const [gone, service, shared, mine] = [
    tenant(1),
    tenant(2),
    tenant(3),
    { isInMultiTenantOrganization: true },
  ] as const;
  const users = (all: SettingValues[string]) => ({ users: Reflect.get(Object(all), 'usersAndGroups') as never });
  const desired = desiredState([
    partner(gone, {}, { state: 'absent' }),
    partner(service, { isServiceProvider: value(true), m365CollaborationInbound: value(users(closed)) }),
    partner(shared, { b2bCollaborationInbound: value(closed) }),
  ]);
  const live = liveState([
    livePartner(gone, {}),
    livePartner(service, { m365CollaborationInbound: users(open) }),
    livePartner(shared, { b2bCollaborationInbound: open }, mine),
  ]);
  const plan = planned({ desired, live });
  expect(new Set(plan.warnings.map(({ code }) => code))).toEqual(
    new Set(['capabilities-lost', 'foreign-partner-touched', 'service-provider-differs']),
  );
  for (const text of Object.values(formatsOf(plan, describeDrift(plan, { desired, live })))) {
    expect(text).toMatch(/apply deletes/);
    expect(text).not.toMatch(misplaced);
  }
});

test.each([
  ['missing', 'Office365 → default (allowed: AllApplications)'],
  ['tombstone', 'no access or default (allowed: AllApplications) → allowed: Office365'],
] as const)('what applies to a tenant that is not a partner is the default, or no access (%s)', (kind, words) => {
  const office = {
    ...Object(open),
    applications: { accessType: 'allowed', targets: [{ target: 'Office365', targetType: 'application' }] },
  };
  const policy = { policy: { allowedCloudEndpoints: ['microsoftonline.us'] } };
  const missing = kind === 'missing';
  const desired = desiredState([
    missing
      ? partner(fabrikam, { b2bCollaborationInbound: value(office) })
      : partner(fabrikam, {}, { state: 'absent' }),
  ]);
  const live = liveState(missing ? [] : [livePartner(fabrikam, { b2bCollaborationInbound: office })], policy);
  const plan = planned({ desired, live });
  const { text, markdown, github, html } = formatsOf(plan, describeDrift(plan, { desired, live }));
  expect(text).toMatch(new RegExp(`${words.replaceAll(/[()]/g, '\\$&')} +▲ more open`));
  for (const format of [markdown, github]) expect(format).toContain(words);
  expect(html?.replaceAll(/<[^>]+>/g, '')).toContain(words);
});
