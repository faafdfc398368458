import type { XtapError } from '../../model/errors.ts';
import type { Change, Plan } from '../../model/plan.ts';
import type { ApplyReport } from '../../model/report.ts';
import type { GroupBy } from '../../render/plan/changeGroups.ts';
import { withDistinctNames } from '../../render/plan/distinctNames.ts';
import { namesIn } from '../../render/plan/planWording.ts';
import { renderReportGithub } from '../../render/report/reportGithub.ts';
import { renderReportHtml } from '../../render/report/reportHtml.ts';
import { renderReportJson } from '../../render/report/reportJson.ts';
import { renderReportMarkdown } from '../../render/report/reportMarkdown.ts';
import { renderReportText } from '../../render/report/reportText.ts';
import type { ReportScope } from '../../render/report/reportWording.ts';
import type { Invocation, Renderings } from '../command.ts';
import { layoutOf, type TextLayout } from './framedRenderings.ts';

export interface ReportContext {
  readonly invocation: Invocation;
  /** The error that ended the apply early. */
  readonly problem?: XtapError | undefined;
  /** The report is of a correction, and some differences remain for a reviewer. */
  readonly rest?: number | undefined;
  /** The plan is stale: what somebody changed in the tenant since. */
  readonly tenantChanges?: readonly Change[] | undefined;
  /** As text, the plan with its digest was printed before. */
  readonly hasPlanAbove?: boolean | undefined;
  /** Where the text goes. `--quiet` does not shorten a file. */
  readonly target?: TextLayout['target'];
}

/** The report of an apply in every format. */
export function reportRenderings(
  report: ApplyReport,
  plan: Plan,
  { invocation, problem, rest, tenantChanges, hasPlanAbove, target = 'stdout' }: ReportContext,
): Renderings {
  const { flags } = invocation;
  const { color, width } = layoutOf(invocation, target);
  const scope = { ...reportScope(plan, { invocation, tenantChanges }), rest };
  const brief = target === 'stdout' && flags.switches.has('quiet');
  return {
    text: () => renderReportText(report, { color, width, brief, hasDigestAbove: hasPlanAbove, ...scope }),
    json: () => renderReportJson(report, problem),
    markdown: () => renderReportMarkdown(report, scope),
    html: () => renderReportHtml(report, scope),
    github: () => renderReportGithub(report, scope),
  };
}

export function reportScope(
  plan: Plan,
  { invocation, tenantChanges }: Pick<ReportContext, 'invocation' | 'tenantChanges'>,
): ReportScope {
  return {
    names: namesIn(withDistinctNames(plan)),
    groupBy: invocation.flags.texts.get('group-by') as GroupBy | undefined,
    moved: tenantChanges && withDistinctNames({ ...plan, changes: tenantChanges }),
  };
}
