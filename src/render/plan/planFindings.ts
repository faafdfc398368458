import type { Plan } from '../../model/plan.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { guardSentence } from './planWording.ts';

/** What stops or qualifies a plan, for formats that list findings: guards and problems as errors, then warnings. */
export function planFindings(plan: Plan): readonly Finding[] {
  const guards = plan.guards.filter(({ status }) => status === 'exceeded');
  return [
    ...guards.map((guard): Finding => ({ severity: 'error', code: guard.guard, message: guardSentence(guard, plan) })),
    ...(plan.problems ?? []).map((problem): Finding => finding('error', problem)),
    ...plan.warnings.map((warning): Finding => finding('warning', warning)),
  ];
}

/** The guards that are within their limits. */
export function passedGuards({ guards }: Plan): readonly string[] {
  return guards.filter(({ status }) => status === 'ok').map(({ guard }) => guard);
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
