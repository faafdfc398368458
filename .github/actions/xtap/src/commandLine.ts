import { join } from 'node:path';
import type { Inputs, XtapCommand } from './inputs.ts';

/** The files of one run, in a folder that a workflow can keep as an artifact. */
export interface ResultFiles {
  readonly folder: string;
  readonly plan: string;
  readonly markdown: string;
  readonly text: string;
  readonly result: string;
}

export function resultFiles(folder: string, planFile = ''): ResultFiles {
  return {
    folder,
    plan: planFile === '' ? join(folder, 'plan.json') : planFile,
    markdown: join(folder, 'plan.md'),
    text: join(folder, 'plan.txt'),
    result: join(folder, 'result.json'),
  };
}

type CommandInputs = Pick<Inputs, 'paths' | 'args' | 'planFile' | 'expectDigest' | 'allowed'>;

/**
 * The arguments of xtap, as an array, so that no shell interprets a value. stdout carries annotations; with apply it
 * carries the report, which no `-o` file contains.
 */
export function commandLine(command: XtapCommand, inputs: CommandInputs, files: ResultFiles): readonly string[] {
  const out = [`markdown=${files.markdown}`, `text=${files.text}`, `json=${files.plan}`].flatMap((each) => [
    '-o',
    each,
  ]);
  const isSaved = command === 'apply' && inputs.planFile !== '';
  return [
    command,
    '--format',
    command === 'apply' ? 'markdown' : 'github',
    ...(isSaved ? out.slice(0, 4) : out),
    ...inputs.args,
    ...(inputs.expectDigest === '' ? [] : ['--expect-digest', inputs.expectDigest]),
    ...(command === 'apply' ? allowanceFlags(inputs) : []),
    // After `--`, an argument that begins with a dash is a path.
    '--',
    ...(isSaved ? [inputs.planFile] : inputs.paths),
  ];
}

function allowanceFlags({ allowed }: Pick<CommandInputs, 'allowed'>): readonly string[] {
  return (['deletes', 'changes'] as const).flatMap((kind) =>
    allowed[kind] === undefined ? [] : [`--allow-${kind}`, String(allowed[kind])],
  );
}
