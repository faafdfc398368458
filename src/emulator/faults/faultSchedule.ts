/** Counts requests against the fault rules and decides which faults affect each request. */
import { diceFor } from '../quirks.ts';
import { type AnswerEffect, type FaultRule, parseFault } from './faultRule.ts';

/** The faults of one request. */
export interface DueFaults {
  /** The delay of the answer in milliseconds. */
  readonly slowMs: number;
  /** How many reads after this write show the old state. */
  readonly lagReads: number;
  /** How the answer itself is changed. */
  readonly effect: AnswerEffect | undefined;
  /** The texts of the rules that affect the request. */
  readonly rules: readonly string[];
}

export interface FaultSchedule {
  readonly add: (rule: string) => void;
  readonly clear: () => void;
  /**
   * Counts the request for every rule that it matches. `slow` and `lag` combine; of the other effects, the first wins.
   */
  readonly next: (method: string, path: string, filter?: string) => DueFaults;
}

/** @param seed decides which requests a percentage selects */
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
    next: (method, path, filter = '') => {
      const dueRules: FaultRule[] = [];
      for (const entry of active) {
        if (!matches(entry.rule, method, path)) continue;
        entry.count += 1;
        if (isDue(entry.rule, { count: entry.count, roll: entry.roll(), filter })) dueRules.push(entry.rule);
      }
      return combine(dueRules);
    },
  };
}

function matches(rule: FaultRule, method: string, path: string): boolean {
  return (rule.method === undefined || rule.method === method) && rule.path.test(path);
}

function isDue(
  { when }: FaultRule,
  { count, roll, filter }: { readonly count: number; readonly roll: number; readonly filter: string },
): boolean {
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
    case 'wider':
      return hoursOf(filter) > when.hours;
    case 'filter':
      return filter.includes(when.text);
  }
}

/** How many hours of a log a filter asks for; without a first and a last time, any number. */
function hoursOf(filter: string): number {
  const timeAfter = (operator: RegExp): number => Date.parse(operator.exec(filter)?.[1] ?? '');
  const from = timeAfter(/DateTime g[et] (\S+Z)/);
  const to = timeAfter(/DateTime l[et] (\S+Z)/);
  return Number.isNaN(to - from) ? Number.POSITIVE_INFINITY : (to - from) / 3_600_000;
}

function combine(dueRules: readonly FaultRule[]): DueFaults {
  let slowMs = 0;
  let lagReads = 0;
  let effect: AnswerEffect | undefined;
  for (const rule of dueRules) {
    if (rule.effect.kind === 'slow') slowMs += rule.effect.ms;
    else if (rule.effect.kind === 'lag') lagReads = Math.max(lagReads, rule.effect.reads);
    else effect ??= rule.effect;
  }
  return { slowMs, lagReads, effect, rules: dueRules.map((rule) => rule.text) };
}
