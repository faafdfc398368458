import { readBuiltIn } from '../../src/app/loadPacks.ts';
import { viewPolicy } from '../../src/check/policyView.ts';
import { type CheckResult, runPacks } from '../../src/check/runRules.ts';
import type { DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import type { Pack, RuleSeverity } from '../../src/model/pack.ts';
import { desiredState } from './builders.ts';

export const today = '2026-11-30';

const packs = readBuiltIn();

/** A pack of xtap, with the rules that are off turned on. */
export function packWithAllRules(name: string): Pack {
  const pack = packs.get(name);
  if (!pack) throw new Error(`no pack ${name}`);
  const turnOn = (severity: RuleSeverity): RuleSeverity => (severity === 'off' ? 'warning' : severity);
  return { ...pack, rules: pack.rules.map((rule) => ({ ...rule, severity: turnOn(rule.severity) })) };
}

export interface CheckedState {
  readonly desired?: DesiredState;
  /** After apply; undefined if it was not read. */
  readonly after?: LiveState | undefined;
}

/** The results of every rule of a pack. */
export function check({ desired = desiredState([]), after }: CheckedState, pack = 'xtap'): readonly CheckResult[] {
  return runPacks([packWithAllRules(pack)], [viewPolicy({ desired, after, table: fieldTable, today })]);
}

/** The results of one rule, by subject: `default`, or the id of the partner; with the setting if there are several. */
export function resultsOf(rule: string, state: CheckedState, pack?: string): Readonly<Record<string, string>> {
  const results = check(state, pack).filter((each) => each.rule.id === rule);
  const isOnce = new Set(results.map(({ subject }) => subject.tenantId ?? subject.resource)).size === results.length;
  return Object.fromEntries(
    results.map(({ subject, setting, result }) => {
      const name = subject.tenantId ?? subject.resource;
      return [isOnce ? name : `${name} ${setting}`, result];
    }),
  );
}
