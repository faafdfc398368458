import type { PlanView } from '../../app/planView.ts';
import type { GivenApproval } from '../../plan/approval.ts';
import { renderPlanHtml } from '../../render/html/planHtml.ts';
import { renderPlanGithub } from '../../render/plan/planGithub.ts';
import { renderPlanJson } from '../../render/plan/planJson.ts';
import { renderPlanMarkdown } from '../../render/plan/planMarkdown.ts';
import { renderPlanText } from '../../render/plan/planText.ts';
import type { PlanPurpose } from '../../render/plan/planWording.ts';
import { actionCommentLimit } from '../../render/text/fitLimit.ts';
import type { Invocation, Renderings } from '../command.ts';
import { textWidth, usualWidth } from './io.ts';

export interface PlanRenderingOptions {
  /** HTML to insert before the changes. */
  readonly sections?: readonly string[];
  readonly consented?: GivenApproval;
  readonly purpose?: PlanPurpose;
}

/** A plan in every format. The files of `--out` are never coloured. */
export function planRenderings(
  { plan, context, access }: PlanView,
  invocation: Invocation,
  { sections = [], consented, purpose }: PlanRenderingOptions = {},
): { readonly renderings: Renderings; readonly outRenderings: Renderings } {
  const showRequests = invocation.flags.switches.has('show-requests');
  const commit = invocation.io.env.GITHUB_SHA;
  const options = { consented, purpose, ...(context ? { context } : {}), ...(commit ? { commit } : {}) };
  const text = (color: boolean, width: number) => (): string =>
    renderPlanText(plan, { color, width, showRequests, consented, context });
  const otherFormats: Renderings = {
    json: () => renderPlanJson(plan),
    markdown: () => renderPlanMarkdown(plan, { ...options, limit: actionCommentLimit }),
    html: () => renderPlanHtml(plan, access(), { ...options, sections }),
    github: () => renderPlanGithub(plan, { consented, purpose }),
  };
  return {
    renderings: { ...otherFormats, text: text(invocation.color.stdout, textWidth(invocation.io.stdout)) },
    outRenderings: { ...otherFormats, text: text(false, usualWidth) },
  };
}
