import type { Diagnostic } from '../model/diagnostic.ts';
import { XtapError } from '../model/errors.ts';

export function invalidConfiguration(diagnostics: readonly Diagnostic[]): XtapError {
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  const message = `The configuration has ${count} ${count === 1 ? 'error' : 'errors'}.`;
  return new XtapError('invalid-configuration', message, { diagnostics });
}
