/*
 * The promises of the README as laws, over generated pairs of similar desired and live states. The emulator's state
 * model is called directly; test/contract/everyRow.test.ts uses HTTP.
 */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { TenantState } from '../../src/emulator/state/tenantState.ts';
import { canonicalValue, leavesOf, overlay } from '../../src/model/canonical.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type LiveState, type SettingValues, writtenValues } from '../../src/model/liveState.ts';
import { membersOf } from '../../src/model/members.ts';
import type { Change, PlannedRequest } from '../../src/model/plan.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { compareWithLive } from '../../src/plan/staleness.ts';
import { stateAfterApply } from '../../src/plan/stateAfterApply.ts';
import { rowsAt } from '../support/property/arbitraries.ts';
import { type Case, caseOf, forAllCases } from '../support/property/cases.ts';
import { shuffled } from '../support/property/shuffled.ts';
import { applyTo, modelOf, nestedSemantics, planOf } from '../support/property/tenantModel.ts';

describe.each(nestedSemantics)('where Graph %ss nested objects', (nested) => {
  test('a plan after the apply shows no changes', () => {
    forAllCases(({ world, applied }) => {
      const again = planOf({ desired: world.desired, live: applied(nested).live });
      expect(again?.changes.map(({ fields }) => fields)).toEqual([]);
    });
  });

  test('touched settings have the planned values after the apply', () => {
    forAllCases(({ plan, before, applied }) => {
      const foreseen = stateAfterApply(before.live, plan.changes);
      for (const change of plan.changes) {
        expect(touched(change, applied(nested).live)).toEqual(touched(change, foreseen));
      }
    });
  });

  test('a PATCH is minimal: without any one of its top-level keys the plan does not converge', () => {
    forAllCases(({ world, plan }, dice) => {
      const patches = plan.changes.flatMap(({ requests }) => requests.filter(({ method }) => method === 'PATCH'));
      const keys = patches.flatMap((request) => Object.keys(request.body ?? {}).map((key) => ({ request, key })));
      if (keys.length === 0) return;
      const left = keys[dice % keys.length];
      const tenant = modelOf(world, nested, 1);
      const changes = plan.changes.map((change) => ({
        ...change,
        requests: change.requests.flatMap((request) =>
          request === left?.request ? withoutKey(request, left.key) : [request],
        ),
      }));
      applyTo(tenant, { changes });
      expect(planOf({ desired: world.desired, live: tenant.read() })?.changes.length).not.toBe(0);
    });
  });

  test('undeclared partners and settings stay the same, byte for byte', () => {
    forAllCases(({ world, plan, before, applied }) => {
      const [old, now] = [before.raw, applied(nested).raw];
      const deleted = new Set<unknown>(
        plan.changes.filter(({ action }) => action === 'delete').map((each) => each.tenantId),
      );
      for (const partner of old.partners.filter(({ tenantId }) => !deleted.has(tenantId))) {
        const declared = world.desired.partners.find((each) => each.tenantId === partner.tenantId);
        const isUndeclared = (name: string) => !declared?.settings.has(name);
        const left = now.partners.find(({ tenantId }) => tenantId === partner.tenantId) ?? {};
        expect(kept(left, isUndeclared)).toBe(kept(partner, isUndeclared));
        const sync = (state: TenantState) => JSON.stringify(state.identitySynchronization[String(partner.tenantId)]);
        if (isUndeclared('identitySynchronization')) expect(sync(now)).toBe(sync(old));
      }
      for (const place of ['default', 'policy'] as const) {
        // Graph itself says in isServiceDefault that somebody wrote.
        const isUndeclared = (name: string) => name !== 'isServiceDefault' && !world.desired[place].has(name);
        expect(kept(now[place], isUndeclared)).toBe(kept(old[place], isUndeclared));
      }
    });
  });

  test('undeclared members of a declared setting keep their effect, and unknown members stay', () => {
    forAllCases((each) => {
      const now = settingsOf(each.applied(nested).live);
      for (const { tenantId, row, declared, inherited } of declaredValues(each)) {
        const leaves = (of: ReadonlyMap<string, SettingValues>) =>
          leavesOf(row, overlay(row, of.get(tenantId)?.[row.name] ?? null, inherited));
        const [were, are] = [leaves(settingsOf(each.before.live)), leaves(now)];
        const undeclared = [...were.keys()].filter((path) => !leavesOf(row, declared).has(path));
        expect(undeclared.map((path) => [path, are.get(path)])).toEqual(
          undeclared.map((path) => [path, were.get(path)]),
        );
        const strange = [...were].filter(([, leaf]) => isJsonObject(leaf) && leaf.futureScope !== undefined);
        expect(strange.map(([path]) => are.get(path))).toEqual(
          strange.map(() => expect.objectContaining({ futureScope: 'tenant' })),
        );
      }
    });
  });
});

const settingsOf = ({ partners }: LiveState): ReadonlyMap<string, SettingValues> =>
  new Map(partners.map(({ tenantId, settings }) => [tenantId, settings]));

/** Every declared value of a partner, with the default after this run. */
function declaredValues({ world, plan, before }: Case) {
  const written = plan.changes.find(({ resource }) => resource === 'default')?.after;
  const defaults = { ...before.live.default, ...written };
  return world.desired.partners.flatMap(({ tenantId, settings }) =>
    rowsAt('partner', world.apiVersion).flatMap((row) => {
      const declaration = settings.get(row.name);
      const inherited = row.inherits === 'never' ? null : (defaults[row.name] ?? null);
      return declaration?.state === 'value' ? [{ tenantId, row, declared: declaration.value, inherited }] : [];
    }),
  );
}

function touched({ resource, tenantId, preimage, after }: Change, live: LiveState): readonly (Json | undefined)[] {
  const partner = live.partners.find((each) => each.tenantId === tenantId);
  const values = resource === 'partner' ? partner && writtenValues(partner) : live[resource];
  return Object.keys({ ...preimage, ...after }).map((name) => values?.[name]);
}

function withoutKey(request: PlannedRequest, key: string): readonly PlannedRequest[] {
  const { [key]: _left, ...body } = request.body ?? {};
  return Object.keys(body).length === 0 ? [] : [{ ...request, body }];
}

function kept(entity: JsonObject, isUndeclared: (name: string) => boolean): string {
  return JSON.stringify(Object.entries(entity).filter(([name]) => isUndeclared(name)));
}

test('a request contains each of its settings completely: all members that it or its default sets', () => {
  forAllCases((each) => {
    const before = settingsOf(each.before.live);
    for (const { tenantId, row, declared, inherited } of declaredValues(each)) {
      const change = each.plan.changes.find((one) => one.tenantId === tenantId);
      const sent = change?.after?.[row.name] ?? null;
      if (sent === null) continue;
      const own = before.get(tenantId)?.[row.name] ?? null;
      // A half that the partner leaves unset stays unset, and so does one that is declared so.
      const leaves = leavesOf(row, own !== null && row.kind === 'access' ? own : overlay(row, own, inherited));
      const isLeftOut = (path: string): boolean => leavesOf(row, declared).get(path) === 'unset';
      const known = membersOf(row)
        .map(({ path }) => [row.name, ...path].join('.'))
        .filter((path) => leaves.has(path) && !isLeftOut(path));
      expect([...leavesOf(row, sent).keys()]).toEqual(expect.arrayContaining(known));
    }
  });
});

test('planning is deterministic', () => {
  forAllCases(({ world, plan, before }) => {
    const again = planOf({ desired: world.desired, live: before.live });
    expect(JSON.stringify(again)).toBe(JSON.stringify(plan));
  });
});

test('the order of partners, settings, targets and keys, and the case of GUIDs, do not change the plan', () => {
  forAllCases(({ world, plan }, dice) => {
    const again = caseOf(shuffled(world, dice), dice + 2)?.plan;
    expect(again?.changes).toEqual(plan.changes);
    expect([again?.digest, again?.configDigest]).toEqual([plan.digest, plan.configDigest]);
  });
});

test('the digest is SHA-256 over the canonical JSON of requests, their basis and guards', () => {
  forAllCases(({ plan }) => {
    const { apiVersion, cloud, formatVersion, partial, tenantId, digest } = plan;
    const changes = plan.changes.map(({ name: _, file: _f, line: _l, origin: _o, ...change }) => {
      const { fields: _d, impact: _i, inheritedBy: _h, reasons: _r, ...digested } = change;
      return digested;
    });
    const guards = plan.guards.map(({ guard, limit }) => ({ guard, limit }));
    const problems = plan.problems.map(({ tenantId: id, code }) => ({ tenantId: id, code }));
    const listed = problems.length > 0 ? { problems } : {};
    const text = sortedJson({ apiVersion, changes, cloud, formatVersion, guards, partial, tenantId, ...listed });
    expect(digest).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`);
  });
});

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${sortedJson(member)}`).join(',')}}`;
}

test('reading a saved plan gives the same plan', () => {
  forAllCases(({ plan }) => {
    expect(readPlanFile(JSON.stringify(plan, null, 2), fieldTable)).toEqual(plan);
  });
});

test('a plan has no conflicts before it is applied, and all its requests are satisfied afterwards', () => {
  forAllCases(({ plan, before, applied }) => {
    expect(compareWithLive(plan, before.live, fieldTable)).toEqual({
      satisfied: new Set(),
      moved: [],
      added: [],
    });
    const requests = plan.changes.flatMap((change) => change.requests);
    expect(compareWithLive(plan, applied('replace').live, fieldTable)).toEqual({
      satisfied: new Set(requests),
      moved: [],
      added: [],
    });
  });
});

test('canonical form accepts any JSON, and canonicalizing it again does not change it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fieldTable), fc.jsonValue({ maxDepth: 4 }), (row, raw) => {
      const value = canonicalValue(row, raw);
      expect(canonicalValue(row, value)).toEqual(value);
      expect(() => leavesOf(row, overlay(row, value, value))).not.toThrow();
    }),
    { numRuns: 1000 },
  );
});
