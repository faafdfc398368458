/* The laws of `check`: order means nothing, unknown is never a pass, a remedy helps, and a waiver changes no plan. */
import fc from 'fast-check';
import { viewPolicy } from '../../src/check/policyView.ts';
import { runPairs } from '../../src/check/runPairs.ts';
import { type CheckResult, runPacks } from '../../src/check/runRules.ts';
import { sortResults } from '../../src/check/sortResults.ts';
import { readConfiguration } from '../../src/config/read/readConfiguration.ts';
import type { DesiredState, Waiver } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
import type { LiveState, SettingValues } from '../../src/model/liveState.ts';
import type { RemedyPlace } from '../../src/model/pack.ts';
import { parseTenantId, type TenantId } from '../../src/model/tenantId.ts';
import { stateAfterApply } from '../../src/plan/stateAfterApply.ts';
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
  sync,
  trust,
} from '../support/builders.ts';
import { packWithAllRules, today } from '../support/checked.ts';
import { type Case, forAllCases } from '../support/property/cases.ts';
import { shuffled } from '../support/property/shuffled.ts';
import { modelOf, planOf } from '../support/property/tenantModel.ts';
import { fabrikam, home } from '../support/tenants.ts';

const packs = ['xtap', 'zero-trust'].map(packWithAllRules);

interface Checked {
  readonly desired: DesiredState;
  readonly after: LiveState | undefined;
}

const viewOf = (state: Checked) => viewPolicy({ ...state, table: fieldTable, today });

function resultsOf(state: Checked): readonly CheckResult[] {
  return runPacks(packs, [viewOf(state)]);
}

const keyOf = ({ rule, subject, setting = '' }: CheckResult): string =>
  [rule.id, subject.resource, subject.tenantId, subject.other, setting].join(' ');
/** Without values, whose lists may have another order. */
const wordsOf = (results: readonly CheckResult[]): readonly string[] =>
  sortResults(results).map((each) => `${keyOf(each)} ${each.severity} ${each.result}`);
const byKey = (results: readonly CheckResult[]): ReadonlyMap<string, string> =>
  new Map(results.map((each) => [keyOf(each), each.result]));

const afterPlan = ({ plan, before }: Case): LiveState => stateAfterApply(before.live, plan.changes);

test('no rule depends on the order of anything', () => {
  forAllCases(({ world, before }, dice) => {
    const again = shuffled(world, dice);
    const live = modelOf(again, 'replace', 1).read();
    const results = resultsOf({ desired: world.desired, after: before.live });
    expect(wordsOf(resultsOf({ desired: again.desired, after: live }))).toEqual(wordsOf(results));
    const reversed = packs.map((pack) => ({ ...pack, rules: [...pack.rules].reverse() })).reverse();
    const policy = viewOf({ desired: world.desired, after: before.live });
    const other = viewOf({ desired: { ...world.desired, tenantId: fabrikam }, after: { ...live, tenantId: fabrikam } });
    expect(wordsOf(runPacks(reversed, [policy]))).toEqual(wordsOf(results));
    const pairs = runPairs(packs, [policy, other]);
    expect(pairs.length).toBeGreaterThan(0);
    expect(wordsOf(runPairs(reversed, [other, policy]))).toEqual(wordsOf(pairs));
  });
});

describe('with less knowledge, a result stays the same or becomes unknown', () => {
  /**
   * What the poorer run decides, the richer one decides in the same way. A subject may be gone after apply, and the
   * live state may have members that xtap does not know, so that the richer run is unknown.
   */
  function expectNoGuess(poorer: readonly CheckResult[], richer: readonly CheckResult[]): void {
    const known = byKey(richer);
    const guesses = poorer.filter((each) => {
      const result = known.get(keyOf(each));
      return ![result, 'unknown'].includes(each.result) && result !== undefined && result !== 'unknown';
    });
    expect(guesses.map((each) => `${keyOf(each)}: ${each.result}, and it is ${known.get(keyOf(each))}`)).toEqual([]);
  }

  test('without a live state', () => {
    forAllCases((each) => {
      const { desired } = each.world;
      expectNoGuess(resultsOf({ desired, after: undefined }), resultsOf({ desired, after: afterPlan(each) }));
    });
  });

  test('where a setting was not read', () => {
    const names = fieldTable.map(({ name }) => name);
    let unknown = 0;
    forAllCases((each, dice) => {
      const { desired } = each.world;
      const after = afterPlan(each);
      const unread = [names[dice % names.length] ?? '', 'inboundTrust'];
      const poorer = resultsOf({ desired, after: { ...after, unread } });
      expectNoGuess(poorer, resultsOf({ desired, after }));
      unknown += poorer.filter(({ result }) => result === 'unknown').length;
    });
    expect(unknown).toBeGreaterThan(0);
  });
});

test('a waiver changes neither the plan nor its digest', () => {
  const position = { file: 'a.yaml', line: 1, column: 1 };
  const waivers: readonly Waiver[] = [{ rule: 'X006', reason: 'accepted until then', until: '2027-01-31', position }];
  forAllCases(({ world, plan, before }) => {
    const desired: DesiredState = {
      ...world.desired,
      waivers: { default: waivers, policy: waivers },
      partners: world.desired.partners.map((each) => ({ ...each, waivers })),
    };
    expect(planOf({ desired, live: before.live })).toEqual(plan);
  });
});

describe('a finding disappears when people do what its rule asks for', () => {
  const support = parseTenantId('b4c546a4-7dac-46a6-a7dd-ed822a11efd3') as TenantId;
  const half = access(`allowed ${g1}`, `allowed ${a1}`);
  const consent = (inboundAllowed: boolean, outboundAllowed: boolean) => ({ inboundAllowed, outboundAllowed });
  const alphabet: Readonly<Record<string, readonly Json[]>> = {
    b2bCollaborationInbound: [open, closed, half, access('allowed AllUsers', `allowed ${a1}`)],
    b2bCollaborationOutbound: [
      open,
      closed,
      half,
      access('allowed AllUsers', 'allowed 30000000-0000-4000-8000-000000000002'),
    ],
    b2bDirectConnectInbound: [open, closed, half],
    b2bDirectConnectOutbound: [open, closed, half],
    inboundTrust: [trust(true), trust(false), trust(false, true), trust(false, false, true)],
    automaticUserConsentSettings: [
      consent(true, true),
      consent(true, false),
      consent(false, true),
      consent(false, false),
    ],
    tenantRestrictions: [open, closed],
  };
  const settings = (isPartner: boolean): fc.Arbitrary<SettingValues> =>
    fc.record(
      Object.fromEntries([
        ...Object.entries(alphabet).map(([name, values]) => [
          name,
          fc.constantFrom<Json>(...values, ...(isPartner ? [null] : [])),
        ]),
        ...(isPartner ? [['identitySynchronization', fc.constantFrom<Json>(sync(true), sync(false), null)]] : []),
      ]) as Record<string, fc.Arbitrary<Json>>,
    );
  /** Consent and synchronization fail rules together; a fifth of the draws has all of them. */
  const worldOf = fc.record({
    defaults: settings(false),
    entry: settings(true),
    isEntry: fc.boolean(),
    tenant: fc.constantFrom(fabrikam, support),
    isServiceProvider: fc.boolean(),
    isInMultiTenantOrganization: fc.boolean(),
    reviewBy: fc.constantFrom(undefined, '2026-01-01'),
    clouds: fc.constantFrom<readonly string[]>([], ['microsoftonline.us', 'microsoftonline.com']),
  });
  type Drawn = typeof worldOf extends fc.Arbitrary<infer W> ? W : never;

  function liveOf(drawn: Drawn, id: TenantId, about: TenantId, cloud: DesiredState['cloud'] = 'global'): LiveState {
    const { isServiceProvider, isInMultiTenantOrganization } = drawn;
    const facts = { onCreation: isServiceProvider ? { isServiceProvider } : {}, isInMultiTenantOrganization };
    return liveState(drawn.isEntry ? [livePartner(about, drawn.entry, facts)] : [], {
      tenantId: id,
      cloud,
      policyId: '6babcaad-604b-40ac-a9d7-9fd97c0b779e',
      default: drawn.defaults,
      policy: { allowedCloudEndpoints: [...drawn.clouds] },
    });
  }

  /** The configuration that has the lines of a remedy and nothing else. */
  function remedied(finding: CheckResult, id: TenantId, lines: Lines): DesiredState {
    const { subject, rule } = finding;
    const of = (at: RemedyPlace) => rule.remedy.steps.find((step) => step.at === at)?.keys;
    const partners = lines.entry && [{ tenantId: lines.about, ...lines.entry }];
    const resource = subject.resource === 'default' || subject.resource === 'policy' ? subject.resource : undefined;
    const document = {
      version: 1,
      tenant: id,
      cloud: lines.cloud ?? 'global',
      ...(resource && { [resource]: of('subject') }),
      ...(partners && { partners }),
      ...(of('ignored') && { ignored: [{ tenantId: subject.tenantId, ...of('ignored') }] }),
      ...(of('clouds') && { policy: { allowedCloudEndpoints: [lines.endpoint] } }),
    };
    const text = JSON.stringify(document).replaceAll(/in \d+ days/g, '2027-05-29');
    const { desired, diagnostics } = readConfiguration([{ file: 'remedy.yaml', text }], { sourceName: 'r', today });
    if (!desired) throw new Error(JSON.stringify(diagnostics));
    return desired;
  }

  interface Lines {
    readonly about: TenantId;
    readonly entry: Readonly<Record<string, Json>> | undefined;
    readonly cloud?: DesiredState['cloud'];
    readonly endpoint?: string;
  }

  function applied(desired: DesiredState, live: LiveState): Checked {
    const plan = planOf({ desired, live });
    if (!plan) throw new Error('the remedy cannot be planned');
    return { desired, after: stateAfterApply(live, plan.changes) };
  }

  const isOpen = ({ result }: CheckResult): boolean => result === 'fail' || result === 'unknown';
  const runs = { numRuns: process.env.XTAP_LONG ? 3_000 : 120, seed: 20261130 };

  test('about the default or a partner', () => {
    const failed = new Set<string>();
    fc.assert(
      fc.property(worldOf, (drawn) => {
        const live = liveOf(drawn, home, drawn.tenant);
        const labels = drawn.reviewBy === undefined ? {} : { reviewBy: drawn.reviewBy };
        const desired = desiredState(drawn.isEntry ? [partner(drawn.tenant, {}, labels)] : []);
        for (const finding of resultsOf({ desired, after: live }).filter(({ result }) => result === 'fail')) {
          failed.add(finding.rule.id);
          const entry = finding.rule.remedy.steps.find(({ at }) => at === 'subject')?.keys;
          const ofPartner = finding.subject.resource === 'partner' ? entry : undefined;
          const then = applied(remedied(finding, home, { about: drawn.tenant, entry: ofPartner }), live);
          const left = resultsOf(then).filter((each) => keyOf(each) === keyOf(finding) && isOpen(each));
          expect(left.map((each) => `${keyOf(each)} ${each.result}`)).toEqual([]);
        }
      }),
      runs,
    );
    const about = packs.flatMap(({ rules }) => rules).filter(({ subjects }) => !subjects.includes('pair'));
    expect(about.map(({ id }) => id).filter((id) => !failed.has(id))).toEqual([]);
  });

  test('about a pair', () => {
    const failed = new Set<string>();
    const clouds = { global: 'microsoftonline.com', usgov: 'microsoftonline.us' } as const;
    fc.assert(
      fc.property(worldOf, worldOf, fc.constantFrom('global', 'usgov' as const), (ours, theirs, cloud) => {
        const lives = [liveOf(ours, home, fabrikam), liveOf(theirs, fabrikam, home, cloud)] as const;
        const [nothing, nothingThere] = [home, fabrikam].map((tenantId, index) =>
          desiredState([], { tenantId, cloud: index === 0 ? 'global' : cloud }),
        ) as [DesiredState, DesiredState];
        const found = runPairs(packs, [
          viewOf({ desired: nothing, after: lives[0] }),
          viewOf({ desired: nothingThere, after: lives[1] }),
        ]).filter(({ result, subject }) => result === 'fail' && subject.tenantId === home);
        for (const finding of found) {
          failed.add(finding.rule.id);
          const keys = (at: RemedyPlace) => finding.rule.remedy.steps.find((step) => step.at === at)?.keys;
          const here = remedied(finding, home, { about: fabrikam, entry: keys('home'), endpoint: clouds[cloud] });
          const there = remedied(finding, fabrikam, {
            about: home,
            entry: keys('other'),
            cloud,
            endpoint: clouds.global,
          });
          const views = [applied(here, lives[0]), applied(there, lives[1])].map(viewOf);
          const left = runPairs(packs, views).filter((each) => keyOf(each) === keyOf(finding) && isOpen(each));
          expect(left.map((each) => `${keyOf(each)} ${each.result}`)).toEqual([]);
        }
      }),
      runs,
    );
    const pairs = packs.flatMap(({ rules }) => rules).filter(({ subjects }) => subjects.includes('pair'));
    expect(pairs.map(({ id }) => id).filter((id) => !failed.has(id))).toEqual([]);
  });
});
