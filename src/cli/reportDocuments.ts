import type { XtapError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyReport } from '../model/report.ts';
import { renderReportGithub } from '../render/reportGithub.ts';
import { renderReportHtml } from '../render/reportHtml.ts';
import { renderReportJson } from '../render/reportJson.ts';
import { renderReportMarkdown } from '../render/reportMarkdown.ts';
import { renderReportText } from '../render/reportText.ts';
import { namesOf } from '../render/wording.ts';
import type { Documents, Invocation } from './command.ts';
import { textWidth } from './planDocuments.ts';

/** The report of an apply in every format; `problem` is what ended it early, if anything did. */
export function reportDocuments(
  report: ApplyReport,
  plan: Plan,
  { invocation, problem }: { readonly invocation: Invocation; readonly problem?: XtapError | undefined },
): Documents {
  const names = namesOf(plan);
  const { color, io } = invocation;
  return {
    text: () => renderReportText(report, { color: color.stdout, width: textWidth(io.stdout), names }),
    json: () => renderReportJson(report, problem),
    markdown: () => renderReportMarkdown(report, { names }),
    html: () => renderReportHtml(report, { names }),
    github: () => renderReportGithub(report, { names }),
  };
}
