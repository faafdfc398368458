/*
 * The two files of a run. FILE is what people get, with what was read so far. FILE.key is what the run needs to
 * continue: it is written first and replaced in one step, so that a killed run can always be resumed from it.
 */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseRunState, type RunState, serializeRunState } from '../../graph/signIns/runState.ts';
import { serializeSignIns } from '../../graph/signIns/signInsFile.ts';
import { XtapError } from '../../model/errors.ts';
import type { SignInsFile } from '../../model/signIns.ts';
import { pathExists } from '../../platform/files/pathExists.ts';
import { readText } from '../../platform/files/readText.ts';
import { writePrivateFile } from '../../platform/files/writePrivateFile.ts';

export interface RunFiles {
  /** FILE as the user named it. */
  readonly name: string;
  /** Throws XtapError `refused` if an unfinished run left its key here. */
  readonly requireNoKey: () => Promise<void>;
  /** Throws XtapError `invalid-path` or `invalid-sign-ins`. */
  readonly loadState: () => Promise<RunState>;
  readonly saveState: (state: RunState) => Promise<void>;
  readonly saveFile: (file: SignInsFile) => Promise<void>;
  readonly removeKey: () => Promise<void>;
}

export function runFilesOf(name: string, cwd: string): RunFiles {
  const path = resolve(cwd, name);
  const [keyName, keyPath] = [`${name}.key`, `${path}.key`];
  return {
    name,
    requireNoKey: async () => {
      if (!(await pathExists(keyPath))) return;
      throw new XtapError('refused', `${keyName} belongs to an unfinished run.`, {
        notDone: 'Nothing was read.',
        next: `Continue that run with "xtap signins --resume ${name}", or delete ${keyName} to start again.`,
      });
    },
    loadState: async () => {
      if (!(await pathExists(keyPath))) {
        throw new XtapError('invalid-path', `xtap found no unfinished run to resume: ${keyName} does not exist.`, {
          next: `Start a new run with "xtap signins -o ${name}".`,
        });
      }
      return parseRunState(await readText(keyPath, keyName), keyName);
    },
    saveState: (state) => writePrivateFile(keyPath, serializeRunState(state), keyName, 'keep'),
    saveFile: (file) => writePrivateFile(path, serializeSignIns(file), name, 'keep'),
    removeKey: () => rm(keyPath, { force: true }),
  };
}
