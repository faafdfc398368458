/* A drift run in every format: what differs, who changed it, and the report of a correction. */
import type { Planned } from '../../app/planTenant.ts';
import { viewPlan } from '../../app/planView.ts';
import type { AttributionReading } from '../../model/attribution.ts';
import type { Plan } from '../../model/plan.ts';
import type { ApplyReport } from '../../model/report.ts';
import type { Drift } from '../../plan/drift/describeDrift.ts';
import { renderAttributionMarkdown } from '../../render/attribution/attributionMarkdown.ts';
import { renderAttributionText } from '../../render/attribution/attributionText.ts';
import { renderDriftJson } from '../../render/drift/driftJson.ts';
import { renderDriftText } from '../../render/drift/driftText.ts';
import { attributionSection, correctionSection } from '../../render/html/driftSections.ts';
import type { GroupBy } from '../../render/plan/changeGroups.ts';
import { withDistinctNames } from '../../render/plan/distinctNames.ts';
import type { PlanTextDetail } from '../../render/plan/planText.ts';
import { namesIn } from '../../render/plan/planWording.ts';
import type { Invocation, Renderings } from '../command.ts';
import { exitCodeOf, type RunResult } from '../exitCodes.ts';
import { planRenderings } from './planRenderings.ts';
import { reportRenderings } from './reportRenderings.ts';

export interface DriftRun {
  readonly planned: Planned;
  readonly drift: Drift;
  readonly attribution: AttributionReading;
  /** `left`: the drift that the correction has left. */
  readonly correction: { readonly plan: Plan; readonly report: ApplyReport; readonly left: Drift } | undefined;
  /** Whether drift remains. */
  readonly leavesRest: boolean;
  readonly runResult: RunResult;
}

/** The files of `--out` are never coloured. */
export function driftRenderings(
  run: DriftRun,
  invocation: Invocation,
): { readonly renderings: Renderings; readonly outRenderings: Renderings } {
  const { planned, drift, attribution, correction, leavesRest } = run;
  const { plan } = planned;
  const names = namesIn(withDistinctNames(plan));
  const report = correction && reportRenderings(correction.report, correction.plan, { invocation, leavesRest });
  const view = viewPlan(planned);
  const sections = [
    attributionSection(attribution, names),
    correction ? correctionSection(correction.report, { names, leavesRest }) : '',
  ];
  const ofPlan = planRenderings(view, invocation, { purpose: 'drift', sections });
  const textOf = (target: 'stdout' | 'file') => (): string => renderText(run, invocation, { target, report });
  const others = (renderings: Renderings): Renderings => ({
    ...renderings,
    json: () => renderDriftJson(plan, drift, { attribution, correction: correction?.report }),
    markdown: () =>
      [renderings.markdown?.() ?? '', renderAttributionMarkdown(attribution, names), report?.markdown?.() ?? '']
        .filter((part) => part !== '')
        .join('\n'),
    github: () => `${renderings.github?.() ?? ''}${report?.github?.() ?? ''}`,
  });
  return {
    renderings: { ...others(ofPlan.renderings), text: textOf('stdout') },
    outRenderings: { ...others(ofPlan.outRenderings), text: textOf('file') },
  };
}

function renderText(
  { planned, drift, attribution, correction, runResult }: DriftRun,
  { flags, color, width }: Invocation,
  { target, report }: { readonly target: 'stdout' | 'file'; readonly report: Renderings | undefined },
): string {
  const detail = textDetail(flags, target);
  const isSummary = detail === 'summary';
  const names = namesIn(withDistinctNames(planned.plan));
  const whoChangedIt = isSummary ? '' : renderAttributionText(attribution, { names, width: width[target] });
  const correctionText = report?.text?.() ?? '';
  return renderDriftText(planned.plan, drift, {
    color: target === 'stdout' && color.stdout,
    width: width[target],
    context: viewPlan(planned).context,
    detail,
    groupBy: (flags.texts.get('group-by') ?? 'change') as GroupBy,
    exitCode: exitCodeOf(runResult),
    sections: [
      whoChangedIt,
      isSummary || report === undefined ? correctionText : `${correctionTitle}${correctionText}`,
    ],
    left: correction?.left,
  });
}

function textDetail({ switches }: Invocation['flags'], target: 'stdout' | 'file'): PlanTextDetail {
  if (target === 'stdout' && switches.has('quiet')) return 'summary';
  return switches.has('brief') ? 'brief' : 'full';
}

const correctionTitle = 'Correction of what neither broadens nor deletes:\n';
