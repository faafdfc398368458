/*
 * The files of a CI system that plan, apply and watch a configuration. They are the templates in `.github/templates`,
 * with the address of the action, the package and the folder of the configuration filled in.
 */
import azurePipelines from '../../../.github/templates/azure-pipelines.yml';
import dependabot from '../../../.github/templates/dependabot.yml';
import gitlabPipeline from '../../../.github/templates/gitlab-ci.yml';
import applyWorkflow from '../../../.github/templates/workflows/xtap-apply.yml';
import driftWorkflow from '../../../.github/templates/workflows/xtap-drift.yml';
import planWorkflow from '../../../.github/templates/workflows/xtap-plan.yml';
import signInsWorkflow from '../../../.github/templates/workflows/xtap-signins.yml';
import type { SourceFile } from '../read/sourceFile.ts';
import type { CiSystem } from './ciSystem.ts';

/** What the templates leave open. */
export interface CiChoices {
  /** The folder of the configuration, relative to the root of the repository. */
  readonly dir: string;
  /** github: the repository and the commit of the action. */
  readonly action?: ActionAddress | undefined;
  /** azure, gitlab: the package of xtap that the repository keeps; undefined if it is not there yet. */
  readonly ciPackage?: CiPackage | undefined;
}

export interface ActionAddress {
  readonly repository: string;
  readonly commit: string;
  /** The version for which the commit was released, for readers and Dependabot. */
  readonly version: string;
}

export interface CiPackage {
  readonly file: string;
  readonly sha512: string;
}

const templates: Readonly<Record<CiSystem, readonly SourceFile[]>> = {
  github: [
    { file: '.github/workflows/xtap-plan.yml', text: planWorkflow },
    { file: '.github/workflows/xtap-apply.yml', text: applyWorkflow },
    { file: '.github/workflows/xtap-drift.yml', text: driftWorkflow },
    { file: '.github/workflows/xtap-signins.yml', text: signInsWorkflow },
    { file: '.github/dependabot.yml', text: dependabot },
  ],
  azure: [{ file: 'azure-pipelines.yml', text: azurePipelines }],
  gitlab: [{ file: '.gitlab-ci.yml', text: gitlabPipeline }],
};

/** A folder whose name needs no quotes in YAML and in a shell. */
export const safeFolder = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9_][A-Za-z0-9._/-]*$/;

/** `OWNER/REPOSITORY@COMMIT` with a whole commit: a tag or a branch can move to other code. */
export const actionAddress = /^([A-Za-z0-9-]+\/[A-Za-z0-9._-]+)@([0-9a-f]{40})$/;

/** `dir` must match `safeFolder`. */
export function ciFiles(system: CiSystem, { dir, action, ciPackage }: CiChoices): readonly SourceFile[] {
  const fill = (text: string): string => {
    const inFolder = text.replace(/\bconfigs\b/g, dir);
    if (system !== 'github') {
      return ciPackage === undefined
        ? inFolder
        : inFolder
            .replaceAll('xtap-1.0.0.tgz', ciPackage.file)
            .replace(/^(\s+(?:value|XTAP_SHA512): )SHA512$/m, `$1${ciPackage.sha512}`);
    }
    if (action === undefined) return inFolder;
    const { repository, commit, version } = action;
    return inFolder
      .replaceAll('OWNER/xtap/', `${repository}/`)
      .replaceAll('@COMMIT # v1.0.0', `@${commit} # v${version}`);
  };
  return templates[system].map(({ file, text }) => ({ file, text: fill(text) }));
}
