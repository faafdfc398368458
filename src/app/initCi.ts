/* The files of a CI system for init: asks for what the templates leave open, before anything is written. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { SourceFile } from '../config/read/sourceFile.ts';
import { type ActionAddress, actionAddress, type CiPackage, ciFiles, safeFolder } from '../config/write/ciFiles.ts';
import type { CiSystem } from '../config/write/ciSystem.ts';
import { XtapError } from '../model/errors.ts';
import { pathExists } from '../platform/files/pathExists.ts';
import { version } from './runContext.ts';

export interface CiRequest {
  readonly system: CiSystem;
  /** github: `OWNER/xtap@COMMIT`. */
  readonly action: string | undefined;
  readonly dir: string;
  readonly ask: ((question: string) => Promise<string | undefined>) | undefined;
}

export interface CiSetUp {
  readonly system: CiSystem;
  readonly files: readonly SourceFile[];
  /** What the person has to know or to do, as sentences. */
  readonly notes: readonly string[];
}

/** Throws XtapError `usage`. */
export async function prepareCi(request: CiRequest, cwd: string): Promise<CiSetUp> {
  const { system, dir } = request;
  if (!safeFolder.test(dir)) {
    throw new XtapError(
      'usage',
      `--ci needs a folder inside the repository, with letters, digits, "-", "_", "." and "/": "${dir}" is not one.`,
      { notDone: 'Nothing was written.', next: 'Name another with --dir.' },
    );
  }
  const action = system === 'github' ? await chooseAction(request) : undefined;
  const ciPackage = system === 'github' ? undefined : await findPackage(cwd);
  const isRoot = await isRepositoryRoot(cwd);
  const notes = [
    ...(isRoot
      ? []
      : ['This folder is not the root of the git repository. The CI system reads its files in the root only.']),
    ...(system !== 'github' && request.action !== undefined
      ? ['The pipeline runs a package and no action, so xtap did not use --action.']
      : []),
    ...(system !== 'github' && ciPackage === undefined
      ? [
          'There is no tools/xtap-*.tgz. Make it with "npm pack" in a checkout of the release, and write its name and its SHA-512 into the pipeline (xtapPackage and xtapSha512, or XTAP_PACKAGE and XTAP_SHA512).',
        ]
      : []),
  ];
  return { system, files: ciFiles(system, { dir, action, ciPackage }), notes };
}

async function chooseAction({ action, ask }: CiRequest): Promise<ActionAddress> {
  const question = 'Which commit of xtap do the workflows use: OWNER/xtap@COMMIT? (--action)';
  const text = (action ?? (await ask?.(question)) ?? '').trim();
  const [, repository, commit] = actionAddress.exec(text) ?? [];
  if (repository !== undefined && commit !== undefined) return { repository, commit, version };
  const problem = text === '' ? '--ci github needs --action.' : `"${text}" is not an address of the action.`;
  throw new XtapError('usage', problem, {
    notDone: 'Nothing was written.',
    next: `Give OWNER/xtap@COMMIT, with all 40 digits of the commit: "git ls-remote https://github.com/OWNER/xtap v${version}" prints it.`,
  });
}

/** The package of xtap in `tools`; undefined if there is none, or more than one. */
async function findPackage(cwd: string): Promise<CiPackage | undefined> {
  const folder = join(cwd, 'tools');
  const names = await readdir(folder).catch(() => []);
  const [file, ...more] = names.filter((name) => /^xtap-[\w.-]+\.tgz$/.test(name));
  if (file === undefined || more.length > 0) return undefined;
  return {
    file,
    sha512: createHash('sha512')
      .update(await readFile(join(folder, file)))
      .digest('hex'),
  };
}

/** True outside of a repository too: a person may make the repository later. */
async function isRepositoryRoot(cwd: string): Promise<boolean> {
  let folder = resolve(cwd);
  if (await pathExists(join(folder, '.git'))) return true;
  while (dirname(folder) !== folder) {
    folder = dirname(folder);
    if (await pathExists(join(folder, '.git'))) return false;
  }
  return true;
}
