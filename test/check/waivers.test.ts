/* Waivers: what they excuse, until when, and the findings about waivers themselves. */
import { findNew } from '../../src/check/newSince.ts';
import { type PolicyView, viewPolicy } from '../../src/check/policyView.ts';
import { type CheckResult, runPacks } from '../../src/check/runRules.ts';
import { applyWaivers } from '../../src/check/waivers.ts';
import type { Waiver } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { SettingValues } from '../../src/model/liveState.ts';
import { desiredState, livePartner, liveState, partner, systemDefault, trust } from '../support/builders.ts';
import { packWithAllRules, today } from '../support/checked.ts';
import { fabrikam } from '../support/tenants.ts';

const packs = [packWithAllRules('xtap')];

const waiver = (rule: string, until = '2027-01-31'): Waiver => ({
  rule,
  until,
  reason: 'accepted for the migration',
  position: { file: 'configs/a.yaml', line: 9, column: 7 },
});

interface Tenant {
  readonly defaults?: SettingValues;
  readonly onDefault?: readonly Waiver[];
  readonly onPolicy?: readonly Waiver[];
  readonly onPartner?: readonly Waiver[];
  readonly reviewBy?: string;
}

function viewOf({ defaults = {}, onDefault = [], onPolicy = [], onPartner = [], reviewBy }: Tenant): PolicyView {
  const labels = { waivers: onPartner, owner: 'team', ticket: 'CHG-1', ...(reviewBy !== undefined && { reviewBy }) };
  const desired = desiredState([partner(fabrikam, {}, labels)], { waivers: { default: onDefault, policy: onPolicy } });
  const after = liveState([livePartner(fabrikam, {})], { default: { ...systemDefault, ...defaults }, policy: {} });
  return viewPolicy({ desired, after, table: fieldTable, today });
}

/** `RULE subject result` of everything that neither passes nor is without meaning here. */
function words(results: readonly CheckResult[]): readonly string[] {
  return results
    .filter(({ result, rule }) => ['fail', 'waived'].includes(result) && rule.id !== 'X001' && rule.id !== 'X002')
    .map(({ rule, subject, result }) => `${rule.id} ${subject.resource} ${result}`);
}

function checked(tenant: Tenant): readonly CheckResult[] {
  const policies = [viewOf(tenant)];
  return applyWaivers(runPacks(packs, policies), { packs, policies, today, mayExcuse: () => true });
}

const trusting: SettingValues = { inboundTrust: trust(true) };

test('a waiver excuses the finding of its rule on its subject, up to its last day', () => {
  expect(words(checked({ defaults: trusting }))).toEqual(['X004 default fail']);
  expect(words(checked({ defaults: trusting, onDefault: [waiver('X004')] }))).toEqual(['X004 default waived']);
  expect(words(checked({ defaults: trusting, onDefault: [waiver('X004', today)] }))).toEqual(['X004 default waived']);
  expect(words(checked({ reviewBy: '2026-01-01', onPartner: [waiver('X009')] }))).toEqual(['X009 partner waived']);
});

test('a waived result names the waiver', () => {
  const given = waiver('X004');
  const result = checked({ defaults: trusting, onDefault: [given] }).find(({ result: kind }) => kind === 'waived');
  expect(result?.waiver).toBe(given);
});

test('an expired waiver excuses nothing, and is W001', () => {
  const results = checked({ defaults: trusting, onDefault: [waiver('X004', '2026-11-29')] });
  expect(words(results)).toEqual(['X004 default fail', 'W001 default fail']);
  expect(results.find(({ rule }) => rule.id === 'W001')).toMatchObject({
    severity: 'warning',
    pack: 'xtap',
    position: { file: 'configs/a.yaml', line: 9 },
  });
});

test('a waiver that excuses nothing is W002, for rules of this run only', () => {
  expect(words(checked({ onDefault: [waiver('X004')] }))).toEqual(['W002 default fail']);
  expect(words(checked({ onPolicy: [waiver('X004')] }))).toEqual(['W002 policy fail']);
  expect(words(checked({ onDefault: [waiver('21790')] }))).toEqual([]);
  expect(words(checked({ onPartner: [waiver('R01')] }))).toEqual([]);
});

test('a waiver of a result that is unknown is not unused', () => {
  const desired = desiredState([], { waivers: { default: [waiver('X004')], policy: [] } });
  const policies = [viewPolicy({ desired, after: undefined, table: fieldTable, today })];
  const results = applyWaivers(runPacks(packs, policies), { packs, policies, today, mayExcuse: () => true });
  expect(words(results)).toEqual([]);
});

describe('since a commit', () => {
  function since(before: Tenant, now: Tenant, acceptNewWaivers = false) {
    const [earlier, policies] = [[viewOf(before)], [viewOf(now)]];
    const found = findNew(
      runPacks(packs, policies),
      { results: runPacks(packs, earlier), policies: earlier },
      { packs, policies, today, acceptNewWaivers },
    );
    return {
      words: words(found.results),
      newWaivers: found.newWaivers.map((each) => each.waiver.rule),
      earlier: found.earlier,
    };
  }

  test('only new findings are listed, and the others are counted', () => {
    const overdue = { reviewBy: '2026-01-01' };
    expect(since({ ...overdue }, { ...overdue, defaults: trusting })).toMatchObject({
      words: ['X004 default fail'],
      // The default lets guests in, and lets users out, in both.
      earlier: 3,
    });
  });

  test('a new waiver excuses a finding that the commit had', () => {
    expect(since({ defaults: trusting }, { defaults: trusting, onDefault: [waiver('X004')] })).toMatchObject({
      words: ['X004 default waived'],
      newWaivers: ['X004'],
    });
  });

  test('a new waiver does not excuse a new finding, unless the pipeline accepts it', () => {
    const now = { defaults: trusting, onDefault: [waiver('X004')] };
    expect(since({}, now).words).toEqual(['X004 default fail']);
    expect(since({}, now, true).words).toEqual(['X004 default waived']);
  });

  test('a waiver of the commit excuses as before, and a later end makes it new', () => {
    const before = { onDefault: [waiver('X004', '2027-01-01')] };
    expect(since(before, { ...before, defaults: trusting }).words).toEqual(['X004 default waived']);
    const extended = { defaults: trusting, onDefault: [waiver('X004', '2027-01-02')] };
    expect(since(before, extended)).toMatchObject({ words: ['X004 default fail'], newWaivers: ['X004'] });
  });

  test('a finding is new again if the change removes its waiver', () => {
    const before = { defaults: trusting, onDefault: [waiver('X004')] };
    expect(since(before, { defaults: trusting }).words).toEqual(['X004 default fail']);
  });
});
