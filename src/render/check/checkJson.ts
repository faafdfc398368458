import type { CheckResult } from '../../check/runRules.ts';
import { summarizeResults } from '../../check/verdict.ts';
import { fileAndLine } from '../../model/position.ts';
import { jsonText } from '../text/jsonText.ts';
import type { CheckReportView } from './checkWording.ts';

export function renderCheckJson({ packs, results }: Pick<CheckReportView, 'packs' | 'results'>): string {
  return jsonText({
    packs: packs.map(({ name, version }) => ({ name, version })),
    summary: summarizeResults(results),
    results: results.map(resultObject),
  });
}

function resultObject(each: CheckResult): object {
  const { rule, pack, severity, subject, result, setting, value, source, position } = each;
  return {
    rule: rule.id,
    pack,
    severity,
    subject,
    result,
    ...(setting !== undefined && { setting }),
    ...(value !== undefined && { value }),
    source,
    ...(position && fileAndLine(position)),
  };
}
