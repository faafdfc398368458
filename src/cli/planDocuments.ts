import type { PlanView } from '../app/planView.ts';
import { actionCommentLimit } from '../render/fitLimit.ts';
import { renderPlanHtml } from '../render/html/planHtml.ts';
import { renderPlanGithub } from '../render/planGithub.ts';
import { renderPlanJson } from '../render/planJson.ts';
import { renderPlanMarkdown } from '../render/planMarkdown.ts';
import { renderPlanText } from '../render/planText.ts';
import type { Documents, Invocation } from './command.ts';
import type { OutputStream } from './io.ts';

/** Where nobody says how wide it is, in files and pipes. */
const usualWidth = 120;

export function textWidth(stream: OutputStream): number {
  return stream.columns || usualWidth; // a pseudo-terminal may say 0
}

/** A plan in every format, in HTML with `sections` before the changes. The files of `--out` are never coloured. */
export function planDocuments(
  { plan, context, access }: PlanView,
  invocation: Invocation,
  sections: readonly string[] = [],
): { readonly documents: Documents; readonly outDocuments: Documents } {
  const showRequests = invocation.flags.switches.has('show-requests');
  const commit = invocation.io.env.GITHUB_SHA;
  const known = { ...(context ? { context } : {}), ...(commit ? { commit } : {}) };
  const text = (color: boolean, width: number) => (): string =>
    renderPlanText(plan, { color, width, showRequests, ...(context ? { context } : {}) });
  const others: Documents = {
    json: () => renderPlanJson(plan),
    markdown: () => renderPlanMarkdown(plan, { ...known, limit: actionCommentLimit }),
    html: () => renderPlanHtml(plan, access(), { ...known, sections }),
    github: () => renderPlanGithub(plan),
  };
  return {
    documents: { ...others, text: text(invocation.color.stdout, textWidth(invocation.io.stdout)) },
    outDocuments: { ...others, text: text(false, usualWidth) },
  };
}
