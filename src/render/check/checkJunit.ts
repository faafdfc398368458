import type { CheckResult } from '../../check/runRules.ts';
import { type JunitCase, type JunitOutcome, renderJunit } from '../junit/junitXml.ts';
import {
  type CheckReportView,
  resultLines,
  subjectKey,
  subjectWords,
  unknownAdvice,
  waiverWords,
} from './checkWording.ts';

/** One suite for each pack, and one case for each rule and subject. */
export function renderCheckJunit(report: CheckReportView): string {
  return renderJunit(
    report.packs.map(({ name }) => ({
      name: `xtap check ${name}`,
      cases: casesOf(
        report.results.filter(({ pack }) => pack === name),
        report,
      ),
    })),
  );
}

/** Results of one rule and subject that differ in the setting are one case. */
function casesOf(results: readonly CheckResult[], report: CheckReportView): readonly JunitCase[] {
  const groups = new Map<string, CheckResult[]>();
  for (const result of results) {
    const key = `${result.rule.id} ${subjectKey(result.subject)}`;
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return [...groups.values()].flatMap((group): readonly JunitCase[] => {
    const [first] = group;
    if (!first) return [];
    const { rule, subject } = first;
    const id = subject.name !== undefined && subject.tenantId ? ` (${subject.tenantId})` : '';
    const name = `${rule.id} ${subjectWords(subject)}${id}: ${rule.title}`;
    return [{ className: `${first.pack}.${rule.id}`, name, outcome: outcomeOf(group, report) }];
  });
}

function outcomeOf(group: readonly CheckResult[], report: CheckReportView): JunitOutcome {
  const of = (kind: CheckResult['result']): readonly CheckResult[] => group.filter(({ result }) => result === kind);
  const [failed] = of('fail');
  if (failed) {
    const { rule, severity } = failed;
    return {
      kind: 'failed',
      type: severity,
      message: rule.title,
      text: of('fail')
        .flatMap((each) => resultLines(each, report.names))
        .join('\n'),
    };
  }
  if (of('unknown').length > 0) return { kind: 'skipped', message: `unknown. ${unknownAdvice(report)}` };
  const [waived] = of('waived');
  if (waived?.waiver) {
    return { kind: 'skipped', message: `waived: ${waiverWords({ subject: waived.subject, waiver: waived.waiver })}` };
  }
  return of('pass').length > 0 ? { kind: 'passed' } : { kind: 'skipped', message: 'The rule does not apply.' };
}
