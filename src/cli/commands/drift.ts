import { type Applied, applyPlan } from '../../app/applyPlan.ts';
import { protectedPartners } from '../../app/applyTask.ts';
import { attributeDrift } from '../../app/attributeDrift.ts';
import { type Connection, requireApplication } from '../../app/connect.ts';
import type { Configuration } from '../../app/loadConfiguration.ts';
import { nameUndeclared } from '../../app/nameUndeclared.ts';
import type { RunNotice } from '../../app/notify/notifyRun.ts';
import { type Planned, planTenant, readTenant } from '../../app/planTenant.ts';
import type { AttributionReading } from '../../model/attribution.ts';
import { XtapError } from '../../model/errors.ts';
import type { Plan } from '../../model/plan.ts';
import type { ApplyReport } from '../../model/report.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { correctedPartners, planCorrection } from '../../plan/correction.ts';
import {
  countDifferences,
  countDrift,
  type Drift,
  describeDrift,
  isDrift,
  markCorrected,
} from '../../plan/drift/describeDrift.ts';
import { driftDigest } from '../../plan/drift/driftDigest.ts';
import { findExceededGuards } from '../../plan/guards.ts';
import { unreadSentence } from '../../render/attribution/attributionWording.ts';
import { changesOfDrift } from '../../render/notify/notifiedChanges.ts';
import { count } from '../../render/text/amounts.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { requireConfiguration } from '../configuration.ts';
import { usageError } from '../errors.ts';
import type { RunResult } from '../exitCodes.ts';
import {
  attributionTimeoutMs,
  earlyRead,
  executionOptions,
  planningOptions,
  runContextOf,
  sinceFlag,
} from '../flags/useCaseOptions.ts';
import { driftRenderings } from '../output/driftRenderings.ts';
import { createProgress, createProgressLine } from '../output/progress.ts';
import { refusalError } from '../refusalError.ts';
import { noteFinished, noteJournal, runResultOf } from '../runResult.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags, signal } = invocation;
  const since = sinceFlag(invocation);
  refusePersonalAuth(flags);
  const configuration = await requireConfiguration(invocation, invocation.operands, earlyRead(invocation));
  invocation.announce({ tenantId: configuration.desired.tenantId });
  requireKnownBase(configuration, flags);
  const runContext = runContextOf(invocation);
  const planning = { ...planningOptions(invocation), baseIsApplied: true };
  const planned = await planTenant(configuration, planning, runContext);
  const plannedAt = runContext.wallNow();
  const { plan, live, connection } = planned;
  if (flags.switches.has('correct') && connection) await requireApplication(connection);
  const drift = describeDrift(plan, { ...configuration, live });
  const isRefused = findExceededGuards(plan).length > 0;
  const corrects = flags.switches.has('correct') && !isRefused;
  // A rendering that throws must fail before the correction; afterwards, the correction's report would be lost with it.
  if (corrects) rehearse(planned, drift, invocation);
  const correction = corrects ? await correct(planned, configuration, invocation) : undefined;
  // After the correction: reading the audit log takes time, and the state that the plan is based on would get old.
  const readsAuditLog = isDrift(drift) && connection !== undefined && !flags.switches.has('no-attribution');
  const attribution = readsAuditLog
    ? await attribute(planned, connection, { since, plannedAt, invocation })
    : noAttribution;
  const directoryNames = connection ? await nameUndeclared(drift.undeclared, connection, runContext) : noNames;
  const left = correction && markCorrected(drift, correctedPartners(correction.report));
  const rest = countDifferences(left ?? drift);
  invocation.announce(driftNotice(left ?? drift));
  const runResult = driftResult({ isRefused, leavesRest: rest > 0, report: correction?.report }, signal);
  const corrected = correction && left && { ...correction, left };
  const result = { planned, drift, attribution, correction: corrected, rest, runResult, directoryNames };
  return { runResult, ...driftRenderings(result, invocation) };
}

/** A correction of what waits would undo a merge, so a correction with `--base auto` needs the tag. */
function requireKnownBase({ desired, base }: Configuration, { switches, texts }: Invocation['flags']): void {
  if (!switches.has('correct') || texts.get('base') !== 'auto' || base !== undefined) return;
  const message = `This clone does not have the tag xtap-applied/${desired.tenantId}, so xtap cannot tell drift from a merge that waits for its apply.`;
  throw new XtapError('invalid-path', message, {
    notDone: 'Nothing was corrected.',
    next: 'Fetch the tag, or give the commit that was applied last as --base git:REF.',
  });
}

function driftNotice(drift: Drift): RunNotice {
  return { digest: driftDigest(drift), counts: { ...countDrift(drift) }, changes: changesOfDrift(drift) };
}

function driftResult(
  { isRefused, leavesRest, report }: { isRefused: boolean; leavesRest: boolean; report: ApplyReport | undefined },
  signal: AbortSignal,
): RunResult {
  const ended = runResultOf(report?.converged ?? true, signal);
  if (signal.aborted) return ended;
  if (isRefused) return 'refused';
  return ended === 'done' && leavesRest ? 'changes' : ended;
}

function rehearse(planned: Planned, drift: Drift, invocation: Invocation): void {
  const result = {
    planned,
    drift,
    attribution: noAttribution,
    correction: undefined,
    rest: countDifferences(drift),
    directoryNames: noNames,
  };
  driftRenderings({ ...result, runResult: 'changes' }, invocation).renderings[invocation.format]?.();
}

/** Before anything is read, so that nobody signs in for a run that is refused. */
function refusePersonalAuth({ switches, texts }: Invocation['flags']): void {
  const auth = texts.get('auth');
  if (!switches.has('correct') || (auth !== 'browser' && auth !== 'device')) return;
  throw usageError(
    `--correct writes without a reviewer, so it needs an application: --auth ${auth} signs a person in.`,
    'Leave out --correct, or use another --auth.',
  );
}

const noNames: ReadonlyMap<TenantId, string> = new Map();
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
  return { plan, report: applied.report };
}
