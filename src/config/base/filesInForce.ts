/*
 * Finds the files of a commit whose limits can apply to a tenant. They do not depend on the exact paths: they are in
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
  /** The files at the given paths, which declare the desired state. */
  readonly own: readonly FileStatements[];
  readonly others: readonly FileStatements[];
}

/** Throws XtapError `invalid-path` if a file that may set a limit cannot be read. */
export function filesInForce(
  paths: readonly string[],
  { head, commit, files, own, others }: CommitReading,
): readonly FileStatements[] {
  const foreign = [...own, ...others]
    .filter(({ tenants }) => tenants.some(({ tenantId }) => tenantId !== head.tenantId))
    .map(({ name }) => name);
  const folders = paths.flatMap((path) => largestFolder(path, foreign) ?? []);
  const inForce = others.filter(({ name }) => folders.some((folder) => isAtOrBelow(name, folder)));
  const homes = [...own, ...inForce.filter(hasStatements)].map(({ name }) => parentOf(name));
  const unread = files.unread.filter(
    ({ name }) =>
      folders.some((folder) => isAtOrBelow(name, folder)) && [...homes, ...paths].some((home) => isBeside(name, home)),
  );
  const problems = inForce.flatMap(({ problem }): readonly Diagnostic[] => {
    if (!problem) return [];
    const { code, message, position } = problem;
    return [{ severity: 'error', code, message, hint: checkoutAdvice(commit), ...(position && { position }) }];
  });
  const diagnostics = [...problems, ...unread.map(({ problem }) => problem)];
  if (diagnostics.length === 0) return inForce;
  throw new XtapError('invalid-path', 'xtap cannot read every limit of the base.', { diagnostics });
}

/** True if an entry may belong to a configuration in this folder. At the top of the repository, only YAML files may. */
function isBeside(name: string, home: string): boolean {
  return home === '' ? parentOf(name) === '' && isConfigurationFile(name) : isAtOrBelow(name, home);
}
