/*
 * The inputs `allow-deletes` and `allow-changes`: a person who starts the workflow by hand allows once what a guard
 * refuses. Each takes the number that the plan shows, so that a later, larger plan is refused again.
 */
import { fieldTable } from '../../../../src/model/fieldTable.ts';
import type { GuardResult, Plan } from '../../../../src/model/plan.ts';
import { findExceededGuards, findRefusedGuards, findTouchedPartners } from '../../../../src/plan/guards.ts';
import { readPlanFile } from '../../../../src/plan/planFile/planFile.ts';
import type { ResultFiles } from './commandLine.ts';
import type { Inputs } from './inputs.ts';
import { readIfThere } from './runFacts.ts';
import type { XtapRun } from './runXtap.ts';

interface GuardDecision {
  readonly run: XtapRun;
  /** What a person reads first; undefined if no guard refuses the plan. */
  readonly sentence?: string;
}

/** The run of a plan, with exit code 0 if the inputs allow all that its guards refuse. */
export async function decideGuards(
  run: XtapRun,
  { allowed, baseFrom, tenant }: Pick<Inputs, 'allowed' | 'baseFrom' | 'tenant'>,
  files: Pick<ResultFiles, 'plan'>,
): Promise<GuardDecision> {
  const plan = run.exitCode === 3 ? await readPlan(files) : undefined;
  if (plan === undefined) return { run };
  const { guards, changes } = plan;
  const exceeded = findExceededGuards({ guards });
  const refused = findRefusedGuards(guards, changes, allowed);
  const { deleted, changed } = findTouchedPartners(changes);
  const counts = { deletes: deleted.length, changes: changed.length };
  if (exceeded.length > 0 && refused.length === 0) {
    const sentence = `This run allows once what a guard refuses, with ${inputsFor(exceeded, counts)}: ${limitsOf(exceeded)}.`;
    return { run: { ...run, exitCode: 0 }, sentence };
  }
  // No input allows the deletion of a protected partner, nor an empty configuration.
  if (baseFrom === '' || refused.some(({ guard }) => inputOf(guard) === undefined)) return { run };
  const sentence = `A guard refuses this plan: ${limitsOf(refused)}. To allow it once, start ${baseFrom} by hand with ${inputsFor(refused, counts)}${tenant === '' ? '' : ` and \`tenant: ${tenant}\``}.`;
  return { run, sentence };
}

/** Undefined for a plan that cannot be read: nothing is allowed then. */
async function readPlan({ plan }: Pick<ResultFiles, 'plan'>): Promise<Plan | undefined> {
  const text = await readIfThere(plan);
  if (text === undefined) return undefined;
  try {
    return readPlanFile(text, fieldTable);
  } catch {
    return undefined;
  }
}

function inputOf(guard: GuardResult['guard']): 'deletes' | 'changes' | undefined {
  if (guard === 'maxDeletes' || guard === 'maxDeletePercent') return 'deletes';
  return guard === 'maxChangePercent' ? 'changes' : undefined;
}

function inputsFor(
  guards: readonly GuardResult[],
  counts: { readonly deletes: number; readonly changes: number },
): string {
  const kinds = new Set(guards.flatMap(({ guard }) => inputOf(guard) ?? []));
  return [...kinds].map((kind) => `\`allow-${kind}: ${counts[kind]}\``).join(' and ');
}

function limitsOf(guards: readonly GuardResult[]): string {
  const unit = (guard: GuardResult['guard']): string => (guard.endsWith('Percent') ? ' %' : '');
  return guards
    .map(
      ({ guard, limit, actual }) => `\`${guard}\` is ${limit}${unit(guard)}, and the plan has ${actual}${unit(guard)}`,
    )
    .join('; ');
}
