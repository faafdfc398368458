import type { Finished } from '../app/applyPlan.ts';
import { XtapError } from '../model/errors.ts';
import type { Invocation } from './command.ts';
import type { RunResult } from './exitCodes.ts';
import { bugText } from './errors.ts';

/** How an apply ended: a stop signal is named before what it left undone. */
export function runResultOf(converged: boolean, signal: AbortSignal): RunResult {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  if (reason instanceof XtapError) return reason.code === 'terminated' ? 'terminated' : 'interrupted';
  return converged ? 'done' : 'incomplete';
}

/** Where the journal is, said before the first write: on a run that is killed nothing else would say it. */
export function noteJournal({
  note,
  writingBegins,
}: Pick<Invocation, 'note' | 'writingBegins'>): (path: string) => void {
  return (path) => {
    writingBegins();
    note(`Journal: ${path}`);
  };
}

/** What there is to say of an apply beside its report: why it ended early. */
export function noteFinished({ problem, defect }: Finished, { note, io }: Pick<Invocation, 'note' | 'io'>): void {
  if (problem) note(problem.message);
  if (defect !== undefined) io.stderr.write(bugText(defect));
}
