/*
 * Runs the rules about pairs over every ordered pair of policies: users of the home tenant at applications of the other
 * one. Collaboration needs both sides, and only a run that has both configurations can compare them.
 */
import type { Pack } from '../model/pack.ts';
import type { PolicyView } from './policyView.ts';
import { type CheckResult, type ResultSubject, runRule } from './runRules.ts';
import type { Scene } from './scene.ts';

export function runPairs(packs: readonly Pack[], policies: readonly PolicyView[]): readonly CheckResult[] {
  const pairs = policies.flatMap((home) => policies.flatMap((other) => (home === other ? [] : [{ home, other }])));
  return packs.flatMap((pack) =>
    pack.rules.flatMap((rule) => {
      if (rule.severity === 'off' || !rule.subjects.includes('pair')) return [];
      return pairs.flatMap(({ home, other }) => {
        const pair = { home: sideOf(home, other), other: sideOf(other, home) };
        const subject: ResultSubject = { resource: 'pair', tenantId: home.tenantId, other: other.tenantId };
        const position = pair.home.subject.desired?.position ?? pair.other.subject.desired?.position;
        return runRule({ pack, rule, scene: { ...pair.home, pair }, subject, position });
      });
    }),
  );
}

/** What one tenant's policy says about the other tenant. */
function sideOf(policy: PolicyView, { tenantId, cloud }: PolicyView): Scene {
  return { policy, subject: policy.partner(tenantId, cloud), otherCloud: cloud };
}
