import type { Plan } from '../../model/plan.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { replayFindings, unblockedHeadline } from '../replay/replayFindings.ts';
import type { ReplayView } from '../replay/replayWording.ts';
import { reviewPlan } from '../review.ts';
import { guardSentence } from './planWording.ts';

/**
 * What stops or qualifies a plan, for formats that list findings: guards and problems as errors, then warnings, then
 * what the sign-ins say.
 */
export function planFindings(plan: Plan, replay: ReplayView | undefined): readonly Finding[] {
  return [
    ...reviewPlan(plan).refusals.map(
      ({ result }): Finding => ({ severity: 'error', code: result.guard, message: guardSentence(result, plan) }),
    ),
    ...plan.problems.map((problem): Finding => finding('error', problem)),
    ...plan.warnings.map((warning): Finding => finding('warning', warning)),
    ...(replay ? replayFindings(replay, plan) : []),
  ];
}

/** The guards that are within their limits, and a replay in which no sign-in would be blocked. */
export function passedNames({ guards }: Plan, replay: ReplayView | undefined): readonly string[] {
  return [
    ...guards.filter(({ status }) => status === 'ok').map(({ guard }) => guard),
    ...(replay ? unblockedHeadline(replay) : []),
  ];
}

interface PlacedMessage {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

function finding(severity: Finding['severity'], { code, message, file, line }: PlacedMessage): Finding {
  const place = file === undefined ? {} : { position: { file, line: line ?? 1, column: 1 } };
  return { severity, code, message, ...place };
}
