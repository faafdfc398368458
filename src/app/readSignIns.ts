import { resolve } from 'node:path';
import { linkProblem } from '../config/read/sources.ts';
import { parseSignIns } from '../graph/signIns/signInsFile.ts';
import { XtapError } from '../model/errors.ts';
import type { SignInsFile } from '../model/signIns.ts';
import { readText } from '../platform/files/readText.ts';
import { relativeName } from '../platform/files/relativeName.ts';
import { linkOutOfWorkTree } from '../platform/files/workTree.ts';
import type { RunContext } from './runContext.ts';

/** Reads the file that `signins` wrote. Throws XtapError `invalid-path` or `invalid-sign-ins`. */
export async function readSignIns(file: string, { cwd }: Pick<RunContext, 'cwd'>): Promise<SignInsFile> {
  const path = resolve(cwd, file);
  const link = linkOutOfWorkTree(path);
  if (link !== undefined) {
    const { message, hint } = linkProblem(file, relativeName(link, cwd));
    throw new XtapError('invalid-path', `${message}: ${hint}.`);
  }
  return parseSignIns(await readText(path, file), file);
}
