import { replayConfiguration, replaySavedPlan } from '../../app/replaySignIns.ts';
import { renderReplayGithub } from '../../render/replay/replayGithub.ts';
import { renderReplayHtml } from '../../render/replay/replayHtml.ts';
import { renderReplayMarkdown } from '../../render/replay/replayMarkdown.ts';
import { renderReplayText } from '../../render/replay/replayText.ts';
import type { ReplayView } from '../../render/replay/replayWording.ts';
import { actionCommentLimit } from '../../render/text/fitLimit.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import { failsReplayGate, type ReplayGate } from '../../replay/replay.ts';
import type { CommandResult, Invocation, Renderings } from '../command.ts';
import { requireConfiguration, showWarnings } from '../configuration.ts';
import { usageError } from '../errors.ts';
import { findSavedPlan } from '../findSavedPlan.ts';
import { planningOptions, runContextOf } from '../flags/useCaseOptions.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags } = invocation;
  const view = await viewOf(invocation);
  const gate: ReplayGate = {
    failOn: (flags.texts.get('fail-on') ?? 'none') as ReplayGate['failOn'],
    maxBlocked: flags.numbers.get('max-blocked'),
    requireComplete: flags.switches.has('require-complete'),
  };
  return {
    runResult: failsReplayGate(view.replay, gate) ? 'refused' : 'done',
    ...replayRenderings(view, invocation),
  };
}

async function viewOf(invocation: Invocation): Promise<ReplayView> {
  const { flags, operands, io } = invocation;
  const signIns = flags.texts.get('sign-ins');
  if (signIns === undefined)
    throw usageError('replay needs the file that "xtap signins" wrote.', 'Give it with --sign-ins FILE.');
  const options = planningOptions(invocation);
  const runContext = runContextOf(invocation);
  const saved = await findSavedPlan(operands, io);
  if (saved === undefined) {
    const configuration = await requireConfiguration(invocation, operands);
    showWarnings(configuration.warnings, invocation);
    return replayConfiguration(configuration, { ...options, signIns }, runContext);
  }
  if (operands.length > 1)
    throw usageError(`${saved} is a saved plan.`, 'Give only this file, or only configurations.');
  if (flags.texts.has('base') && !flags.fromEnvironment.has('base')) {
    throw usageError(`--base is for making a plan, and ${saved} is a saved plan.`, 'Leave --base out.');
  }
  return replaySavedPlan({ plan: saved, graph: options.graph, live: options.live, signIns }, runContext);
}

function replayRenderings(view: ReplayView, invocation: Invocation): Omit<CommandResult, 'runResult'> {
  const { color, width, flags } = invocation;
  const files: Renderings = {
    text: () => renderReplayText(view, { color: false, width: width.file, hidesCounts: true }),
    json: () => jsonText(view.replay),
    markdown: () => renderReplayMarkdown(view, actionCommentLimit),
    html: () => renderReplayHtml(view),
    github: () => renderReplayGithub(view),
  };
  const brief = flags.switches.has('quiet');
  const text = (): string => renderReplayText(view, { color: color.stdout, width: width.stdout, brief });
  return { renderings: { ...files, text }, outRenderings: files };
}
