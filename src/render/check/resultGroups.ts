import type { CheckResult } from '../../check/runRules.ts';

/** Results of one rule with one severity, in the given order. */
export function byRule(results: readonly CheckResult[]): readonly (readonly CheckResult[])[] {
  const groups = new Map<string, CheckResult[]>();
  for (const result of results) {
    const key = `${result.pack} ${result.rule.id} ${result.severity}`;
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return [...groups.values()];
}
