/*
 * The schema goes beside a configuration as soon as a new file in it points there for editors: a folder that works by
 * itself, offline, with the schema of the version that wrote it. A schema that is there is left alone.
 */
import { posix, resolve } from 'node:path';
import type { SourceFile } from '../../config/read/sourceFile.ts';
import { schemaFile } from '../../config/write/newConfiguration.ts';
import { pathExists } from '../../platform/files/pathExists.ts';
import { schemaOf } from '../schemas.ts';

/** `dir` as the files are named; none where no file is new. */
export async function schemaIfMissing(
  { before, after }: { readonly before: readonly SourceFile[]; readonly after: readonly SourceFile[] },
  dir: string,
  cwd: string,
): Promise<readonly SourceFile[]> {
  const known = new Set(before.map(({ file }) => file));
  const file = posix.join(dir, schemaFile);
  if (after.every((each) => known.has(each.file)) || (await pathExists(resolve(cwd, file)))) return [];
  return [{ file, text: `${JSON.stringify(schemaOf('configuration'), null, 2)}\n` }];
}
