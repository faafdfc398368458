/* How an apply ended for each tenant of a run, told from the results that its plan and apply jobs kept. */
import type { ApplyStart } from './applyStart.ts';
import type { FleetRun } from './fleetSummary.ts';
import { failureOf, type RunFacts } from './runFacts.ts';

/**
 * `undone`: the tenant is as before an earlier run, and not as declared. `unchanged`: nothing to apply. `unapproved`:
 * the plan has changes, and its apply did not start. `superseded`: a newer run or commit takes over. `refused`: nothing
 * was sent. `failed`: a part may have been sent.
 */
export type OutcomeState = 'applied' | 'undone' | 'unchanged' | 'unapproved' | 'superseded' | 'refused' | 'failed';

export interface ApplyOutcome {
  readonly state: OutcomeState;
  readonly facts: RunFacts;
  /** What a person reads about it. */
  readonly markdown: string;
}

/** One outcome for each label, in the order of the runs. */
export function outcomesOf(runs: readonly FleetRun[]): readonly ApplyOutcome[] {
  const labels = [...new Set(runs.map(({ facts }) => facts.label))];
  return labels.flatMap((label) => {
    const own = runs.filter(({ facts }) => facts.label === label);
    const last = lastRun(own);
    const isUndo = own.some(({ facts }) => facts.undoes !== undefined);
    return last === undefined ? [] : [outcomeOf(last, isUndo)];
  });
}

/** The apply of the plan, or the plan. An apply of another plan is of an earlier attempt of the run. */
function lastRun(runs: readonly FleetRun[]): FleetRun | undefined {
  const plan = runs.find(({ facts }) => facts.command === 'plan');
  const apply = runs.find(({ facts }) => facts.command === 'apply');
  if (plan === undefined || apply === undefined) return plan ?? apply;
  return plan.facts.hasChanges && apply.facts.digest === plan.facts.digest ? apply : plan;
}

/** Whether the tenant is as the commit declares it. */
export function isConverged({ state }: ApplyOutcome): boolean {
  return state === 'applied' || state === 'unchanged';
}

const titles: Readonly<Record<OutcomeState, string>> = {
  applied: 'applied',
  undone: 'undone',
  unchanged: 'nothing to apply',
  unapproved: 'not applied, since nobody approved it',
  superseded: 'not applied, since a newer run or commit takes over',
  refused: 'refused, nothing was sent',
  failed: 'failed',
};

export function outcomeTitle(outcomes: readonly ApplyOutcome[]): string {
  const [first] = outcomes;
  if (outcomes.length === 1 && first !== undefined) return titles[first.state];
  const states = Object.keys(titles) as readonly OutcomeState[];
  const counts = states.flatMap((state) => {
    const amount = outcomes.filter((outcome) => outcome.state === state).length;
    return amount === 0 ? [] : [`${amount} ${titles[state]}`];
  });
  return `${outcomes.length} tenants: ${counts.join(', ')}`;
}

/** For an apply without results: an unapproved one, unless the job that applies may have started. */
export function withApplyJob(outcome: ApplyOutcome, start: ApplyStart): ApplyOutcome {
  if (start === 'not-started') return outcome;
  const what =
    start === 'started'
      ? 'The apply job started, and left no results.'
      : 'The apply job left no results, and GitHub does not tell whether it started.';
  const text = `${what} A part of the plan may have been sent to the tenant: read the log of that job. Then start the workflow again: its plan shows what is left.\n`;
  return { state: 'failed', facts: { ...outcome.facts, exitCode: 1 }, markdown: text };
}

function outcomeOf({ facts, markdown, check }: FleetRun, isUndo: boolean): ApplyOutcome {
  const ended = stateOf(facts);
  // The check of a plan that failed: nobody was asked.
  if (ended === 'unapproved' && check !== undefined && check.exitCode !== 0) {
    const { exitCode } = check;
    const failure = failureOf({ command: 'check', exitCode }) ?? '';
    const text = `**${failure}** Nobody was asked to approve the plan, and nothing was sent to the tenant.`;
    return { state: 'refused', facts: { ...facts, exitCode }, markdown: `${text}\n\n${check.markdown}` };
  }
  const state = ended === 'applied' && isUndo ? 'undone' : ended;
  if (state === 'unchanged') return { state, facts, markdown: 'The tenant is as the configuration declares it.\n' };
  if (state === 'unapproved') {
    const text = 'Nobody approved this plan: the run was rejected or cancelled. Nothing was sent to the tenant.';
    return { state, facts, markdown: `${text} To plan again, start the workflow.\n` };
  }
  if (facts.command === 'apply' || markdown === '') return { state, facts, markdown };
  // The plan was refused: its table is in the summary of the run.
  return { state, facts, markdown: `**${failureOf(facts) ?? ''}**\n\n${markdown}` };
}

function stateOf(facts: RunFacts): OutcomeState {
  const { command, exitCode, refusal, superseded, hasChanges } = facts;
  if (superseded) return 'superseded';
  if (refusal !== undefined) return 'refused';
  if (failureOf(facts) === undefined) {
    if (command === 'apply') return 'applied';
    return hasChanges ? 'unapproved' : 'unchanged';
  }
  // A stale plan (4) and a missing approval (3) stop an apply before its first write.
  return command === 'plan' || [3, 4, 64, 65].includes(exitCode) ? 'refused' : 'failed';
}
