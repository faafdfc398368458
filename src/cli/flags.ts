/*
 * Flags as data: the parser, the help, the completion scripts and the reference page read these rows.
 * Each has an environment variable (`--graph-url`: XTAP_GRAPH_URL) except those that consent to something: consent is
 * given on the command line, where it is seen, and never by an environment that was set up once.
 */
import { authKinds } from '../model/authKind.ts';
import { clouds } from '../model/cloud.ts';

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** The placeholder of the value; a flag without one is a switch. */
  readonly value?: string;
  readonly kind: 'switch' | 'text' | 'number' | 'list';
  readonly choices?: readonly string[];
  readonly summary: string;
  readonly consents?: true;
  /** A number of things: no fractions. */
  readonly whole?: true;
  /** None at all is no number of it: above 0. */
  readonly some?: true;
  /** The highest number it takes. */
  readonly most?: number;
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
  whole: true,
});
/** What a timer can wait; beyond that, Node does not wait at all. */
const longestMs = 2 ** 31 - 1;
export const milliseconds = (name: string, summary: string): Flag => ({
  ...number(name, 'MS', summary),
  most: longestMs,
});
const seconds = (name: string, summary: string): Flag => ({
  ...number(name, 'SECONDS', summary),
  most: Math.floor(longestMs / 1000),
});
export const some = (flag: Flag): Flag => ({ ...flag, some: true });
export const list = (name: string, value: string, summary: string): Flag => ({ name, value, kind: 'list', summary });
export const toggle = (name: string, summary: string): Flag => ({ name, kind: 'switch', summary });
const consent = (flag: Flag): Flag => ({ ...flag, consents: true });

/** What holds where a number is not given; seconds, where it is a time. */
export const defaults = {
  requestTimeout: 30,
  retryTimeout: 120,
  concurrency: 4,
  maxWritesPerSecond: 15,
  burst: 500,
  verifyTimeout: 60,
  pageSize: 100,
  quotaBurst: 100,
} as const;

export const formats = ['text', 'json', 'markdown', 'html', 'github'] as const;
export type Format = (typeof formats)[number];

export const formatFlag: Flag = { ...text('format', 'FORMAT', 'what stdout gets'), choices: formats };

export const outputFlags: readonly Flag[] = [
  formatFlag,
  { ...list('out', 'FORMAT=FILE', 'write the result into a file as well (repeatable)'), short: 'o' },
];

export const generalFlags: readonly Flag[] = [
  toggle('quiet', 'no progress and no notes on stderr'),
  toggle('verbose', 'name every request on stderr'),
  toggle('no-color', 'plain text'),
];

export const graphFlags: readonly Flag[] = [
  { ...text('cloud', 'CLOUD', 'the Microsoft cloud'), choices: clouds },
  text('graph-url', 'URL', "another Graph origin, without the version (default: the cloud's)"),
  some(seconds('request-timeout', `limit of one request (default ${defaults.requestTimeout})`)),
  seconds('retry-timeout', `budget of the whole run for trouble (default ${defaults.retryTimeout})`),
  { ...text('auth', 'KIND', 'where the token comes from'), choices: authKinds },
];

export const liveFlag = text('live', 'FILE', 'a snapshot instead of the tenant: no network');
export const onlyFlag = list(
  'only',
  'TENANT',
  'these partners alone, by id, name or domain (repeatable); the plan says it is partial',
);
export const baseFlag = text('base', 'PATH|git:REF', 'what the configuration was before: attributes every change');
export const showRequestsFlag = toggle('show-requests', 'print method, URL and body of every request');

export const consentFlags: readonly Flag[] = [
  consent(toggle('yes', 'do not ask (no approval of broadening)')),
  consent(toggle('allow-broadening', 'approve a plan that broadens access or changes the default')),
  consent(count('allow-deletes', 'N', 'go on with up to N deletions beyond the guards')),
  consent(count('allow-changes', 'N', 'go on with up to N updates and deletions beyond the guard')),
  consent(text('expect-digest', 'DIGEST', "go on only if this is the plan's digest: the reviewed plan and no other")),
];

export const executionFlags: readonly Flag[] = [
  some(count('concurrency', 'N', `requests at a time (default ${defaults.concurrency})`)),
  some(number('max-writes-per-second', 'N', `sustained rate of writes (default ${defaults.maxWritesPerSecond})`)),
  some(count('burst', 'N', `writes before that rate counts (default ${defaults.burst})`)),
  seconds('verify-timeout', `how long to wait until written settings show (default ${defaults.verifyTimeout})`),
  text('journal', 'FILE', 'where the journal goes (default .xtap/journal/<time>-<digest>.jsonl)'),
  text('undo', 'FILE', 'write the reverse plan there, before the first write'),
];

/** `--graph-url` is XTAP_GRAPH_URL; undefined for a flag that consents. */
export function environmentName({ name, consents }: Pick<Flag, 'name' | 'consents'>): string | undefined {
  return consents ? undefined : `XTAP_${name.toUpperCase().replaceAll('-', '_')}`;
}
