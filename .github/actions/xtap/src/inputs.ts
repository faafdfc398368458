import { getBooleanInput, getInput, getMultilineInput } from '@actions/core';

const xtapCommands = ['plan', 'apply', 'drift', 'validate'] as const;
const commands = [...xtapCommands, 'tenants', 'summary'] as const;

export type XtapCommand = (typeof xtapCommands)[number];

export interface Inputs {
  readonly command: (typeof commands)[number];
  readonly paths: readonly string[];
  readonly args: readonly string[];
  readonly workingDirectory: string;
  readonly planFile: string;
  readonly expectDigest: string;
  readonly comment: boolean;
  readonly commentKey: string;
  readonly issue: boolean;
  readonly results: string;
  readonly token: string;
}

/** Reads the inputs; throws with a sentence for the person who wrote the workflow. */
export function readInputs(): Inputs {
  const word = getInput('command', { required: true });
  const command = commands.find((name) => name === word);
  if (command === undefined) throw new Error(`"command" takes one of ${commands.join(', ')}.`);
  const expectDigest = getInput('expect-digest');
  if (expectDigest !== '' && !/^sha256:[0-9a-f]{64}$/.test(expectDigest)) {
    throw new Error('"expect-digest" takes the "plan-digest" of another run: sha256: and 64 hexadecimal digits.');
  }
  if (expectDigest !== '' && command !== 'apply') throw new Error('"expect-digest" is about apply.');
  return {
    command,
    paths: getMultilineInput('paths'),
    args: getMultilineInput('args'),
    workingDirectory: getInput('working-directory') || '.',
    planFile: getInput('plan-file'),
    expectDigest,
    comment: getBooleanInput('comment'),
    commentKey: getInput('comment-key'),
    issue: getBooleanInput('issue'),
    results: getInput('results') || 'results',
    token: getInput('github-token'),
  };
}
