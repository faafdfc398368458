import { XtapError } from '../../model/errors.ts';
import { invalidConfiguration } from './invalidConfiguration.ts';
import type { SourceFile } from './sourceFile.ts';
import type { Sources } from './sources.ts';

/** The files, where all could be read. Throws XtapError: `invalid-path` and `ifNone` where no path leads to a file. */
export function requireSources({ sources, diagnostics }: Sources, ifNone: string): readonly SourceFile[] {
  if (diagnostics.length === 0) return sources;
  const none = sources.length === 0 && diagnostics.every(({ code }) => code === 'invalid-path');
  throw none ? new XtapError('invalid-path', ifNone, { diagnostics }) : invalidConfiguration(diagnostics);
}
