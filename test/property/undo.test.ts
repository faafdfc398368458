/** Law: apply, then undo, restores every value that xtap may write. */

import { filledFrom, leavesOf } from '../../src/model/canonical.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { isJsonObject, type Json } from '../../src/model/json.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { Setting } from '../../src/model/setting.ts';
import { dependsOnDefault, phaseOf } from '../../src/plan/order.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { compareWithLive } from '../../src/plan/staleness.ts';
import { makeUndoPlan } from '../../src/plan/undo.ts';
import { rowsAt } from '../support/property/arbitraries.ts';
import { type Case, forAllCases, type Moment } from '../support/property/cases.ts';
import {
  applyTo,
  modelOf,
  type Nested,
  nestedSemantics,
  type TenantModel,
  tenantModel,
} from '../support/property/tenantModel.ts';

function undoOf({ plan, before }: Case): Plan {
  return makeUndoPlan({
    plan,
    livePartners: before.live.partners.length,
    protected: new Set(),
    table: fieldTable,
    createdAt: '2026-11-22T02:00:00Z',
  });
}

function undone(each: Case, nested: Nested) {
  const { world, applied } = each;
  const after = applied(nested);
  const undo = undoOf(each);
  const tenant = tenantModel(after.raw, world.apiVersion, nested, 1);
  return { undo, after, tenant };
}

/** The values that xtap may write and that these changes touch, as read from the tenant. */
function touched(changes: readonly Change[], { live }: Pick<Moment, 'live'>): readonly Json[] {
  return changes.map(({ resource, tenantId, action, preimage, after }): Json => {
    const partner = live.partners.find((each) => each.tenantId === tenantId);
    const values = resource === 'partner' ? partner?.settings : live[resource];
    if (!values || action === 'create') return values ? 'there' : 'not there';
    const rows = rowsAt(resource, live.apiVersion).filter(({ name }) => Object.hasOwn({ ...preimage, ...after }, name));
    return Object.fromEntries(
      rows.map((row) => [row.name, known(row, values[row.name] ?? null, live.default?.[row.name] ?? null)]),
    );
  });
}

/**
 * A member that was not set is restored with the default that applied, because a member that a body leaves out may
 * stay. If the setting is not inherited, an unset flag is restored as off, and an unset label stays.
 */
function known(row: Setting, value: Json, fallback: Json): Json {
  if (row.inherits !== 'never') return filledFrom(row, value, fallback);
  const leaves = [...leavesOf(row, value)].filter(([path, leaf]) => leaf !== false && !path.endsWith('.displayName'));
  return [value !== null || !row.ownEndpoint, Object.fromEntries(leaves)];
}

/** Where Graph merges, a half that the plan adds to a lone one stays; the undo plan warns of it. */
function staysInPart({ preimage, after }: Change, nested: Nested): boolean {
  return (
    nested === 'merge' &&
    fieldTable.some(({ name, kind }) => {
      const [was, is] = [preimage?.[name] ?? null, after?.[name] ?? null];
      const isHalved = kind === 'access' && isJsonObject(was) && isJsonObject(is);
      return isHalved && Object.keys(is).some((key) => !Object.hasOwn(was, key));
    })
  );
}

/** The emulator accepts an unknown member only while it returns it, so a deleted partner's cannot be restored. */
function canComeBack({ resource, requests }: Change): boolean {
  return resource !== 'partner' || !/"future/.test(JSON.stringify(requests));
}

/**
 * The state after a run that was stopped or in which requests failed: a random number of requests of each change, in
 * order. No partner starts to inherit a default that was not written.
 */
function inPart(changes: readonly Change[], dice: number): readonly Change[] {
  let state = dice;
  const roll = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % below;
  };
  let isDefaultMissing = false;
  return changes.map((change) => {
    const sent = change.requests.slice(0, roll(change.requests.length + 1));
    if (change.resource === 'default') isDefaultMissing = sent.length < change.requests.length;
    return { ...change, requests: isDefaultMissing && dependsOnDefault(phaseOf(change, fieldTable)) ? [] : sent };
  });
}

/** The requests of a plan that were not sent yet. */
function open(changes: readonly Change[], tenant: TenantModel): readonly Change[] {
  const { moved, satisfied } = compareWithLive({ changes }, tenant.read(), fieldTable);
  expect(moved.map(({ what }) => what)).toEqual([]);
  return changes.map((change) => ({ ...change, requests: change.requests.filter((each) => !satisfied.has(each)) }));
}

describe.each(nestedSemantics)('where Graph %ss nested objects', (nested) => {
  test('the undo plan is a valid plan without conflicts after the apply', () => {
    forAllCases((each) => {
      const { undo, tenant } = undone(each, nested);
      expect(readPlanFile(JSON.stringify(undo), fieldTable)).toEqual(undo);
      expect(compareWithLive(undo, tenant.read(), fieldTable).moved).toEqual([]);
    });
  });

  test('apply, then undo, restores the tenant', () => {
    forAllCases((each) => {
      const { undo, tenant } = undone(each, nested);
      const keyOf = ({ tenantId, resource }: Change): string => tenantId ?? resource;
      const lone = new Set(each.plan.changes.filter((change) => staysInPart(change, nested)).map(keyOf));
      const possible = undo.changes.filter((change) => canComeBack(change) && !lone.has(keyOf(change)));
      applyTo(tenant, { changes: possible });
      const done = new Set(possible.map(keyOf));
      const reversed = each.plan.changes.filter((change) => done.has(keyOf(change)));
      expect(touched(reversed, { live: tenant.read() })).toEqual(touched(reversed, each.before));
    });
  });

  test('undo restores the tenant after any partial apply and any partial undo', () => {
    forAllCases((each, dice) => {
      const { world, plan, before } = each;
      const undo = undoOf(each);
      const keyOf = ({ tenantId, resource }: Change): string => tenantId ?? resource;
      const left = new Set(plan.changes.filter((change) => staysInPart(change, nested)).map(keyOf));
      for (const change of undo.changes) if (!canComeBack(change)) left.add(keyOf(change));
      const isPossible = (change: Change): boolean => !left.has(keyOf(change));
      const [forward, backward] = [plan.changes.filter(isPossible), undo.changes.filter(isPossible)];
      const tenant = modelOf(world, nested, 1);
      applyTo(tenant, { changes: inPart(forward, dice) });
      applyTo(tenant, { changes: inPart(open(backward, tenant), dice + 1) });
      applyTo(tenant, { changes: open(backward, tenant) });
      const reversible = new Set(backward.map(keyOf));
      const reversed = forward.filter((change) => reversible.has(keyOf(change)));
      expect(touched(reversed, { live: tenant.read() })).toEqual(touched(reversed, before));
    });
  });
});
