import { compareText } from '../model/json.ts';
import { findingSeverities } from '../model/pack.ts';
import type { CheckResult, ResultKind } from './runRules.ts';

const kinds: readonly ResultKind[] = ['fail', 'unknown', 'waived', 'notApplicable', 'pass'];
const resources: readonly CheckResult['subject']['resource'][] = ['policy', 'default', 'partner', 'pair'];

/** Failures first, the most severe ones on top; then by rule and subject. The order of the input does not matter. */
export function sortResults(results: readonly CheckResult[]): readonly CheckResult[] {
  return [...results].sort(
    (a, b) =>
      kinds.indexOf(a.result) - kinds.indexOf(b.result) ||
      findingSeverities.indexOf(b.severity) - findingSeverities.indexOf(a.severity) ||
      compareText(a.rule.id, b.rule.id) ||
      compareText(a.pack, b.pack) ||
      compareSubjects(a, b) ||
      compareText(a.setting ?? '', b.setting ?? ''),
  );
}

function compareSubjects({ subject: a }: CheckResult, { subject: b }: CheckResult): number {
  return (
    resources.indexOf(a.resource) - resources.indexOf(b.resource) ||
    compareText(a.home ?? '', b.home ?? '') ||
    compareText(a.tenantId ?? '', b.tenantId ?? '') ||
    compareText(a.other ?? '', b.other ?? '')
  );
}
