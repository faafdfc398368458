/*
 * The limits of a commit that can be meant for a tenant. They do not depend on the paths that are given: they come from
 * the largest folder around the paths that declares no other tenant.
 */

import type { DesiredState } from '../../model/desiredState.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';
import { isConfigurationFile } from '../read/sources.ts';
import { isAtOrBelow, largestFolder, parentOf } from './baseLimits.ts';
import { checkoutAdvice, type GitCommit } from './gitCommit.ts';
import type { CommitFiles } from './readCommitFiles.ts';
import { type FileStatements, hasStatements } from './statements.ts';

export interface CommitReading {
  readonly head: DesiredState;
  readonly commit: GitCommit;
  readonly files: CommitFiles;
  /** Behind the paths whose desired state is asked for. */
  readonly own: readonly FileStatements[];
  readonly others: readonly FileStatements[];
}

/** The other files in the largest folders around the places that declare no other tenant. Their limits are in force. */
export function filesInForce(
  places: readonly string[],
  { head, files, own, others }: CommitReading,
): readonly FileStatements[] {
  const foreign = [...own, ...others]
    .filter(({ tenants }) => tenants.some(({ tenantId }) => tenantId !== head.tenantId))
    .map(({ name }) => name);
  const folders = places.flatMap((place) => largestFolder(place, foreign) ?? []);
  const inForce = others.filter(({ name }) => folders.some((folder) => isAtOrBelow(name, folder)));
  const homes = [...own, ...inForce.filter(hasStatements)].map(({ name }) => parentOf(name));
  const unread = files.unread.filter(
    ({ name }) =>
      folders.some((folder) => isAtOrBelow(name, folder)) && [...homes, ...places].some((home) => isBeside(name, home)),
  );
  const problems = inForce.flatMap(({ problem }): readonly Diagnostic[] => {
    if (!problem) return [];
    const { code, message, position } = problem;
    return [{ severity: 'error', code, message, hint: checkoutAdvice, ...(position && { position }) }];
  });
  const diagnostics = [...problems, ...unread.map(({ problem }) => problem)];
  if (diagnostics.length === 0) return inForce;
  throw new XtapError('invalid-path', 'xtap cannot read every limit of the base, so it made no plan.', { diagnostics });
}

/** Whether something could be a part of a configuration in this folder. At the top of a repository, only YAML is. */
function isBeside(name: string, home: string): boolean {
  return home === '' ? parentOf(name) === '' && isConfigurationFile(name) : isAtOrBelow(name, home);
}
