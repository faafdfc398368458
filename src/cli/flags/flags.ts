/*
 * Flags as data: the parser, the help, the completion scripts and the reference page read these rows. Every flag has
 * an environment variable (`--graph-url`: XTAP_GRAPH_URL), except the approval flags: approval is given on the command
 * line, where people see it. A variable is set up once and would approve every later plan. A flag whose name means
 * something else in another command has none either.
 */
import { runDefaults } from '../../app/runDefaults.ts';
import { authKinds } from '../../graph/identity/credentialKind.ts';
import { clouds } from '../../model/cloud.ts';
import { colorChoices } from '../output/io.ts';

export type FlagGroup = 'Approval' | 'Writing' | 'Output' | 'Microsoft Graph';

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** The placeholder of the value; a flag without one is a switch. */
  readonly value?: string;
  readonly kind: 'switch' | 'text' | 'number' | 'list';
  readonly choices?: readonly string[];
  /** The values that the variable accepts, if it is set once for commands with different choices. */
  readonly variableChoices?: readonly string[];
  readonly summary: string;
  /** The heading in the help of a command. A flag without a group belongs to that command alone. */
  readonly group?: FlagGroup;
  /** Part of a person's approval, so it can be given on the command line only. */
  readonly isApproval?: true;
  /** Other commands have a flag of this name and another meaning: a variable set for those must not reach this one. */
  readonly hasNoVariable?: true;
  /** Rejects fractions. */
  readonly integer?: true;
  /** Must be greater than 0; fractions such as 0.5 are accepted. */
  readonly positive?: true;
  /** The highest accepted number. */
  readonly max?: number;
}

export const text = (name: string, value: string, summary: string): Flag => ({ name, value, kind: 'text', summary });
export const number = (name: string, value: string, summary: string): Flag => ({
  name,
  value,
  kind: 'number',
  summary,
});
export const count = (name: string, value: string, summary: string): Flag => ({
  ...number(name, value, summary),
  integer: true,
});
/** The longest delay of a timer: Node does not wait at all for a longer one. */
const longestMs = 2 ** 31 - 1;
export const milliseconds = (name: string, summary: string): Flag => ({
  ...number(name, 'MS', summary),
  max: longestMs,
});
export const seconds = (name: string, summary: string): Flag => ({
  ...number(name, 'SECONDS', summary),
  max: Math.floor(longestMs / 1000),
});
export const positive = (flag: Flag): Flag => ({ ...flag, positive: true });
export const list = (name: string, value: string, summary: string): Flag => ({ name, value, kind: 'list', summary });
export const boolean = (name: string, summary: string): Flag => ({ name, kind: 'switch', summary });
const asApproval = (flag: Flag): Flag => ({ ...flag, isApproval: true });
export const withoutVariable = (flag: Flag): Flag => ({ ...flag, hasNoVariable: true });
const grouped = (group: FlagGroup, flags: readonly Flag[]): readonly Flag[] =>
  flags.map((flag) => ({ ...flag, group }));

/** The defaults of number flags; times are in seconds. */
export const defaults = { ...runDefaults, quotaBurst: 100, maxEvents: 2_000_000, minCohort: 5 } as const;

/** The formats of every command that prints a result. */
export const formats = ['text', 'json', 'markdown', 'html', 'github'] as const;
/** Every format of every command. */
export const allFormats = [...formats, 'digest', 'sarif', 'junit', 'openmetrics'] as const;
export type Format = (typeof allFormats)[number];

export const formatFlagOf = (choices: readonly Format[]): Flag => ({
  ...text('format', 'FORMAT', 'the format of stdout'),
  group: 'Output',
  choices,
  variableChoices: allFormats,
});

export const outputFlagsOf = (choices: readonly Format[]): readonly Flag[] => [
  formatFlagOf(choices),
  ...grouped('Output', [{ ...list('out', 'FORMAT=FILE', 'also write the result to a file (repeatable)'), short: 'o' }]),
];

export const generalFlags: readonly Flag[] = grouped('Output', [
  boolean('quiet', 'no progress and no notes; as text, print only the summary and the digest'),
  boolean('verbose', 'print every request on stderr'),
  { ...text('color', 'WHEN', 'print with colour (default auto: on a terminal)'), choices: colorChoices },
  boolean('no-color', 'print without colour'),
  positive(count('width', 'N', "columns of the text (default: the terminal's, else COLUMNS, else 100)")),
]);

export const graphFlags: readonly Flag[] = grouped('Microsoft Graph', [
  { ...text('cloud', 'CLOUD', 'the Microsoft cloud'), choices: clouds },
  text('graph-url', 'URL', "another Graph origin, without the version (default: the cloud's)"),
  positive(seconds('request-timeout', `timeout of a single request (default ${defaults.requestTimeout})`)),
  seconds('retry-timeout', `give up retrying after this long, over the whole run (default ${defaults.retryTimeout})`),
  { ...text('auth', 'KIND', 'where the token comes from'), choices: authKinds },
]);

export const liveFlag = text('live', 'FILE', 'use this snapshot instead of the tenant (no network)');
export const signInsFlag = text(
  'sign-ins',
  'FILE',
  'show who would be blocked: replay the sign-ins that "xtap signins" wrote to this file',
);
export const onlyFlag = list(
  'only',
  'TENANT',
  'only this partner, by id, name or domain (repeatable); the plan says that it is partial',
);
export const baseFlag = text(
  'base',
  'PATH|git:REF[:PATH]|auto',
  'mark the origin of each change: compare with an earlier configuration; auto: the one applied last (its tag)',
);
export const appliedFlag = text(
  'applied',
  'REF|auto',
  'with --base: the commit applied last, to tell waiting changes from drift; auto: the tag xtap-applied/TENANT',
);
export const notifyFlag = list(
  'notify',
  'KIND=VARIABLE',
  'tell people about the result: teams, slack or webhook; the variable contains the URL (repeatable)',
);
export const showRequestsFlag = boolean(
  'show-requests',
  'as text, Markdown and HTML, also print method, URL and body of every request (JSON always has them)',
);
export const groupByFlag: Flag = {
  ...text('group-by', 'WHAT', 'change: show equal changes once (the default); none: show every change and field'),
  choices: ['change', 'none'],
};
export const briefFlag = boolean('brief', 'as text, print one line for each change');

export const approvalFlags: readonly Flag[] = grouped('Approval', [
  asApproval(boolean('yes', 'skip the confirmation prompt (does not approve broadening)')),
  asApproval(text('expect-digest', 'DIGEST', 'apply only if the plan has this digest; also counts as approval')),
  asApproval(boolean('allow-broadening', 'approve a plan that broadens access or changes the tenant default')),
  asApproval(count('allow-deletes', 'N', 'allow up to N deletions, even if a guard allows fewer')),
  asApproval(count('allow-changes', 'N', 'allow up to N updates and deletions, even if a guard allows fewer')),
]);

export const executionFlags: readonly Flag[] = grouped('Writing', [
  positive(count('concurrency', 'N', `requests at a time (default ${defaults.concurrency})`)),
  positive(number('max-writes-per-second', 'N', `sustained rate of writes (default ${defaults.maxWritesPerSecond})`)),
  positive(count('burst', 'N', `writes before that rate applies (default ${defaults.burst})`)),
  seconds('verify-timeout', `how long to wait until the tenant shows the writes (default ${defaults.verifyTimeout})`),
  text('journal', 'FILE', 'write the journal to this file (default .xtap/journal/<time>-<digest>.jsonl)'),
  text('undo', 'FILE', 'write the undo plan to this file, before the first write'),
]);

type VariableRule = Pick<Flag, 'name' | 'isApproval' | 'hasNoVariable'>;

/** `--graph-url` is XTAP_GRAPH_URL; undefined for a flag without a variable. */
export function environmentName({ name, isApproval, hasNoVariable }: VariableRule): string | undefined {
  return isApproval || hasNoVariable ? undefined : `XTAP_${name.toUpperCase().replaceAll('-', '_')}`;
}
