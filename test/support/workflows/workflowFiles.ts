import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';

export const github = join(__dirname, '..', '..', '..', '.github');

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

export interface JobOfWorkflow {
  readonly if?: string;
  readonly uses?: string;
  readonly environment?: string;
  readonly needs?: string | readonly string[];
  readonly concurrency?: {
    readonly group: string;
    readonly queue?: 'single' | 'max';
    readonly 'cancel-in-progress': boolean;
  };
  readonly strategy?: { readonly 'fail-fast'?: boolean; readonly matrix: Readonly<Record<string, unknown>> };
  readonly with?: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly 'run-name'?: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, JobOfWorkflow>>;
}

export interface WorkflowFile {
  /** Relative to `.github`. */
  readonly name: string;
  readonly text: string;
  readonly workflow: Workflow;
}

export function workflowOf(text: string, name = 'workflow.yml'): WorkflowFile {
  return { name, text, workflow: parse(text) as Workflow };
}

function filesIn(folder: string): readonly WorkflowFile[] {
  return readdirSync(join(github, folder))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => join(github, folder, file))
    .map((path) => workflowOf(readFileSync(path, 'utf8'), relative(github, path)));
}

/** What others copy. */
export const templates: readonly WorkflowFile[] = [...filesIn('templates/workflows'), ...filesIn('templates/fleet')];

/** What runs in this repository. */
export const ownWorkflows: readonly WorkflowFile[] = filesIn('workflows');

export function templateNamed(name: string): WorkflowFile {
  const found = templates.find((file) => file.name.endsWith(`/${name}.yml`));
  if (found === undefined) throw new Error(`no template ${name}`);
  return found;
}

export function stepsOf({ workflow }: WorkflowFile): readonly Step[] {
  return Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps);
}
