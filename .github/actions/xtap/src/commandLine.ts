import { join } from 'node:path';
import type { Inputs, XtapCommand } from './inputs.ts';

/** The files that one run leaves behind, all in one folder that a workflow can keep as an artifact. */
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

type Asked = Pick<Inputs, 'paths' | 'args' | 'planFile' | 'expectDigest'>;

/**
 * The arguments of xtap: an array from the inputs to the process, so that no shell ever reads a value. stdout carries
 * annotations; of an apply it carries the report, which no `-o` file holds.
 */
export function commandLine(command: XtapCommand, asked: Asked, files: ResultFiles): readonly string[] {
  const out = [`markdown=${files.markdown}`, `text=${files.text}`, `json=${files.plan}`].flatMap((each) => [
    '-o',
    each,
  ]);
  const isSaved = command === 'apply' && asked.planFile !== '';
  return [
    command,
    '--format',
    command === 'apply' ? 'markdown' : 'github',
    ...(isSaved ? out.slice(0, 4) : out),
    ...asked.args,
    ...(asked.expectDigest === '' ? [] : ['--expect-digest', asked.expectDigest]),
    // Behind it, a path that begins with a dash is a path.
    '--',
    ...(isSaved ? [asked.planFile] : asked.paths),
  ];
}
