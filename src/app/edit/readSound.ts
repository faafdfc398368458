import { invalidConfiguration } from '../../config/read/invalidConfiguration.ts';
import { readConfiguration } from '../../config/read/readConfiguration.ts';
import type { SourceFile } from '../../config/read/sourceFile.ts';
import type { Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { isoDay, type RunContext } from '../runContext.ts';

/** What files say that are to be edited. Throws XtapError `invalid-configuration`: what cannot be read cannot be edited. */
export function readSound(
  sources: readonly SourceFile[],
  { label, cloud }: { readonly label: string; readonly cloud: Cloud | undefined },
  { wallNow }: Pick<RunContext, 'wallNow'>,
): { readonly desired: DesiredState; readonly warnings: readonly Diagnostic[] } {
  const options = { label, today: isoDay(wallNow()), ...(cloud && { cloud }) };
  const { desired, diagnostics } = readConfiguration(sources, options);
  if (!desired) throw invalidConfiguration(diagnostics);
  return { desired, warnings: diagnostics };
}
