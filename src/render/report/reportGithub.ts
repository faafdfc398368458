import { type ApplyReport, isDone } from '../../model/report.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import {
  additionStatus,
  describeAddition,
  nextSteps,
  notShownWords,
  type ReportScope,
  reportCounts,
  reportHeadline,
  statusWords,
  subjectOf,
  worstFirst,
} from './reportWording.ts';

/** Every operation that is not done as an error, the worst first; writes that no read shows as warnings. */
export function renderReportGithub(report: ApplyReport, scope: ReportScope): string {
  const { names } = scope;
  const { status, clause } = notShownWords(report);
  const undone = worstFirst(report.outcomes).filter((outcome) => !isDone(outcome));
  const summary: Annotation = {
    level: report.converged ? 'notice' : 'error',
    title: `xtap ${scope.rest === undefined ? 'apply' : 'drift'}: ${reportHeadline(report, scope)}`,
    lines: [`${reportCounts(report)}.`, ...nextSteps(report)],
  };
  return renderAnnotations([
    summary,
    ...undone.map((outcome): Annotation => {
      const request = outcome.requestId === undefined ? [] : [`request-id ${outcome.requestId}`];
      const http = outcome.httpStatus === undefined ? '' : ` (${outcome.httpStatus})`;
      return {
        level: 'error',
        title: `xtap: ${statusWords[outcome.status]}: ${subjectOf(outcome, names)}`,
        lines: [`${outcome.method} ${outcome.url}${http}`, outcome.error ?? '', ...request].filter(Boolean),
      };
    }),
    ...report.notShown.map(
      (part): Annotation => ({
        level: 'warning',
        title: `xtap: ${status}: ${subjectOf(part, names)}`,
        lines: [`${part.setting} ${clause}.`],
      }),
    ),
    ...(report.added ?? []).map(
      (addition): Annotation => ({
        level: 'notice',
        title: `xtap: ${additionStatus}: ${subjectOf(addition, names)}`,
        lines: [`${describeAddition(addition)}.`],
      }),
    ),
  ]);
}
