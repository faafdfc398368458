/** Law: apply, then undo, gives back the live state in everything that xtap may write. */

import { filledFrom, leavesOf, overlay } from '../../src/model/canonical.ts';
import { refusedCombination } from '../../src/model/combination.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json } from '../../src/model/json.ts';
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

/** What xtap may write and these changes touch, as it is read. */
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
 * A member that was not set comes back as the default that applied in its place, since what a body leaves out may stay.
 * Where nothing is inherited, what was never set comes back as off; a label that was never set stays.
 */
function known(row: Setting, value: Json, fallback: Json): Json {
  if (row.inherits !== 'never') return filledFrom(row, value, fallback);
  const leaves = [...leavesOf(row, value)].filter(([path, leaf]) => leaf !== false && !path.endsWith('.displayName'));
  return [value !== null || !row.ownEndpoint, Object.fromEntries(leaves)];
}

/** A half that Graph refuses beside the default's other half cannot be written whole, so where Graph merges it is refused. */
function hasLoneHalf({ preimage }: Change, { live }: Pick<Moment, 'live'>): boolean {
  return rowsAt('partner', live.apiVersion).some((row) => {
    const value = preimage?.[row.name] ?? null;
    return value !== null && refusedCombination(overlay(row, value, live.default?.[row.name] ?? null)) !== undefined;
  });
}

/** The emulator takes an unknown member only while it is shown, so a partner's cannot come back from nowhere. */
function canComeBack({ resource, requests }: Change): boolean {
  return resource !== 'partner' || !/"future/.test(JSON.stringify(requests));
}

/**
 * As a run leaves it that was stopped, or of which some requests failed: of each change so many requests as the dice
 * say, in their order, and nobody falls back to a default that did not come.
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

/** Whatever of a plan has not been done yet. */
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
      const lone = new Set(each.plan.changes.filter((change) => hasLoneHalf(change, each.before)).map(keyOf));
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
      const left = new Set(plan.changes.filter((change) => hasLoneHalf(change, before)).map(keyOf));
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
