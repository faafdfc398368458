/*
 * Worlds with their plan and the result of applying it. All laws share them, since generating and planning cost much
 * more than checking one more law. The short run takes the same worlds every time; the long one (XTAP_LONG) draws its
 * own for every law, more of them, and shrinks what fails.
 */
import fc from 'fast-check';
import type { TenantState } from '../../../src/emulator/state/tenantState.ts';
import type { LiveState } from '../../../src/model/liveState.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { type World, worlds } from './arbitraries.ts';
import { applyTo, modelOf, type Nested, planOf } from './tenantModel.ts';

/** A tenant at one time: as it is, and as it is read. */
export interface Moment {
  readonly raw: TenantState;
  readonly live: LiveState;
}

export interface Case {
  readonly world: World;
  readonly plan: Plan;
  readonly before: Moment;
  /** After every request of the plan. */
  readonly applied: (nested: Nested) => Moment;
}

/** Undefined where Graph would refuse a completed half, so that there is no plan. */
export function caseOf(world: World, quirks = 1): Case | undefined {
  const tenant = modelOf(world, 'replace', quirks);
  const before = { raw: tenant.state(), live: tenant.read() };
  const plan = planOf({ desired: world.desired, live: before.live });
  if (plan === undefined) return undefined;
  const known = new Map<Nested, Moment>();
  const applied = (nested: Nested): Moment => {
    let moment = known.get(nested);
    if (moment === undefined) {
      const target = modelOf(world, nested, quirks);
      applyTo(target, plan);
      moment = { raw: target.state(), live: target.read() };
      known.set(nested, moment);
    }
    return moment;
  };
  return { world, plan, before, applied };
}

const long = process.env.XTAP_LONG !== undefined;
let shared: readonly Case[] | undefined;

/** Checks the law for every case; `dice` is a number that the law may use to choose. */
export function forAllCases(law: (each: Case, dice: number) => void): void {
  if (long) {
    drawn(law);
    return;
  }
  shared ??= fc.sample(worlds, { numRuns: 50, seed: 20261122 }).flatMap((world) => caseOf(world) ?? []);
  expect(shared.length).toBeGreaterThan(30);
  for (const [index, each] of shared.entries()) {
    try {
      law(each, index * 7919);
    } catch (error) {
      throw new Error(`case ${index}: ${textOf(each.world)}`, { cause: error });
    }
  }
}

function drawn(law: (each: Case, dice: number) => void): void {
  const property = fc.property(worlds, fc.nat(), (world, dice) => {
    const each = caseOf(world);
    fc.pre(each !== undefined);
    law(each, dice);
  });
  const { failed, seed, counterexample, errorInstance } = fc.check(property, { numRuns: 300 });
  if (failed) throw new Error(`seed ${seed}: ${textOf(counterexample)}`, { cause: errorInstance });
}

/** Truncated, because worlds are long. */
function textOf(value: unknown): string {
  const text = JSON.stringify(value, (_, member: unknown) => (member instanceof Map ? [...member] : member));
  return (text ?? '').slice(0, 8000);
}
