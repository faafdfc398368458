import type { PlanView } from '../../app/planView.ts';
import { version } from '../../app/runContext.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { renderDiagnosticsJunit } from '../../render/diagnostics/diagnosticsJunit.ts';
import { renderDiagnosticsSarif } from '../../render/diagnostics/diagnosticsSarif.ts';
import { renderPlanHtml } from '../../render/html/planHtml.ts';
import type { GroupBy } from '../../render/plan/changeGroups.ts';
import { passedNames, planFindings } from '../../render/plan/planFindings.ts';
import { renderPlanGithub } from '../../render/plan/planGithub.ts';
import { renderPlanJson } from '../../render/plan/planJson.ts';
import { renderPlanMarkdown } from '../../render/plan/planMarkdown.ts';
import { type PlanTextOptions, renderPlanText } from '../../render/plan/planText.ts';
import {
  type ApplyEnding,
  endingGithub,
  endingHtml,
  endingMarkdown,
  endingText,
} from '../../render/report/applyEnding.ts';
import { actionCommentLimit } from '../../render/text/fitLimit.ts';
import type { Invocation, Renderings } from '../command.ts';

export interface PlanRenderingOptions {
  readonly consented?: GivenApproval;
  /** Somebody is asked to approve this plan, so `--quiet` does not shorten it. */
  readonly asks?: boolean;
  /** Above the plan in the files of `apply --out`. */
  readonly ending?: ApplyEnding;
}

/** A plan in every format. The files of `--out` are never coloured. */
export function planRenderings(
  { plan, context, access, findings, replay }: PlanView,
  invocation: Invocation,
  { consented, asks = false, ending }: PlanRenderingOptions = {},
): { readonly renderings: Renderings; readonly outRenderings: Renderings } {
  const { flags, color, width } = invocation;
  const showRequests = flags.switches.has('show-requests');
  const detail = flags.switches.has('brief') ? 'brief' : 'full';
  const commit = invocation.io.env.GITHUB_SHA;
  const groupBy = (flags.texts.get('group-by') ?? 'change') as GroupBy;
  const options = {
    consented,
    groupBy,
    replay,
    showRequests,
    ...(context ? { context } : {}),
    ...(commit ? { commit } : {}),
  };
  const text = (layout: Pick<PlanTextOptions, 'color' | 'width' | 'detail' | 'hidesCounts'>) => (): string =>
    renderPlanText(plan, {
      ...layout,
      showRequests,
      // In the text, the requests stand below their change.
      groupBy: showRequests ? 'none' : groupBy,
      consented,
      context,
      replay,
    });
  const above = ending && {
    text: endingText(ending, width.file),
    markdown: endingMarkdown(ending),
    html: endingHtml(ending),
    github: endingGithub(ending),
  };
  const render = {
    markdown: (start = '') =>
      start + renderPlanMarkdown(plan, { ...options, limit: actionCommentLimit - start.length }),
    html: (start = '') => renderPlanHtml(plan, access(), { ...options, start, findings: findings() }),
    github: (start = '') => start + renderPlanGithub(plan, { consented, replay }),
  };
  const otherFormats: Renderings = {
    json: () => renderPlanJson(plan, replay),
    markdown: () => render.markdown(),
    html: () => render.html(),
    github: () => render.github(),
    sarif: () => renderDiagnosticsSarif('plan', planFindings(plan, replay), version),
    junit: () => renderDiagnosticsJunit('xtap plan', planFindings(plan, replay), passedNames(plan, replay)),
    digest: () => `${plan.digest}\n`,
  };
  const fileText = text({ color: false, width: width.file, detail, hidesCounts: true });
  return {
    renderings: {
      ...otherFormats,
      text: text({
        color: color.stdout,
        width: width.stdout,
        detail: flags.switches.has('quiet') && !asks ? 'summary' : detail,
      }),
    },
    outRenderings: {
      ...otherFormats,
      markdown: () => render.markdown(above?.markdown),
      html: () => render.html(above?.html),
      github: () => render.github(above?.github),
      text: () => (above?.text ?? '') + fileText(),
    },
  };
}
