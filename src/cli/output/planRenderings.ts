import type { PlanView } from '../../app/planView.ts';
import type { Consented } from '../../plan/approval.ts';
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
  /** HTML that stands before the changes. */
  readonly sections?: readonly string[];
  readonly consented?: Consented;
  /** What the plan was made for. */
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
  const known = { consented, purpose, ...(context ? { context } : {}), ...(commit ? { commit } : {}) };
  const text = (color: boolean, width: number) => (): string =>
    renderPlanText(plan, { color, width, showRequests, consented, context });
  const others: Renderings = {
    json: () => renderPlanJson(plan),
    markdown: () => renderPlanMarkdown(plan, { ...known, limit: actionCommentLimit }),
    html: () => renderPlanHtml(plan, access(), { ...known, sections }),
    github: () => renderPlanGithub(plan, { consented, purpose }),
  };
  return {
    renderings: { ...others, text: text(invocation.color.stdout, textWidth(invocation.io.stdout)) },
    outRenderings: { ...others, text: text(false, usualWidth) },
  };
}
