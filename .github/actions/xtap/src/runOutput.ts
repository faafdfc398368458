/* The output of one run: its Markdown and text, the step outputs, the log with annotations, the step summary. */
import { endGroup, setFailed, setOutput, startGroup } from '@actions/core';
import { codeBlock } from '../../../../src/render/text/markdown.ts';
import type { ResultFiles } from './commandLine.ts';
import type { PlanBase } from './knownGood.ts';
import { failureMarkdown, folded, reduceMarkdown } from './markdown.ts';
import { countsLine, failureOf, hasWaitingFields, type PlanFacts, type RunFacts, readIfThere } from './runFacts.ts';
import { printPlainly, type XtapRun } from './runXtap.ts';
import { writeStepSummary } from './stepSummary.ts';
import type { StickyPart } from './stickyBody.ts';

const maxAnnotationsPerLevel = 10;

export interface RunOutput {
  readonly facts: RunFacts;
  /** `markdown` may be shortened; `text` is the whole plan. */
  readonly markdown: string;
  readonly text: string;
}

export function withFirstLine(output: RunOutput, line: string | undefined): RunOutput {
  return line === undefined ? output : { ...output, markdown: `${line}\n\n${output.markdown}` };
}

export function withWaitingRun(output: RunOutput, plan: PlanFacts | undefined, base: PlanBase | undefined): RunOutput {
  const run = base?.waiting;
  if (run === undefined || plan === undefined || !hasWaitingFields(plan)) return output;
  const line = `- Fields with the origin \`waiting\` were merged and are not applied yet: [run ${run.number}](${run.url})`;
  return { ...output, markdown: `${output.markdown.trimEnd()}\n${line}\n` };
}

export async function readOutput(run: XtapRun, facts: RunFacts, files: ResultFiles): Promise<RunOutput> {
  const [plan = '', text = ''] = await Promise.all([readIfThere(files.markdown), readIfThere(files.text)]);
  const failed = (): string => failureMarkdown(facts, failureOf(facts) ?? '', run.stderr);
  if (facts.command === 'apply') {
    const report = run.stdout.trim() === '' ? failed() : run.stdout;
    // The file begins with the end of the apply, which the report has already.
    const alone = plan.slice(Math.max(0, plan.indexOf('## xtap plan: ')));
    return { facts, markdown: plan === '' ? report : `${report.trimEnd()}\n\n${folded('The plan', alone)}`, text };
  }
  return { facts, markdown: plan === '' ? failed() : plan, text };
}

export function setOutputs(facts: RunFacts, files: ResultFiles): void {
  setOutput('has-changes', facts.hasChanges);
  setOutput('plan-digest', facts.digest ?? '');
  setOutput('plan-hash', facts.digest?.slice('sha256:'.length) ?? '');
  setOutput('creates', facts.creates);
  setOutput('updates', facts.updates);
  setOutput('deletes', facts.deletes);
  setOutput('broadening', facts.broadening);
  setOutput('exit-code', facts.exitCode);
  setOutput('plan-file', facts.digest === undefined ? '' : files.plan);
  setOutput('results', files.folder);
}

/** The log, the annotations and the step summary. */
export async function printOutput(run: XtapRun, { facts, markdown, text }: RunOutput): Promise<void> {
  const failure = failureOf(facts);
  // Without a plan, the text is the error, which is already in the log.
  const isCheck = facts.command === 'check';
  if (text !== '' && (facts.digest !== undefined || (isCheck && (facts.exitCode === 0 || facts.exitCode === 3)))) {
    startGroup(isCheck ? 'xtap check' : `xtap ${facts.command}: ${countsLine(facts)}`);
    printPlainly(text);
    endGroup();
  }
  for (const line of shownAnnotations(run.stdout, failure === undefined ? 0 : 1)) process.stdout.write(`${line}\n`);
  if (failure !== undefined) setFailed(failure);
  const full = folded('The whole plan as text', codeBlock(text));
  await writeStepSummary([
    ...(text === '' || isCheck ? [] : [() => `${markdown.trimEnd()}\n\n${full}`]),
    () => markdown,
    () => reduceMarkdown(markdown, 200_000),
  ]);
}

/**
 * The annotations in xtap's output that GitHub will show: the first ten per level and step. xtap ranks them. The
 * function leaves room for `reserved` errors of the step itself. It passes these three workflow commands only, so a
 * name in the output cannot give the runner another command.
 */
function shownAnnotations(stdout: string, reserved = 0): readonly string[] {
  const seen = new Map<string, number>();
  return stdout.split(/\r?\n/).filter((line) => {
    const level = /^::(error|warning|notice) /.exec(line)?.[1];
    if (level === undefined) return false;
    const count = (seen.get(level) ?? 0) + 1;
    seen.set(level, count);
    return count <= maxAnnotationsPerLevel - (level === 'error' ? reserved : 0);
  });
}

export function commentPart({ facts, markdown }: RunOutput): Omit<StickyPart, 'runId'> {
  const { commit, digest = '' } = facts;
  return { commit, digest, title: digest === '' ? 'failed' : countsLine(facts), markdown };
}
