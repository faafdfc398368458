import { countFindings, type Diagnostic } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';

export function invalidConfiguration(diagnostics: readonly Diagnostic[]): XtapError {
  const count = countFindings(diagnostics.filter(({ severity }) => severity === 'error'));
  const message = `The configuration has ${count} ${count === 1 ? 'error' : 'errors'}.`;
  return new XtapError('invalid-configuration', message, { diagnostics });
}
