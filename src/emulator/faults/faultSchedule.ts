/** Counts requests against fault rules and says what goes wrong with each. */

import { diceFor } from '../quirks.ts';
import { type AnswerEffect, type FaultRule, parseFault } from './faultRule.ts';

/** What is ordered for one request. */
export interface DueFaults {
  /** How much later the answer comes, in milliseconds. */
  readonly slowMs: number;
  /** How many reads show the old state after this write; 0: none. */
  readonly lagReads: number;
  /** What goes wrong with the answer itself, and by which rule. */
  readonly effect: AnswerEffect | undefined;
  readonly rules: readonly string[];
}

export interface FaultSchedule {
  readonly add: (rule: string) => void;
  readonly clear: () => void;
  /** Counts the request against every rule that it matches. `slow` and `lag` add up; of the others the first rule wins. */
  readonly next: (method: string, path: string) => DueFaults;
}

/** @param seed decides which requests a percentage takes */
export function createFaultSchedule(rules: readonly string[], seed: number): FaultSchedule {
  let active: { readonly rule: FaultRule; count: number; readonly roll: () => number }[] = [];
  const add = (text: string): void => {
    active.push({ rule: parseFault(text), count: 0, roll: diceFor(seed, text) });
  };
  for (const rule of rules) add(rule);
  return {
    add,
    clear: () => {
      active = [];
    },
    next: (method, path) => {
      const fired: FaultRule[] = [];
      for (const entry of active) {
        if (!matches(entry.rule, method, path)) continue;
        entry.count += 1;
        if (isDue(entry.rule, entry.count, entry.roll())) fired.push(entry.rule);
      }
      return orderOf(fired);
    },
  };
}

function matches(rule: FaultRule, method: string, path: string): boolean {
  return (rule.method === undefined || rule.method === method) && rule.path.test(path);
}

function isDue({ when }: FaultRule, count: number, roll: number): boolean {
  switch (when.kind) {
    case 'every':
      return true;
    case 'nth':
      return count === when.n;
    case 'first':
      return count <= when.n;
    case 'after':
      return count > when.n;
    case 'share':
      return roll * 100 < when.percent;
  }
}

function orderOf(fired: readonly FaultRule[]): DueFaults {
  let slowMs = 0;
  let lagReads = 0;
  let effect: AnswerEffect | undefined;
  for (const { effect: one } of fired) {
    if (one.kind === 'slow') slowMs += one.ms;
    else if (one.kind === 'lag') lagReads = Math.max(lagReads, one.reads);
    else effect ??= one;
  }
  return { slowMs, lagReads, effect, rules: fired.map((rule) => rule.text) };
}
