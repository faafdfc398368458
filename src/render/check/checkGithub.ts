import type { CheckResult } from '../../check/runRules.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import { type CheckReportView, checkHeadline, checkNotes, resultLines, waiverWords } from './checkWording.ts';

const levels = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** New waivers first, then the findings at their lines, then the headline. */
export function renderCheckGithub(report: CheckReportView): string {
  const failed = report.results.filter(({ result }) => result === 'fail');
  const waivers = report.newWaivers.map(
    (placed): Annotation => ({
      level: 'warning',
      title: 'xtap check: new waiver',
      lines: [waiverWords(placed)],
      ...placed.waiver.position,
    }),
  );
  const advice = checkNotes(report);
  const summary = [checkHeadline(report), ...(advice === '' ? [] : [advice])];
  return renderAnnotations([
    ...waivers,
    ...failed.map((each) => annotationOf(each, report.names)),
    { level: 'notice', title: 'xtap check', lines: summary },
  ]);
}

function annotationOf(result: CheckResult, names: CheckReportView['names']): Annotation {
  const { rule, severity, position } = result;
  return {
    level: levels[severity],
    title: `xtap check: ${rule.id}`,
    lines: resultLines(result, names),
    file: position?.file,
    line: position?.line,
    column: position?.column,
  };
}
