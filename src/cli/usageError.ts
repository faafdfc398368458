import { XtapError } from '../model/errors.ts';

export function usageError(message: string): XtapError {
  return new XtapError('usage', `${message} See "xtap --help".`);
}
