import { type Applied, applyPlan } from '../../app/applyPlan.ts';
import { protectedPartners } from '../../app/applyTask.ts';
import { attributeDrift } from '../../app/attributeDrift.ts';
import { type Connection, requireApplication } from '../../app/connect.ts';
import type { Configuration } from '../../app/loadConfiguration.ts';
import { type Planned, planTenant, readTenant } from '../../app/planTenant.ts';
import { viewPlan } from '../../app/planView.ts';
import type { AttributionReading } from '../../model/attribution.ts';
import type { Plan } from '../../model/plan.ts';
import type { ApplyReport } from '../../model/report.ts';
import { hasDrifted, leavesDrift, planCorrection } from '../../plan/correction.ts';
import { findExceededGuards } from '../../plan/guards.ts';
import { renderAttributionMarkdown } from '../../render/attribution/attributionMarkdown.ts';
import { renderAttributionText } from '../../render/attribution/attributionText.ts';
import { unreadSentence } from '../../render/attribution/attributionWording.ts';
import { attributionSection, correctionSection } from '../../render/html/driftSections.ts';
import { withDistinctNames } from '../../render/plan/distinctNames.ts';
import { namesIn } from '../../render/plan/planWording.ts';
import { count } from '../../render/text/amounts.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import type { CommandResult, Invocation, Renderings } from '../command.ts';
import { requireConfiguration } from '../configuration.ts';
import { usageError } from '../errors.ts';
import type { RunResult } from '../exitCodes.ts';
import {
  attributionTimeoutMs,
  executionOptions,
  planningOptions,
  runContextOf,
  sinceFlag,
} from '../flags/useCaseOptions.ts';
import { planRenderings } from '../output/planRenderings.ts';
import { createProgress, createProgressLine } from '../output/progress.ts';
import { reportRenderings } from '../output/reportRenderings.ts';
import { refusalError } from '../refusalError.ts';
import { noteFinished, noteJournal, runResultOf } from '../runResult.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags } = invocation;
  const since = sinceFlag(invocation);
  refusePersonalAuth(flags);
  const configuration = await requireConfiguration(invocation, invocation.operands);
  const runContext = runContextOf(invocation);
  const planned = await planTenant(configuration, planningOptions(invocation), runContext);
  const plannedAt = runContext.wallNow();
  const { plan, connection } = planned;
  if (flags.switches.has('correct') && connection) await requireApplication(connection);
  const drifted = hasDrifted(plan, configuration);
  const corrects = flags.switches.has('correct') && findExceededGuards(plan).length === 0;
  // A rendering that throws must fail before the correction; afterwards, the correction's report would be lost with it.
  if (corrects) planRenderings(viewPlan(planned), invocation, { purpose: 'drift' }).renderings[invocation.format]?.();
  const correction = corrects ? await correct(planned, configuration, invocation) : undefined;
  // After the correction: reading the audit log takes time, and the state that the plan is based on would get old.
  const readsAuditLog = drifted && connection !== undefined && !flags.switches.has('no-attribution');
  const attribution = readsAuditLog
    ? await attribute(planned, connection, { since, plannedAt, invocation })
    : noAttribution;
  const runResult = driftRunResult(plan, { drifted, correction, signal: invocation.signal });
  return { runResult, ...driftRenderings(planned, invocation, { attribution, correction }) };
}

/** Before anything is read, so that nobody signs in for a run that is refused. */
function refusePersonalAuth({ switches, texts }: Invocation['flags']): void {
  const auth = texts.get('auth');
  if (!switches.has('correct') || (auth !== 'browser' && auth !== 'device')) return;
  throw usageError(
    `--correct writes without a reviewer, so it needs an application: --auth ${auth} signs a person in. Nothing was read. Leave out --correct, or use another --auth.`,
  );
}

const noAttribution: AttributionReading = { attributions: [] };

async function attribute(
  { plan }: Planned,
  connection: Connection,
  { since, plannedAt, invocation }: { since: Date | undefined; plannedAt: number; invocation: Invocation },
): Promise<AttributionReading> {
  const progress = createProgressLine(invocation);
  const timeoutMs = attributionTimeoutMs(invocation);
  const show = (pages: number, events: number): void => {
    const read = `${count(events, 'event')} on ${count(pages, 'page')} read`;
    progress.show(`reading the audit log for up to ${timeoutMs / 1000} s: ${read}`);
  };
  show(0, 0);
  const onPage = ({ pages, events }: { pages: number; events: number }): void => show(pages, events);
  const runContext = runContextOf(invocation);
  const options = { since, plannedAt, timeoutMs, onPage, runContext };
  const reading = await attributeDrift(plan, connection, options).finally(progress.end);
  // In text, stdout contains it.
  if (reading.notRead && invocation.format !== 'text') invocation.note(unreadSentence(reading.notRead));
  return reading;
}

interface Correction {
  readonly plan: Plan;
  readonly report: ApplyReport;
  /** Whether differences remain for a reviewer. */
  readonly leavesRest: boolean;
}

async function correct(planned: Planned, configuration: Configuration, invocation: Invocation): Promise<Correction> {
  const { live, desired, connection } = planned;
  if (!connection) throw usageError('--correct needs a tenant, not a snapshot.');
  const runContext = runContextOf(invocation);
  const plan = planCorrection(planned.plan, { hasBase: configuration.base !== undefined });
  const progress = createProgress(invocation);
  const applied: Applied = await applyPlan(
    {
      plan,
      connection,
      live,
      readAgain: () => readTenant(desired, connection),
      protected: protectedPartners(configuration),
      consent: { deletes: undefined, changes: undefined, broadening: false, digest: undefined },
      ask: undefined,
      execution: executionOptions(invocation),
      progress: progress.show,
      journalOpened: noteJournal(invocation),
    },
    runContext,
  ).finally(progress.end);
  if (applied.outcome === 'refused') throw refusalError(applied.refusal, plan);
  if (applied.outcome !== 'finished') throw new Error('A correction asks nobody, and its plan is of this moment.');
  noteFinished(applied, invocation);
  return { plan, report: applied.report, leavesRest: leavesDrift(planned.plan, plan, configuration) };
}

function driftRunResult(
  plan: Plan,
  run: { readonly drifted: boolean; readonly correction: Correction | undefined; readonly signal: AbortSignal },
): RunResult {
  const { correction, drifted, signal } = run;
  const runResult = runResultOf(correction?.report.converged ?? true, signal);
  if (signal.aborted) return runResult;
  if (findExceededGuards(plan).length > 0) return 'refused';
  const leavesRest = correction?.leavesRest ?? drifted;
  return runResult === 'done' && leavesRest ? 'changes' : runResult;
}

/** The plan with the attribution from the audit log and the report of the correction. */
function driftRenderings(
  drifted: Planned,
  invocation: Invocation,
  {
    attribution,
    correction,
  }: { readonly attribution: AttributionReading; readonly correction: Correction | undefined },
): { readonly renderings: Renderings; readonly outRenderings: Renderings } {
  const { plan } = drifted;
  const names = namesIn(withDistinctNames(plan));
  const leavesRest = correction?.leavesRest;
  const report = correction && reportRenderings(correction.report, correction.plan, { invocation, leavesRest });
  const planned = planRenderings(viewPlan(drifted), invocation, {
    purpose: 'drift',
    sections: [
      attributionSection(attribution, names),
      correction ? correctionSection(correction.report, { names, leavesRest }) : '',
    ],
  });
  const isQuiet = invocation.flags.switches.has('quiet');
  const { attributions, notRead } = attribution;
  const attributionText = renderAttributionText(attribution, { names, width: invocation.width.stdout });
  const extend = (renderings: Renderings): Renderings => ({
    ...renderings,
    text: () =>
      (isQuiet
        ? [renderings.text?.() ?? '', report?.text?.() ?? '']
        : [
            renderings.text?.() ?? '',
            attributionText === '' ? '' : `\n${attributionText}`,
            report ? `\nCorrection of what neither broadens nor deletes:\n${report.text?.() ?? ''}` : '',
          ]
      ).join(''),
    json: () =>
      jsonText({
        ...plan,
        ...(attributions.length > 0 ? { attribution: attributions } : {}),
        ...(notRead ? { attributionNotRead: notRead } : {}),
        ...(correction ? { correction: correction.report } : {}),
      }),
    markdown: () =>
      [renderings.markdown?.() ?? '', renderAttributionMarkdown(attribution, names), report?.markdown?.() ?? '']
        .filter((part) => part !== '')
        .join('\n'),
    github: () => `${renderings.github?.() ?? ''}${report?.github?.() ?? ''}`,
  });
  return { renderings: extend(planned.renderings), outRenderings: extend(planned.outRenderings) };
}
