import { XtapError } from '../model/errors.ts';

/** A mistake on the command line that the help explains: main.ts adds which help. */
class UsageError extends XtapError {}

export function usageError(message: string): XtapError {
  return new UsageError('usage', message);
}

/** Names the help of the command that was called, or of the program where none was. Other errors stay as they are. */
export function withHelp(error: unknown, command?: string): unknown {
  if (!(error instanceof UsageError)) return error;
  return new XtapError('usage', `${error.message} See "xtap ${command === undefined ? '' : `${command} `}--help".`);
}
