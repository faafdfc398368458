import type { Diagnostic } from '../model/diagnostic.ts';
import { XtapError } from '../model/errors.ts';

export function invalidConfiguration(diagnostics: readonly Diagnostic[]): XtapError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const count = errors.filter(({ code }) => code !== 'more-findings').length;
  const more = count < errors.length ? 'more than ' : '';
  const message = `The configuration has ${more}${count} ${count === 1 ? 'error' : 'errors'}.`;
  return new XtapError('invalid-configuration', message, { diagnostics });
}
