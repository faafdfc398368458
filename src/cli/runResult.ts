import type { Finished } from '../app/applyPlan.ts';
import { XtapError } from '../model/errors.ts';
import type { Invocation } from './command.ts';
import { bugText } from './errors.ts';
import type { RunResult } from './exitCodes.ts';

/** How a run that writes ended. A stop signal takes precedence over `done` and `incomplete`. */
export function runResultOf(converged: boolean, signal: AbortSignal): RunResult {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  if (reason instanceof XtapError) return reason.code === 'terminated' ? 'terminated' : 'interrupted';
  return converged ? 'done' : 'incomplete';
}

/** Prints the path of the journal before the first write, so that it is known even if the process is killed. */
export function noteJournal({
  note,
  writingBegins,
}: Pick<Invocation, 'note' | 'writingBegins'>): (path: string) => void {
  return (path) => {
    writingBegins();
    note(`Journal: ${path}`);
  };
}

/** Prints why an apply ended early; the report does not contain it. */
export function noteFinished({ problem, defect }: Finished, { note, io }: Pick<Invocation, 'note' | 'io'>): void {
  if (problem) note(problem.message);
  if (defect !== undefined) io.stderr.write(bugText(defect));
}
