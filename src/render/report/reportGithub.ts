import { type ApplyReport, isDone } from '../../model/report.ts';
import { sortedNames } from '../plan/changeGroups.ts';
import { changeAnnotations } from '../plan/planGithub.ts';
import { pastVerb } from '../plan/planWording.ts';
import { firstFew } from '../text/amounts.ts';
import { type Annotation, renderAnnotations } from '../text/annotations.ts';
import {
  additionStatus,
  describeAddition,
  groupOutcomes,
  groupSubject,
  nextSteps,
  notShownWords,
  type ReportScope,
  reportCounts,
  reportHeadline,
  statusWords,
  subjectOf,
} from './reportWording.ts';

/** The counts, and what a person has to look at. */
export function renderReportGithub(report: ApplyReport, scope: ReportScope): string {
  const summary: Annotation = {
    level: report.converged ? 'notice' : 'error',
    title: `xtap ${scope.rest === undefined ? 'apply' : 'drift'}: ${reportHeadline(report, scope)}`,
    lines: [`${reportCounts(report)}.`, ...nextSteps(report)],
  };
  return renderAnnotations([summary, ...reportAnnotations(report, scope)]);
}

/**
 * Every operation that is not done as an error, the worst first; writes that no read shows as warnings. Of a stale
 * plan, what changed in the tenant as warnings.
 */
export function reportAnnotations(report: ApplyReport, scope: ReportScope): readonly Annotation[] {
  const { names, moved } = scope;
  const { status, clause } = notShownWords(report);
  const undone = moved
    ? []
    : groupOutcomes(
        report.outcomes.filter((outcome) => !isDone(outcome)),
        scope,
      );
  return [
    ...(moved ? changeAnnotations(moved, moved.changes, pastVerb) : []),
    ...undone.map((group): Annotation => {
      const { change: outcome, changes } = group;
      const isGroup = changes.length > 1;
      const request = isGroup || outcome.requestId === undefined ? [] : [`request-id ${outcome.requestId}`];
      const http = outcome.httpStatus === undefined ? '' : ` (${outcome.httpStatus})`;
      const where = isGroup ? firstFew(sortedNames(changes), 10) : outcome.url;
      return {
        level: 'error',
        title: `xtap: ${statusWords[outcome.status]}: ${groupSubject(group, names)}`,
        lines: [`${outcome.method} ${where}${http}`, outcome.error ?? '', ...request].filter(Boolean),
        hidden: changes.length,
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
  ];
}
