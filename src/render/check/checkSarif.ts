import type { CheckResult } from '../../check/runRules.ts';
import { renderSarif, type SarifPlace, type SarifRule, type SarifRun } from '../sarif/sarifLog.ts';
import { count } from '../text/amounts.ts';
import { type CheckReportView, resultLines, subjectKey, waiverWords } from './checkWording.ts';

/** One run for each pack. Only findings, waived ones as suppressed: code scanning shows every result as an alert. */
export function renderCheckSarif(report: CheckReportView, version: string): string {
  return renderSarif(report.packs.map(({ name }) => runOf(name, report, version)));
}

function runOf(pack: string, report: CheckReportView, version: string): SarifRun {
  const own = report.results.filter((result) => result.pack === pack);
  const found = own.filter(({ result }) => result === 'fail' || result === 'waived');
  const unknown = own.filter(({ result }) => result === 'unknown').length;
  return {
    category: pack,
    version,
    rules: rulesOf(report, pack, found),
    results: found.map((result) => ({
      rule: result.rule.id,
      level: result.severity,
      message: resultLines(result, report.names).join('\n'),
      place: placeOf(result, report),
      fingerprint: `${result.rule.id} ${subjectKey(result.subject)} ${result.setting ?? ''}`.trimEnd(),
      ...(result.waiver && { suppression: waiverWords({ subject: result.subject, waiver: result.waiver }) }),
    })),
    ...(unknown > 0 && { notes: [`${count(unknown, 'result')} unknown: they are neither findings nor passed.`] }),
  };
}

/** The rules of the pack that run, and those about waivers that found something. */
function rulesOf({ packs }: CheckReportView, pack: string, found: readonly CheckResult[]): readonly SarifRule[] {
  const own = packs.find(({ name }) => name === pack)?.rules ?? [];
  const run = own.flatMap((rule) => (rule.severity === 'off' ? [] : [toRule({ rule, severity: rule.severity })]));
  const known = new Set(run.map(({ id }) => id));
  const others = new Map(found.filter(({ rule }) => !known.has(rule.id)).map((each) => [each.rule.id, toRule(each)]));
  return [...run, ...others.values()];
}

function toRule({ rule, severity }: Pick<CheckResult, 'rule' | 'severity'>): SarifRule {
  const { id, title, because, remedy, source } = rule;
  return { id, title, why: because, todo: remedy.text, source, level: severity };
}

/** The line that decides; where no line does, the key below which it would be. */
function placeOf({ position, subject }: CheckResult, { policies }: CheckReportView): SarifPlace | undefined {
  if (position) return position;
  const home = subject.home ?? subject.tenantId;
  const policy = policies.length > 1 ? policies.find(({ tenantId }) => tenantId === home) : policies[0];
  const { tenant, default: defaults, policy: root, partners } = policy?.keyPositions ?? {};
  const key = { default: defaults, policy: root, partner: partners, pair: partners }[subject.resource];
  return key ?? tenant;
}
