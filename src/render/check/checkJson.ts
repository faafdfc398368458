import type { CheckResult } from '../../check/runRules.ts';
import { summarizeResults } from '../../check/verdict.ts';
import type { Waiver } from '../../model/desiredState.ts';
import { fileAndLine } from '../../model/position.ts';
import { jsonText } from '../text/jsonText.ts';
import type { CheckReportView } from './checkWording.ts';

export function renderCheckJson({ packs, results, newWaivers, names }: CheckReportView): string {
  return jsonText({
    packs: packs.map(({ name, version }) => ({ name, version })),
    summary: summarizeResults(results),
    results: results.map(resultObject),
    ...(newWaivers.length > 0 && {
      newWaivers: newWaivers.map(({ subject, waiver }) => ({ subject, rule: waiver.rule, ...waiverObject(waiver) })),
    }),
    ...(names && { names }),
  });
}

function resultObject(each: CheckResult): object {
  const { rule, pack, severity, subject, result, setting, value, source, position, waiver } = each;
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
    ...(waiver && { waiver: waiverObject(waiver) }),
  };
}

function waiverObject({ reason, until, approvedBy, position }: Waiver): object {
  return { reason, until, ...(approvedBy !== undefined && { approvedBy }), ...fileAndLine(position) };
}
