/*
 * Every row of the field table goes through create, drift, update, inherit and delete, over HTTP with the real
 * client and executor, for a Graph that replaces and one that merges nested objects. The values come from the
 * arbitraries of the property tests, so a new row is included without a change here.
 */

import fc from 'fast-check';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { canonicalValue } from '../../src/model/canonical.ts';
import type { ApiVersion } from '../../src/model/cloud.ts';
import type { Declaration, DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { canonicalJson, type Json, jsonEquals } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Setting, SettingPlace } from '../../src/model/setting.ts';
import { type Client, clientOf } from '../support/applyAgainstEmulator.ts';
import { absent, desiredState, inherit, partner, value } from '../support/builders.ts';
import { factsOfSynchronization } from '../support/emulatorForEach.ts';
import { completeValue } from '../support/property/arbitraries.ts';
import { nestedSemantics } from '../support/property/tenantModel.ts';
import { fabrikam } from '../support/tenants.ts';

const journal = { append: () => undefined, flush: async () => undefined };

interface Bench {
  readonly emulator: Emulator;
  readonly client: Client;
}

/** The plan has the expected changes, applying it converges, and the next plan is empty. */
async function converges({ client }: Bench, desired: DesiredState, expected: readonly string[]): Promise<Plan> {
  const plan = await client.plan(desired);
  expect(plan.changes.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
  const { report } = await client.apply(plan, journal);
  expect(report.outcomes.map(({ status, error }) => error ?? status)).toEqual(report.outcomes.map(() => 'applied'));
  expect([report.converged, (await client.plan(desired)).changes]).toEqual([true, []]);
  return plan;
}

/** Three different complete values, if the setting has that many. */
function threeValues(row: Setting, place: SettingPlace, apiVersion: ApiVersion): readonly [Json, Json, Json] {
  const drawn = fc.sample(completeValue(row, place, apiVersion), { numRuns: 60, seed: 7 });
  const byText = new Map(drawn.map((raw) => canonicalValue(row, raw)).map((one) => [canonicalJson(one), one]));
  const [first = null, second = null, third = second] = byText.values();
  return [first, second, jsonEquals(third, second) ? first : third];
}

const declares = (apiVersion: ApiVersion, row: Setting, declaration: Declaration): DesiredState =>
  desiredState([partner(fabrikam, { [row.name]: declaration })], { apiVersion });

const edited = (row: Setting, of: Json): JsonObject => ({ [row.name]: of });

const versionOf = (row: Setting): ApiVersion => (row.versions.includes('v1.0') ? 'v1.0' : 'beta');
const rowsOf = (place: SettingPlace) => fieldTable.filter((row) => row.places.includes(place));

describe.each(nestedSemantics)('if Graph %ss nested objects', (nested) => {
  const emulators: Emulator[] = [];
  afterEach(() => Promise.all(emulators.splice(0).map((emulator) => emulator.close())));

  const start = async (apiVersion: ApiVersion): Promise<Bench> => {
    const emulator = await startEmulator({ seed: 'empty', nested, facts: factsOfSynchronization });
    emulators.push(emulator);
    return { emulator, client: clientOf(emulator.url, 5_000, { apiVersion }) };
  };

  test.each(rowsOf('partner').map((row) => [row.name, row] as const))('a partner with %s', async (_, row) => {
    const apiVersion = versionOf(row);
    const [first, second, third] = threeValues(row, 'partner', apiVersion);
    const bench = await start(apiVersion);
    await converges(bench, declares(apiVersion, row, value(first)), ['create partner']);
    bench.emulator.portalEdit(fabrikam, edited(row, second));
    const drifted = await converges(bench, declares(apiVersion, row, value(first)), ['update partner']);
    expect(drifted.changes[0]?.preimage).toEqual({ [row.name]: second });
    await converges(bench, declares(apiVersion, row, value(third)), jsonEquals(first, third) ? [] : ['update partner']);
    bench.emulator.portalEdit(fabrikam, edited(row, second));
    if (row.inherits !== 'never') await converges(bench, declares(apiVersion, row, inherit()), ['update partner']);
    if (row.ownEndpoint) await converges(bench, declares(apiVersion, row, absent()), ['update partner']);
    bench.emulator.portalEdit(fabrikam, edited(row, first));
    const tombstone = desiredState([partner(fabrikam, {}, { state: 'absent' })], { apiVersion });
    await converges(bench, tombstone, ['delete partner']);
    expect(bench.emulator.state().partners).toEqual([]);
  });

  test.each(
    (['default', 'policy'] as const).flatMap((place) => rowsOf(place).map((row) => [place, row.name, row] as const)),
  )('the %s with %s', async (place, _, row) => {
    const apiVersion = versionOf(row);
    const [first, second] = threeValues(row, place, apiVersion);
    const bench = await start(apiVersion);
    const desired = desiredState([], { apiVersion, [place]: new Map([[row.name, value(first)]]) });
    bench.emulator.portalEdit(place, edited(row, second));
    const plan = await converges(bench, desired, [`update ${place}`]);
    expect(plan.changes[0]?.preimage).toEqual({ [row.name]: second });
  });
});
