/** A declared TargetConfiguration that is completed to a value that Graph refuses. */

import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { SettingValues } from '../../src/model/liveState.ts';
import type { PlanningResult } from '../../src/model/plan.ts';
import { planDigest } from '../../src/plan/digest.ts';
import { makePlan, type PlanningInput } from '../../src/plan/planner.ts';
import {
  a1,
  access,
  closed,
  desiredState,
  g1,
  half,
  livePartner,
  liveState,
  open,
  partner,
  trust,
  u1,
  value,
} from '../support/builders.ts';
import { fabrikam, proseware } from '../support/tenants.ts';

const about = { table: fieldTable, toolVersion: '1', createdAt: '', warnings: [] };
const name = 'b2bDirectConnectInbound';
const resultOf = (input: Pick<PlanningInput, 'desired' | 'live'> & Partial<PlanningInput>): PlanningResult =>
  makePlan({ ...about, ...input });

const planOf = (declared: JsonObject, live: Json, more: Partial<PlanningInput> = {}) => {
  const declaration = value(declared);
  const desired = desiredState([partner(fabrikam, { [name]: declaration }, { name: 'Fabrikam' })]);
  const settings: SettingValues = live === null ? {} : { [name]: live };
  return { declaration, ...resultOf({ desired, live: liveState([livePartner(fabrikam, settings)]), ...more }) };
};

describe('a partner whose completed setting Graph refuses', () => {
  const everything = { applications: half('allowed AllApplications') };

  test('is a problem at its line and has no change', () => {
    const { plan, findings, declaration } = planOf(everything, closed);
    expect(plan?.changes).toEqual([]);
    expect(plan?.problems).toEqual([
      {
        tenantId: fabrikam,
        name: 'Fabrikam',
        code: 'completed-half-conflict',
        message: `${name} of Fabrikam (${fabrikam}): only \`applications\` is declared, and Graph refuses it together with the live \`usersAndGroups\`: all users are blocked while applications are not all blocked. Declare both halves, for example \`applications: allowed\` and \`usersAndGroups: allowed\`.`,
        file: declaration.position.file,
        line: declaration.position.line,
      },
    ]);
    expect(plan?.summary).toMatchObject({ problems: 1, unchanged: 0, update: 0 });
    expect(findings).toMatchObject([{ severity: 'error', position: declaration.position }]);
  });

  test.each<[JsonObject, Json, string, string]>([
    [
      { usersAndGroups: half('blocked AllUsers') },
      open,
      'live',
      '`usersAndGroups: blocked` and `applications: blocked`',
    ],
    [
      { usersAndGroups: half(`allowed ${g1} ${u1}`) },
      null,
      'inherited',
      `\`usersAndGroups: { allowed: [{ group: ${g1} }, { user: ${u1} }] }\` and \`applications: allowed\``,
    ],
    [
      { applications: half('blocked AllApplications') },
      open,
      'live',
      '`applications: blocked` and `usersAndGroups: blocked`',
    ],
    [
      { applications: half(`allowed ${a1} Office365`) },
      null,
      'inherited',
      `\`applications: { allowed: [${a1}, Office365] }\` and \`usersAndGroups: allowed\``,
    ],
  ])('gets the two lines to write, for %j over %j', (declared, live, source, lines) => {
    const [problem] = planOf(declared, live).plan?.problems ?? [];
    expect(problem?.message).toContain(`together with the ${source} \``);
    expect(problem?.message).toContain(`Declare both halves, for example ${lines}.`);
  });

  test.each([
    ['no targets', { accessType: 'blocked', targets: [] }],
    ['no accessType', { targets: half('allowed AllApplications').targets ?? null }],
  ])('is one whose other half has %s, if it must be written', (_, applications) => {
    const live = { usersAndGroups: half(`allowed ${g1}`), applications };
    expect(planOf({ usersAndGroups: half(`allowed ${g1}`) }, live).plan?.problems).toEqual([]);
    const [problem] = planOf({ usersAndGroups: half(`allowed ${g1} ${u1}`) }, live).plan?.problems ?? [];
    expect(problem?.message).toContain('applications has no targets or no accessType');
  });

  test('does not keep other partners from being planned', () => {
    const desired = desiredState([
      partner(fabrikam, { [name]: value(everything) }),
      partner(proseware, { inboundTrust: value(trust(true)) }),
    ]);
    const live = liveState([livePartner(fabrikam, { [name]: closed }), livePartner(proseware, {})]);
    const { plan } = resultOf({ desired, live });
    expect(plan?.changes.map(({ tenantId }) => tenantId)).toEqual([proseware]);
    expect(plan?.problems.map(({ tenantId }) => tenantId)).toEqual([fabrikam]);
    expect(resultOf({ desired, live, only: new Set([proseware]) }).plan?.problems).toEqual([]);
  });

  test('is one problem with two settings, and its findings are two', () => {
    const settings = { [name]: value(everything), b2bCollaborationInbound: value(everything) };
    const live = liveState([livePartner(fabrikam, { [name]: closed, b2bCollaborationInbound: closed })]);
    const { plan, findings } = resultOf({ desired: desiredState([partner(fabrikam, settings)]), live });
    expect([plan?.problems.length, plan?.summary.problems, findings?.length]).toEqual([1, 1, 2]);
    expect(plan?.problems[0]?.message).toContain('b2bCollaborationInbound of');
    expect(plan?.problems[0]?.message).toContain(`${name} of`);
  });

  test('is in the digest by tenant and code, and nothing is there without a problem', () => {
    const { plan } = planOf(everything, closed);
    if (!plan) throw new Error('no plan');
    const without = planDigest({ ...plan, problems: [] });
    expect(plan.digest).not.toBe(without);
    const [problem] = plan.problems.map((each) => ({ ...each, message: 'another', line: 7 }));
    expect(problem && planDigest({ ...plan, problems: [problem] })).toBe(plan.digest);
  });

  test.each<[string, JsonObject, string]>([
    ['the same', everything, 'The same problem exists without this change.'],
    ['both halves', access('allowed AllUsers', 'allowed AllApplications'), 'This change causes the problem.'],
  ])('says whether the base has it: %s', (_, before, sentence) => {
    const base = desiredState([partner(fabrikam, { [name]: value(before) })]);
    expect(planOf(everything, closed, { base }).plan?.problems[0]?.message).toContain(sentence);
    expect(planOf(everything, closed).plan?.problems[0]?.message).not.toContain('without this change');
  });
});

test('the same finding about the default is an error of the whole run', () => {
  const desired = desiredState([partner(proseware, { inboundTrust: value(trust(true)) })], {
    default: new Map([[name, value({ applications: half('allowed AllApplications') })]]),
  });
  const { plan, errors } = resultOf({ desired, live: liveState([]) });
  expect(plan).toBeUndefined();
  expect(errors).toMatchObject([
    { code: 'completed-half-conflict', message: expect.stringContaining('of the default') },
  ]);
});
