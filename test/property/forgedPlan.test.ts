/*
 * An attacker with write access to the artifact alters a refused plan and recomputes digest and checksum. No such file
 * may be applied with the reviewed digest: every reason for a refusal is in the digest, is recomputed when the file is
 * read, or is counted again before the first write.
 */
import fc from 'fast-check';
import type { DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import { type Json, type JsonObject, jsonEquals } from '../../src/model/json.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { type ApprovalFlags, findRefusal, findRefusalNow } from '../../src/plan/approval.ts';
import { readPlanFile } from '../../src/plan/planFile/planFile.ts';
import { desiredState, livePartner, liveState, partner, trust, value } from '../support/builders.ts';
import { alterationsOf, altered, resealed } from '../support/property/alterations.ts';
import { planOf } from '../support/property/tenantModel.ts';

const idOf = (index: number) => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000` as TenantId;
const liveOf = (amount: number) =>
  liveState(
    Array.from({ length: amount }, (_, index) => livePartner(idOf(index), { inboundTrust: trust(true, false, false) })),
  );
const live = liveOf(12);
const gone = (...indexes: readonly number[]) => indexes.map((index) => partner(idOf(index), {}, { state: 'absent' }));
const lenient = { maxDeletes: 50, maxDeletePercent: 100, maxChangePercent: 100 };

interface Refused {
  readonly desired: DesiredState;
  readonly base?: DesiredState;
  readonly live: LiveState;
}

const refusedPlans: Readonly<Record<string, Refused>> = {
  protected: {
    desired: desiredState(gone(1, 2), { guards: lenient }),
    base: desiredState([], { guards: lenient, protected: new Set([idOf(1), idOf(3)]) }),
    live,
  },
  emptyDesiredState: { desired: desiredState([], { undeclaredPartners: 'delete', guards: lenient }), live: liveOf(2) },
  maxDeletes: { desired: desiredState(gone(1, 2), { guards: { ...lenient, maxDeletes: 1 } }), live },
  maxDeletePercent: { desired: desiredState(gone(1, 2), { guards: { ...lenient, maxDeletePercent: 10 } }), live },
  maxChangePercent: {
    desired: desiredState(
      [1, 2, 3].map((index) => partner(idOf(index), { inboundTrust: value({ isMfaAccepted: false }) })),
      { guards: { ...lenient, maxChangePercent: 20 } },
    ),
    live,
  },
};

/** The decision of `apply FILE --expect-digest REVIEWED` before its first write, in an unchanged tenant. */
function isApplied(file: JsonObject, reviewed: string, now: LiveState): boolean {
  let plan: Plan;
  try {
    plan = readPlanFile(JSON.stringify(file), fieldTable);
  } catch {
    return false;
  }
  const consent: ApprovalFlags = { deletes: undefined, changes: undefined, broadening: false, digest: reviewed };
  if (plan.digest !== reviewed || findRefusal(plan, consent, false) !== undefined) return false;
  return findRefusalNow(plan, consent, { live: now, satisfied: new Set() }) === undefined;
}

/** The plan with its exceeded guard set to ok: the most obvious forgery. */
function greened(plan: JsonObject): JsonObject {
  const guards = (plan.guards as readonly JsonObject[]).map(({ tenantIds, ...guard }) =>
    tenantIds === undefined && guard.status === 'ok' ? guard : { ...guard, actual: 0, status: 'ok' },
  );
  return { ...plan, guards };
}

describe.each(Object.entries(refusedPlans))('a plan that %s refuses', (guard, world) => {
  const made = planOf(world);
  if (!made) throw new Error('no plan');
  const plan = JSON.parse(JSON.stringify(made)) as JsonObject;
  const reviewed = made.digest;

  test('is refused unchanged', () => {
    expect(made.guards.flatMap((each) => (each.status === 'exceeded' ? each.guard : []))).toEqual([guard]);
    expect(isApplied(plan, reviewed, world.live)).toBe(false);
  });

  test('is refused with guards set to ok and recomputed sums', () => {
    expect(isApplied(resealed(greened(plan)), reviewed, world.live)).toBe(false);
  });

  test('is refused after any single alteration, with recomputed sums', () => {
    for (const file of [plan, greened(plan)]) {
      const applied = alterationsOf(file).filter(({ path, value: to }) =>
        isApplied(resealed(altered(file, path, to) as JsonObject), reviewed, world.live),
      );
      expect(applied.map(({ path, how }) => `${path.join('.')} ${how}`)).toEqual([]);
    }
  });

  test('is refused after several alterations of its labels, with recomputed sums', () => {
    const { changes, ...labels } = greened(plan);
    const places = alterationsOf(labels).filter(({ path }) => path.length > 0 && path[0] !== 'digest');
    const several = fc.array(fc.constantFrom(...places), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(several, fc.boolean(), (chosen, fromGreen) => {
        const start: Json = fromGreen ? labels : { ...plan, changes: null };
        const forged = chosen.reduce((file: Json, { path, value: to }) => alteredIfThere(file, path, to), start);
        return !isApplied(resealed({ ...(forged as JsonObject), changes: changes ?? null }), reviewed, world.live);
      }),
      { numRuns: process.env.XTAP_LONG === undefined ? 200 : 5000 },
    );
  });
});

/** An earlier alteration may have removed this place. */
function alteredIfThere(file: Json, path: readonly (string | number)[], to: Json | undefined): Json {
  try {
    const next = altered(file, path, to);
    return jsonEquals(next, file) ? file : next;
  } catch {
    return file;
  }
}
