/*
 * The error that ends a run, complete: what happened, what did not happen because of it, and what to do next. The code
 * that throws knows the first and the last part. What did not happen depends on the command, so it is added here.
 */
import { withNotDone, XtapError } from '../model/errors.ts';
import { UsageError } from './errors.ts';
import type { CommandName } from './flags/commandTable.ts';

const sentences: Readonly<Record<CommandName, string>> = {
  validate: 'The configuration was not validated.',
  plan: 'No plan was made.',
  apply: 'Nothing was written.',
  drift: 'The tenant was not compared.',
  pull: 'No file was written.',
  add: 'No entry was added.',
  explain: 'Nothing was explained.',
  doctor: 'Nothing was checked.',
  check: 'No rule was checked.',
  init: 'No file was written.',
  signins: 'No file was written.',
  replay: 'No sign-in was replayed.',
  discover: 'No entry was proposed.',
  schema: 'No schema was printed.',
  emulate: 'No emulator was started.',
  demo: 'The demo was not finished.',
  completion: 'No script was printed.',
};

export interface FailedRun {
  /** Undefined if the command line names none. */
  readonly command: CommandName | undefined;
  /** `drift --correct`. */
  readonly corrects: boolean;
  /** The run had printed its result or begun to write to the tenant. */
  readonly isLate?: boolean;
}

/** Bugs and the errors of a late run stay as they are: what they say must not be contradicted. */
export function errorOfRun(error: unknown, run: FailedRun): unknown {
  if (!(error instanceof XtapError) || run.isLate) return error;
  const explained = error instanceof UsageError ? withHelp(error, run) : error;
  const sentence = notDoneBy(explained, run);
  return sentence === undefined || explained.details.notDone !== undefined
    ? explained
    : withNotDone(explained, sentence);
}

function notDoneBy({ code }: XtapError, { command, corrects }: FailedRun): string | undefined {
  // An invalid configuration is the result of `validate`.
  if (command === undefined || (command === 'validate' && code === 'invalid-configuration')) return undefined;
  const sentence = sentences[command];
  return command === 'drift' && corrects ? 'The tenant was not compared, and nothing was corrected.' : sentence;
}

/** Adds which help to read: of the command, or of the program without one. */
function withHelp({ what, details }: XtapError, { command }: FailedRun): XtapError {
  const help = `See "xtap ${command === undefined ? '' : `${command} `}--help".`;
  const next = [details.next, help].filter(Boolean).join(' ');
  return new XtapError('usage', what, { ...details, next });
}
