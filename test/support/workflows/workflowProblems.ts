/* The rules for every workflow, as small functions that list the problems. No linter has these rules. */
import { type JobOfWorkflow, type Step, stepsOf, type WorkflowFile } from './workflowFiles.ts';

type Rule = (file: WorkflowFile) => readonly string[];

const ownAction = /^OWNER\/xtap\/\.github\/actions\/xtap@COMMIT$/;

/** Events whose runs combine foreign code or text with the permissions of this repository. */
const dangerousEvents = ['pull_request_target', 'workflow_run', 'issue_comment', 'issues'];

const safeEvents: Rule = ({ workflow }) =>
  Object.keys(workflow.on).flatMap((event) => (dangerousEvents.includes(event) ? [`runs on ${event}`] : []));

const pinned: Rule = (file) => {
  const all = [...stepsOf(file), ...Object.values(file.workflow.jobs)].flatMap(({ uses }) => uses ?? []);
  return all
    .filter((uses) => !uses.startsWith('./') && !ownAction.test(uses) && !/@[0-9a-f]{40}$/.test(uses))
    .map((uses) => `${uses} is not pinned by its commit`);
};

/** An expression is pasted into the script before the shell reads it: whoever writes the value writes the script. */
const noPasting: Rule = (file) =>
  stepsOf(file)
    .filter(({ run }) => run?.includes('${{'))
    .map(({ name, id, run = '' }) => `an expression in the script of "${name ?? id ?? run}"`);

const noPermissionsByDefault: Rule = ({ workflow: { permissions } }) =>
  permissions !== undefined && Object.values(permissions).every((value) => value === 'read')
    ? []
    : ['no permissions, or more than reading, at the top'];

const writes = new Set(['id-token', 'pull-requests', 'issues', 'attestations']);

/** A job that may write to the repository has no identity towards the tenant or a registry. */
const leastPermissions: Rule = (file) =>
  jobsOf(file).flatMap(([name, { permissions = {} }]) =>
    Object.entries(permissions)
      .filter(([scope, level]) => level !== 'read' && !(level === 'write' && writes.has(scope)))
      .filter(([scope]) => scope !== 'contents' || permissions['id-token'] !== undefined)
      .map(([scope, level]) => `${name} has ${scope}: ${level}`),
  );

const noSecrets: Rule = ({ text }) => (/\bsecrets\b\s*[.[:]/.test(text) ? ['uses a secret'] : []);

const bounded: Rule = (file) =>
  jobsOf(file).flatMap(([name, job]) =>
    job.uses === undefined && job['timeout-minutes'] === undefined ? [`${name} may run for six hours`] : [],
  );

const checkoutKeepsNothing: Rule = (file) =>
  stepsOf(file)
    .filter(
      ({ uses, with: inputs }) => uses?.startsWith('actions/checkout@') && inputs?.['persist-credentials'] !== false,
    )
    .map(() => 'checkout leaves the token in the work tree');

/** On a pull request an identity is only for branches of this repository. */
const noIdentityForForks: Rule = (file) => {
  if (!('pull_request' in file.workflow.on)) return [];
  return jobsOf(file)
    .filter(([, job]) => mayGetToken(job) && !isOfOwnBranch(job.if))
    .map(([name]) => `${name} gives an identity to forks`);
};

/** A merge queue merges what somebody with write access has put there. */
function isOfOwnBranch(condition = ''): boolean {
  return /head\.repo\.full_name == github\.repository|event_name == 'merge_group'/.test(condition);
}

/**
 * The identity that writes belongs to an environment, never runs for a pull request, and only one such job runs at a
 * time.
 */
const guardedWriters: Rule = (file) =>
  jobsOf(file)
    .filter(([, job]) => stepsOfJob(job).some(writesToTenant))
    .flatMap(([name, job]) => [
      ...(job.environment === undefined ? [`${name} writes outside of an environment`] : []),
      ...(job.concurrency?.group.startsWith('xtap-write') === true ? [] : [`${name} writes beside others`]),
      ...(job.concurrency?.['cancel-in-progress'] === false ? [] : [`${name} can be cancelled in the middle`]),
      ...(job.concurrency?.queue === 'max' ? [] : [`${name} can be cancelled while it waits for its turn`]),
      ...('pull_request' in file.workflow.on ? [`${name} writes on pull requests`] : []),
    ]);

/** What is applied is the file of a job before it in the same run, held to the digest of that job's output. */
const reviewedPlan: Rule = (file) =>
  jobsOf(file).flatMap(([name, job]) =>
    stepsOfJob(job)
      .filter(({ with: inputs }) => inputs?.command === 'apply')
      .flatMap(({ with: inputs = {} }) => [
        ...(inputs['expect-digest'] === '${{ needs.plan.outputs.digest }}' ? [] : [`${name} expects no digest`]),
        ...(String(inputs['plan-file']).startsWith('${{ runner.temp }}/') ? [] : [`${name} applies no saved plan`]),
        ...(stepsOfJob(job).some(({ uses }) => uses?.startsWith('actions/checkout@'))
          ? [`${name} reads a work tree`]
          : []),
        ...(/--(yes|allow-)/.test(String(inputs.args)) ? [`${name} consents by itself`] : []),
      ]),
  );

/**
 * What the action asks GitHub before a writer continues: newer runs, the branch, and the reviewers of the writer.
 */
const orderedAndApproved: Rule = (file) => {
  const apply = Object.values(file.workflow.jobs).find((job) =>
    stepsOfJob(job).some(({ with: inputs }) => inputs?.command === 'apply'),
  );
  return jobsOf(file).flatMap(([name, job]) => {
    const isRead = job.permissions?.actions === 'read' && job.permissions.contents === 'read';
    const steps = stepsOfJob(job).filter(
      ({ with: inputs = {} }) =>
        inputs.command === 'apply' ||
        ('base-from' in inputs && inputs.command === 'plan' && !('pull_request' in file.workflow.on)),
    );
    return [
      ...(stepsOfJob(job).some(writesToTenant) && !isRead ? [`${name} cannot see newer runs and commits`] : []),
      ...steps.flatMap(({ with: inputs = {} }) => [
        ...(inputs.approval === 'environment' ? [] : [`${name} is approved by nobody`]),
        ...(inputs.environment === apply?.environment ? [] : [`${name} looks at another environment`]),
        ...(inputs.paths === undefined ? [`${name} does not say which paths to compare`] : []),
      ]),
    ];
  });
};

/** Limits and drift come from the commit applied last, not from the one before, whose apply may have been refused. */
const knownBase: Rule = (file) =>
  jobsOf(file).flatMap(([name, job]) => {
    const steps = stepsOfJob(job).map(({ with: inputs = {} }) => inputs);
    const asks = (input: string): boolean => steps.some((inputs) => input in inputs);
    const watches = steps.some(({ command }) => command === 'drift');
    const depth = steps.some((inputs) => inputs['fetch-depth'] === 0);
    const plansForApply = 'apply' in file.workflow.jobs && name === 'plan';
    return [
      ...(plansForApply && steps.some((inputs) => inputs.command === 'plan' && !('base-from' in inputs))
        ? [`${name} does not plan against what was applied last`]
        : []),
      ...(watches && !asks('base-from') ? [`${name} cannot tell drift from what waits`] : []),
      ...(asks('base-from') && !depth ? [`${name} has a part of the history`] : []),
      ...((asks('base-from') || asks('since-from')) && job.permissions?.actions !== 'read'
        ? [`${name} may not read runs`]
        : []),
    ];
  });

/** Rules are checked after the plan and before its approval, and only new findings fail. */
const checkedPlan: Rule = (file) =>
  jobsOf(file).flatMap(([name, job]) => {
    const steps = stepsOfJob(job).map(({ with: inputs = {} }) => inputs);
    const plan = steps.findIndex(({ command, args = '' }) => command === 'plan' && !/^--live$/m.test(String(args)));
    const checks = steps.filter(({ command }) => command === 'check');
    const follows = steps.slice(plan + 1).some((inputs) => inputs.command === 'check' && 'plan-results' in inputs);
    const since = ({ args = '', ...inputs }: Readonly<Record<string, unknown>>): boolean =>
      'base-from' in inputs || /^--new-since$/m.test(String(args));
    return [
      ...(plan >= 0 && !follows ? [`${name} checks no rules before the approval`] : []),
      ...(checks.every(since) ? [] : [`${name} fails for findings that were there before`]),
    ];
  });

const artifactsOfThisRun: Rule = (file) =>
  stepsOf(file)
    .filter(
      ({ uses, with: inputs = {} }) =>
        uses?.startsWith('actions/download-artifact@') && ('run-id' in inputs || 'github-token' in inputs),
    )
    .map(() => 'takes an artifact of another run');

/** The identity that reads the sign-in log is for a schedule alone, and its file expires soon. */
const guardedLogReaders: Rule = (file) =>
  jobsOf(file)
    .filter(([, job]) => stepsOfJob(job).some(readsSignInLog))
    .flatMap(([name, job]) => [
      ...(job.environment === undefined ? [`${name} reads the sign-in log outside of an environment`] : []),
      ...(Object.keys(file.workflow.on).every((event) => event === 'schedule' || event === 'workflow_dispatch')
        ? []
        : [`${name} reads the sign-in log for other events than a schedule`]),
      ...stepsOfJob(job)
        .filter(({ uses, with: inputs = {} }) => {
          return uses?.startsWith('actions/upload-artifact@') && !(Number(inputs['retention-days']) <= 10);
        })
        .map(() => `${name} keeps the sign-ins for long`),
    ]);

function readsSignInLog({ with: inputs = {}, env = {} }: Step): boolean {
  return inputs.command === 'signins' || String(env.AZURE_CLIENT_ID ?? '').includes('SIGN_INS');
}

function mayGetToken({ permissions }: JobOfWorkflow): boolean {
  return permissions?.['id-token'] === 'write';
}

function writesToTenant({ with: inputs = {}, env = {} }: Step): boolean {
  return inputs.command === 'apply' || corrects(inputs) || String(env.AZURE_CLIENT_ID ?? '').includes('APPLY');
}

function corrects({ args = '' }: Readonly<Record<string, unknown>>): boolean {
  return /^--correct$/m.test(String(args));
}

function jobsOf({ workflow }: WorkflowFile): readonly (readonly [string, JobOfWorkflow])[] {
  return Object.entries(workflow.jobs);
}

function stepsOfJob({ steps = [] }: JobOfWorkflow): readonly Step[] {
  return steps;
}

const rules: readonly Rule[] = [
  safeEvents,
  pinned,
  noPasting,
  noPermissionsByDefault,
  leastPermissions,
  noSecrets,
  bounded,
  checkoutKeepsNothing,
  noIdentityForForks,
  guardedWriters,
  reviewedPlan,
  orderedAndApproved,
  knownBase,
  checkedPlan,
  artifactsOfThisRun,
  guardedLogReaders,
];

export function problemsOf(file: WorkflowFile): readonly string[] {
  return rules.flatMap((rule) => rule(file));
}
