/*
 * A configuration that moved. With an empty base, a change that renames the folder would be judged as the first
 * configuration of the tenant, so xtap stops and says where the configuration was.
 */

import { XtapError } from '../../model/errors.ts';
import { formatPosition } from '../../model/position.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { isConfigurationFile } from '../read/sources.ts';
import { isAtOrBelow, largestFolder, parentOf } from './baseLimits.ts';
import type { CommitReading } from './filesInForce.ts';
import { displayCommitPath } from './readCommitFiles.ts';
import { type FileStatements, hasStatements, type TenantDeclaration } from './statements.ts';

/** Throws XtapError `base-moved` where the paths do not hold the configuration, and another place of the commit does. */
export function requireNotMoved(reading: CommitReading): void {
  const { head, commit, files, own, others } = reading;
  const missing = files.paths.find(({ exists }) => !exists);
  const other = own.flatMap(({ tenants }) => tenants).find(({ tenantId }) => tenantId !== head.tenantId);
  const isHere = own.some((file) => declarationIn(file, head.tenantId));
  if (isHere && !missing && !other) return;
  const [found] = [...(other ? own : []), ...others].flatMap((file) => {
    const declaration = declarationIn(file, head.tenantId);
    return declaration ? [{ file, declaration }] : [];
  });
  if (!found) return;
  const { path = '' } = missing ?? files.paths[0] ?? {};
  const why = missing
    ? `git:${commit.ref} has no configuration at ${path}.`
    : other
      ? `${other.position.file} declares the tenant ${other.tenantId}.`
      : `${path} does not declare the tenant ${head.tenantId} in git:${commit.ref}.`;
  const where = `The commit declares the tenant ${head.tenantId} at ${formatPosition(found.declaration.position)}.`;
  const place = displayCommitPath(suggestedBasePath(found.file, reading), commit);
  throw new XtapError(
    'base-moved',
    `${why} ${where} xtap made no plan. If the configuration moved, give --base ${quoted(place)}.`,
    { position: found.declaration.position },
  );
}

function declarationIn({ tenants }: FileStatements, tenantId: TenantId): TenantDeclaration | undefined {
  return tenants.find((each) => each.tenantId === tenantId);
}

/** The folder of the configuration, or the file where only a file is asked for, or other tenants share the folder. */
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

/** From the folder below the top of the repository down to the folder itself. */
function ancestorsOf(folder: string): readonly string[] {
  return folder.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
}

function quoted(text: string): string {
  return /^[\w@%+=:,./~^-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
