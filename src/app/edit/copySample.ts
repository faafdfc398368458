/* The sample configuration of the guides, copied into a folder of the reader. It never replaces a file. */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { XtapError } from '../../model/errors.ts';
import { pathExists } from '../../platform/files/pathExists.ts';
import { readText } from '../../platform/files/readText.ts';
import { relativeName } from '../../platform/files/relativeName.ts';
import { writeFiles } from './writeFiles.ts';

/** Returns the written files. Throws XtapError `usage` if one exists. */
export async function copySample(sample: string, dir: string, cwd: string): Promise<readonly string[]> {
  const names = (await readdir(sample)).toSorted();
  const files = await Promise.all(
    names.map(async (name) => ({
      file: relativeName(resolve(cwd, dir, name), cwd),
      text: await readText(resolve(sample, name), name),
    })),
  );
  for (const { file } of files) {
    if (await pathExists(resolve(cwd, file)))
      throw new XtapError('usage', `${file} exists.`, {
        notDone: 'Nothing was written.',
        next: 'Choose an empty folder with --dir.',
      });
  }
  const { created } = await writeFiles([], files, cwd);
  return created;
}
