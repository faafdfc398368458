/*
 * The keys of a workflow that the runner acts on. Any other key throws: otherwise it would be ignored silently.
 */
import type { WorkflowFile } from './workflowFiles.ts';

const known: Readonly<Record<string, readonly string[]>> = {
  workflow: ['name', 'run-name', 'on', 'permissions', 'jobs'],
  event: ['push', 'pull_request', 'merge_group', 'workflow_dispatch', 'schedule', 'workflow_call'],
  filter: ['branches', 'paths'],
  call: ['inputs'],
  input: ['description', 'required', 'type', 'default'],
  job: [
    'needs',
    'if',
    'runs-on',
    'timeout-minutes',
    'environment',
    'concurrency',
    'strategy',
    'permissions',
    'outputs',
    'steps',
    'uses',
    'with',
  ],
  concurrency: ['group', 'queue', 'cancel-in-progress'],
  strategy: ['fail-fast', 'matrix'],
  step: ['id', 'name', 'if', 'uses', 'run', 'with', 'env'],
};

export function checkKeys({ name: file, workflow }: WorkflowFile): void {
  const check = (kind: string, value: unknown, at: string): void => {
    const odd = Object.keys(value ?? {}).filter((key) => !known[kind]?.includes(key));
    if (odd.length > 0) throw new Error(`${file}: the runner does not know ${odd.join(', ')} of ${at}`);
  };
  check('workflow', workflow, 'the workflow');
  check('event', workflow.on, 'on');
  for (const event of ['push', 'pull_request']) check('filter', workflow.on[event], `on.${event}`);
  const call = workflow.on.workflow_call as { readonly inputs?: Readonly<Record<string, unknown>> } | undefined;
  check('call', call, 'on.workflow_call');
  const dispatch = workflow.on.workflow_dispatch as typeof call;
  check('call', dispatch, 'on.workflow_dispatch');
  const inputs = { ...call?.inputs, ...dispatch?.inputs };
  for (const [name, input] of Object.entries(inputs)) check('input', input, `the input ${name}`);
  for (const [name, job] of Object.entries(workflow.jobs)) {
    check('job', job, `the job ${name}`);
    check('concurrency', job.concurrency, `the concurrency of ${name}`);
    check('strategy', job.strategy, `the strategy of ${name}`);
    for (const step of job.steps ?? []) check('step', step, `a step of ${name}`);
  }
}
