import { exitCodeOf, exitCodeOfError, type RunResult } from '../../../src/cli/exitCodes.ts';
import type { ErrorCode } from '../../../src/model/errors.ts';
import { code, page, table } from './markdown.ts';

const resultMeanings: Readonly<Record<Extract<RunResult, string>, string>> = {
  done: 'Done, or nothing to do.',
  changes:
    'There are changes: `drift`, and `plan --detailed-exitcode`. For `drift` also undeclared partners or settings that are to be reported.',
  refused:
    'A guard is exceeded, or approval is missing; nothing was written. `check`: a finding is at or above `--fail-on`.',
  stale: 'The tenant has changed since the plan was made, or the plan is not the reviewed one. Nothing was written.',
  incomplete: 'Applied in part, or the tenant did not show the written settings in time.',
  invalid:
    'The configuration, a plan file, a journal, a snapshot or a path is not valid, or the plan has partners that cannot be planned.',
  interrupted: 'Ctrl-C: xtap finished the requests in flight, and reported them.',
  terminated: 'The system ended the process (SIGTERM, SIGHUP): the same as after Ctrl-C.',
};

const errorMeanings: Readonly<Record<ErrorCode, string>> = {
  usage: 'The command line is wrong.',
  'insecure-url': 'A token would travel over plain http.',
  'insecure-tls':
    'A token would travel over TLS, but `NODE_TLS_REJECT_UNAUTHORIZED=0` turns off the check of certificates.',
  'invalid-configuration': 'The configuration has errors. Each is listed with its place.',
  'invalid-path':
    'A path is missing or unreadable, or has no configuration; or a file is where a folder is needed, or a symbolic link is where a result is to be written.',
  'base-moved':
    'The commit of `--base` has no configuration at the given paths. The message names the `--base git:REF:PATH` to give.',
  'invalid-plan-file': 'A plan file is unreadable, was altered, or was made from a snapshot.',
  'plan-with-problems':
    'The plan has `problems`: partners that cannot be planned. `plan` prints and saves it; `apply` of such a file sends nothing.',
  'invalid-snapshot': 'A snapshot is unreadable or is not one.',
  'invalid-journal': 'A journal is unreadable, or belongs to another tenant.',
  'invalid-sign-ins': 'A file of sign-ins is unreadable or is not one.',
  'invalid-pack': 'A pack of rules has errors. Each is listed with its place.',
  'too-many-sign-ins': 'The log has more sign-ins than `--max-events` allows to read.',
  'file-not-writable': 'A file cannot be written.',
  'graph-request-failed':
    'Graph kept failing for longer than the retry budget, or refused the request. Nothing was planned from it.',
  'bad-answer': 'The answer of Graph is not the expected JSON.',
  'graph-unauthorized': 'Graph does not accept the token (401).',
  'graph-forbidden': 'A permission is missing (403). The message names it.',
  'credential-unavailable': 'xtap could not get a token.',
  'person-refused': 'The token belongs to a person, and `drift --correct` accepts only an application.',
  'wrong-tenant': "The identity's tenant is not the configuration's.",
  refused: 'A guard is exceeded, approval is missing, or xtap could not ask for confirmation.',
  'stale-plan': 'The tenant has changed since the plan was made.',
  'digest-mismatch': '`--expect-digest` names another plan.',
  interrupted: 'Ctrl-C before there was a result.',
  terminated: 'The process was asked to end before there was a result.',
};

export function exitCodesPage(): string {
  const byNumber = (a: readonly [number, string], b: readonly [number, string]): number => a[0] - b[0];
  const rows = (Object.keys(resultMeanings) as (keyof typeof resultMeanings)[])
    .map((result) => [exitCodeOf(result), resultMeanings[result]] as const)
    .concat([
      [1, 'An error. The message says which; an unforeseen one is a bug and says so.'],
      [exitCodeOfError('usage'), 'The command line is wrong.'],
      [exitCodeOfError('wrong-tenant'), 'Authentication, permission, or the wrong tenant.'],
    ])
    .sort(byNumber);
  return page('Exit codes', [
    'The result is printed before the exit, in every format.',
    table(
      ['exit code', 'meaning'],
      rows.map(([number, meaning]) => [String(number), meaning]),
    ),
    '## Errors that end a run',
    'With `--format json` such a run prints `{ "error": { "code", "message", "diagnostics" } }` on stdout. In text it is on stderr.',
    table(
      ['code', 'exit code', 'meaning'],
      (Object.keys(errorMeanings) as ErrorCode[]).map((name) => [
        code(name),
        String(exitCodeOfError(name)),
        errorMeanings[name],
      ]),
    ),
  ]);
}
