import { type CheckReport, checkPolicy } from '../../app/checkPolicy.ts';
import { groupPaths } from '../../app/groupPaths.ts';
import type { Configuration } from '../../app/loadConfiguration.ts';
import { loadPacks } from '../../app/loadPacks.ts';
import { version } from '../../app/runContext.ts';
import { type CheckGate, failsGate } from '../../check/verdict.ts';
import { declaredNames } from '../../model/desiredState.ts';
import { labelsIn } from '../../model/labels.ts';
import { renderCheckGithub } from '../../render/check/checkGithub.ts';
import { renderCheckHtml } from '../../render/check/checkHtml.ts';
import { renderCheckJson } from '../../render/check/checkJson.ts';
import { renderCheckJunit } from '../../render/check/checkJunit.ts';
import { renderCheckMarkdown } from '../../render/check/checkMarkdown.ts';
import { renderCheckSarif } from '../../render/check/checkSarif.ts';
import { renderCheckText } from '../../render/check/checkText.ts';
import type { CheckReportView } from '../../render/check/checkWording.ts';
import { actionCommentLimit } from '../../render/text/fitLimit.ts';
import type { CommandResult, Invocation, Renderings } from '../command.ts';
import { requireConfiguration, showWarnings } from '../configuration.ts';
import { usageError } from '../errors.ts';
import { graphOptions, runContextOf } from '../flags/useCaseOptions.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags } = invocation;
  const runContext = runContextOf(invocation);
  const [live, online] = [flags.lists.get('live') ?? [], flags.switches.has('online')];
  if (live.length > 0 && online) throw usageError('--live and --online both name a live state.', 'Give one of them.');
  if (flags.switches.has('accept-new-waivers') && !flags.texts.has('new-since')) {
    throw usageError('--accept-new-waivers needs --new-since.', 'Without --new-since, every waiver counts.');
  }
  const packs = await loadPacks(flags.lists.get('pack') ?? [], runContext);
  const configurations: Configuration[] = [];
  for (const paths of groupPaths(invocation.operands, runContext)) {
    const configuration = await requireConfiguration(invocation, paths);
    showWarnings(configuration.warnings, invocation);
    configurations.push(configuration);
  }
  const report = await checkPolicy(
    {
      configurations,
      packs,
      graph: graphOptions(invocation),
      live,
      online,
      acceptNewWaivers: flags.switches.has('accept-new-waivers'),
    },
    runContext,
  );
  const gate: CheckGate = {
    failOn: (flags.texts.get('fail-on') ?? 'error') as CheckGate['failOn'],
    requireComplete: flags.switches.has('require-complete'),
  };
  const runResult = failsGate(report.results, gate) ? 'refused' : 'done';
  return {
    runResult,
    ...checkRenderings(viewOf(report, configurations), invocation),
  };
}

function viewOf(report: CheckReport, configurations: readonly Configuration[]): CheckReportView {
  const desired = configurations.map((each) => each.desired);
  return {
    ...report,
    label: desired.map(({ sourceName }) => sourceName).join(' '),
    isLive: report.policies.every(({ isLive }) => isLive),
    ...labelsIn(report.results, declaredNames(desired)),
  };
}

function checkRenderings(view: CheckReportView, invocation: Invocation): Omit<CommandResult, 'runResult'> {
  const { color, width, flags } = invocation;
  const brief = flags.switches.has('quiet');
  const files: Renderings = {
    text: () => renderCheckText(view, { color: false, width: width.file }),
    json: () => renderCheckJson(view),
    markdown: () => renderCheckMarkdown(view, actionCommentLimit),
    html: () => renderCheckHtml(view),
    github: () => renderCheckGithub(view),
    sarif: () => renderCheckSarif(view, version),
    junit: () => renderCheckJunit(view),
  };
  const text = (): string => renderCheckText(view, { color: color.stdout, width: width.stdout, brief });
  return { renderings: { ...files, text }, outRenderings: files };
}
