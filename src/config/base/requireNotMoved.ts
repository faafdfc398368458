/*
 * Detects a configuration that moved. With an empty base, a renamed folder would look like the first configuration of
 * the tenant. So xtap stops and reports where the configuration was.
 */

import { XtapError } from '../../model/errors.ts';
import { formatPosition } from '../../model/position.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { isConfigurationFile } from '../read/sources.ts';
import { isAtOrBelow, largestFolder, parentOf } from './baseLimits.ts';
import type { CommitReading } from './filesInForce.ts';
import { displayCommitPath } from './readCommitFiles.ts';
import { type FileStatements, hasStatements, type TenantDeclaration } from './statements.ts';

/** Throws XtapError `base-moved` if the configuration is elsewhere in the commit than at the given paths. */
export function requireNotMoved(reading: CommitReading): void {
  const { head, commit, files, own, others } = reading;
  const missing = files.paths.find(({ exists }) => !exists);
  const other = own.flatMap(({ tenants }) => tenants).find(({ tenantId }) => tenantId !== head.tenantId);
  const isHere = own.some((file) => declarationIn(file, head.tenantId));
  if (isHere && !missing && !other) return;
  const [declaring] = [...(other ? own : []), ...others].flatMap((file) => {
    const declaration = declarationIn(file, head.tenantId);
    return declaration ? [{ file, declaration }] : [];
  });
  if (!declaring) return;
  const { path = '' } = missing ?? files.paths[0] ?? {};
  const reason = missing
    ? `git:${commit.ref} has no configuration at ${path}.`
    : other
      ? `${other.position.file} declares the tenant ${other.tenantId}.`
      : `${path} does not declare the tenant ${head.tenantId} in git:${commit.ref}.`;
  const where = `The commit declares the tenant ${head.tenantId} at ${formatPosition(declaring.declaration.position)}.`;
  const basePath = displayCommitPath(suggestedBasePath(declaring.file, reading), commit);
  throw new XtapError('base-moved', `${reason} ${where}`, {
    next: `If the configuration moved, give --${commit.flag} ${quoted(basePath)}.`,
    position: declaring.declaration.position,
  });
}

function declarationIn({ tenants }: FileStatements, tenantId: TenantId): TenantDeclaration | undefined {
  return tenants.find((each) => each.tenantId === tenantId);
}

/** The folder of the configuration; its file if only files were given, or if other tenants share the folder. */
function suggestedBasePath({ name }: FileStatements, { head, files, own, others }: CommitReading): string {
  const all = [...own, ...others];
  const isForeign = ({ tenants }: FileStatements): boolean =>
    tenants.some(({ tenantId }) => tenantId !== head.tenantId);
  const foreign = all.filter(isForeign).map((each) => each.name);
  const home = parentOf(name);
  const asksForFiles = files.paths.every(({ path }) => isConfigurationFile(path));
  if (asksForFiles || home === '' || largestFolder(home, foreign) === undefined) return name;
  const [top = home] = ancestorsOf(home).filter((folder) => largestFolder(folder, foreign) !== undefined);
  const homes = all
    .filter((each) => hasStatements(each) && isAtOrBelow(each.name, top))
    .map((each) => parentOf(each.name));
  return ancestorsOf(home).findLast((folder) => homes.every((each) => isAtOrBelow(each, folder))) ?? home;
}

/** The folders from the top-level one down to the folder itself. */
function ancestorsOf(folder: string): readonly string[] {
  return folder.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
}

function quoted(text: string): string {
  return /^[\w@%+=:,./~^-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
