import { getBooleanInput, getInput, getMultilineInput } from '@actions/core';
import type { RemovedTenant } from './tenants.ts';

const xtapCommands = ['plan', 'apply', 'drift', 'validate', 'check'] as const;
const commands = [...xtapCommands, 'signins', 'tenants', 'summary', 'result'] as const;

/** Who approves an apply: the reviewers of an environment, the reviewers of the pull request, or nobody. */
const approvals = ['environment', 'pull-request', 'none'] as const;

export type XtapCommand = (typeof xtapCommands)[number];
type Command = (typeof commands)[number];

export interface Inputs {
  readonly command: Command;
  readonly paths: readonly string[];
  readonly args: readonly string[];
  readonly workingDirectory: string;
  readonly planFile: string;
  readonly expectDigest: string;
  /** plan: the run whose undo plan takes the place of a plan; 0 without one. */
  readonly undoRun: number;
  /** How many deletions and changes a person allows, although a guard refuses them; undefined allows none. */
  readonly allowed: { readonly deletes: number | undefined; readonly changes: number | undefined };
  /** In a fleet: the folder of the tenant that `undo-run` and the allowed numbers are about. */
  readonly tenant: string;
  readonly baseFrom: string;
  /** The path of the configuration in the base if it was moved; else empty. */
  readonly basePath: string;
  readonly sinceFrom: string;
  /** plan: the workflow that makes the sign-ins file for a replay; else empty. */
  readonly signInsFrom: string;
  readonly approval: (typeof approvals)[number];
  readonly environment: string;
  /** With `approval: pull-request`: the workflow that plans pull requests. */
  readonly planFrom: string;
  readonly comment: boolean;
  readonly commentKey: string;
  readonly issue: boolean;
  readonly results: string;
  /** check: the folder with the results of the plan; else empty. */
  readonly planResults: string;
  /** check: the file of the repository's own rules, which may be missing. */
  readonly rules: string;
  /** check: all tenants of the folder at once, with the rules about pairs alone. */
  readonly pairs: boolean;
  /** The output of `tenants`: tenants whose folder is removed. */
  readonly removed: readonly RemovedTenant[];
  readonly token: string;
}

/** Reads the inputs. Throws an error whose message is written for the author of the workflow. */
export function readInputs(): Inputs {
  const word = getInput('command', { required: true });
  const command = commands.find((name) => name === word);
  if (command === undefined) throw new Error(`"command" takes one of ${commands.join(', ')}.`);
  const expectDigest = getInput('expect-digest');
  if (expectDigest !== '' && !/^sha256:[0-9a-f]{64}$/.test(expectDigest)) {
    throw new Error('"expect-digest" takes the "plan-digest" of another run: sha256: and 64 hexadecimal digits.');
  }
  if (expectDigest !== '' && command !== 'apply') throw new Error('"expect-digest" is about apply.');
  const baseFrom = workflowInput('base-from', command, ['plan', 'drift', 'tenants', 'check']);
  const basePath = getInput('base-path');
  if (basePath !== '' && baseFrom === '') throw new Error('"base-path" needs "base-from".');
  return {
    command,
    paths: getMultilineInput('paths'),
    args: getMultilineInput('args'),
    workingDirectory: getInput('working-directory') || '.',
    planFile: getInput('plan-file'),
    expectDigest,
    undoRun: numberInput('undo-run', 'the number at the end of the address of a run') ?? 0,
    allowed: {
      deletes: numberInput('allow-deletes', 'a number'),
      changes: numberInput('allow-changes', 'a number'),
    },
    tenant: getInput('tenant'),
    baseFrom,
    basePath,
    sinceFrom: workflowInput('since-from', command, ['drift']),
    signInsFrom: workflowInput('sign-ins-from', command, ['plan']),
    approval: approvalInput(),
    environment: getInput('environment'),
    planFrom: workflowInput('plan-from', command, ['plan', 'apply']),
    comment: getBooleanInput('comment'),
    commentKey: getInput('comment-key'),
    issue: getBooleanInput('issue'),
    results: getInput('results') || 'results',
    planResults: checkInput('plan-results', command),
    rules: getInput('rules'),
    pairs: getBooleanInput('pairs'),
    removed: removedInput(),
    token: getInput('github-token'),
  };
}

function numberInput(name: string, what: string): number | undefined {
  const text = getInput(name);
  if (!/^\d*$/.test(text)) throw new Error(`"${name}" takes ${what}.`);
  return text === '' ? undefined : Number(text);
}

function checkInput(name: string, command: Command): string {
  const text = getInput(name);
  if (text !== '' && command !== 'check') throw new Error(`"${name}" is about check.`);
  return text;
}

function removedInput(): readonly RemovedTenant[] {
  const text = getInput('removed');
  return text === '' ? [] : (JSON.parse(text) as readonly RemovedTenant[]);
}

function approvalInput(): Inputs['approval'] {
  const word = getInput('approval') || 'environment';
  const approval = approvals.find((name) => name === word);
  if (approval === undefined) throw new Error(`"approval" takes one of ${approvals.join(', ')}.`);
  return approval;
}

function workflowInput(name: string, command: Command, users: readonly Command[]): string {
  const file = getInput(name);
  if (file === '') return '';
  if (!users.includes(command)) throw new Error(`"${name}" is about ${users.join(', ')}.`);
  if (!/^[\w.-]+\.ya?ml$/.test(file)) throw new Error(`"${name}" takes the file name of a workflow: xtap-apply.yml.`);
  return file;
}
