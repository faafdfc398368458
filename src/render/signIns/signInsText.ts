/* What signins says about the file that it wrote: how much was read, what is missing, and what the file is. */
import type { NotJudgedReason, SignInCoverage, SignInsFile } from '../../model/signIns.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import { terminalText } from '../text/escape.ts';
import { wrapLines } from '../text/wrapText.ts';
import { notJudgedWords } from './notJudgedWords.ts';

export interface WrittenSignIns {
  /** The file as the user named it. */
  readonly name: string;
  readonly file: SignInsFile;
  readonly isUnfinished: boolean;
}

/** The result in numbers, for the format json. */
export function summarizeSignIns({ name, file, isUnfinished }: WrittenSignIns) {
  const { source, apiVersion, tenantId, from, to, complete, coverage, resolved, policyChanges, rows, notJudged } = file;
  return {
    file: name,
    unfinished: isUnfinished,
    tenantId,
    source,
    apiVersion,
    from,
    to,
    complete,
    events: coverage.reduce((sum, { events }) => sum + events, 0),
    signIns: rows.reduce((sum, { signIns }) => sum + signIns, 0),
    people: new Set(rows.flatMap(({ people }) => people)).size,
    tenants: new Set(rows.map((row) => row.tenantId)).size,
    rows: rows.length,
    gaps: coverage.filter(({ state }) => state === 'gap'),
    resolved,
    policyChanges: { state: policyChanges.state, changes: policyChanges.changes.length },
    notJudged,
  };
}

export function renderSignInsText(written: WrittenSignIns, width: number): string {
  const { events, signIns, people, tenants, gaps, from, to, ...summary } = summarizeSignIns(written);
  const name = terminalText(written.name);
  const read = `${count(signIns, 'cross-tenant sign-in')} of ${count(people, 'person', 'people')} with ${count(tenants, 'tenant')}`;
  const lines = [
    `${read}, out of ${count(events, 'sign-in')} read, from ${from} to ${to}.`,
    ...notJudgedLines(summary.notJudged),
    ...policyLines(summary.policyChanges),
    ...resolvedLines(summary.resolved),
    ...gapLines(gaps),
    ...(written.isUnfinished ? [`The run is unfinished. Continue it with: xtap signins --resume ${name}`] : []),
    `Wrote ${name}. It is pseudonymous, not anonymous: it is personal data. Give it only to those who may read the sign-in log.`,
    ...(written.file.namesPeople === true ? ['It contains the ids of users that the policy names.'] : []),
  ];
  return `${wrapLines(lines, width).join('\n')}\n`;
}

function notJudgedLines(notJudged: SignInsFile['notJudged']): readonly string[] {
  const parts = Object.entries(notJudged)
    .filter(([, number]) => number > 0)
    .map(([reason, number]) => `${formatNumber(number)} ${notJudgedWords[reason as NotJudgedReason]}`);
  return parts.length === 0 ? [] : [`Counted and not judged: ${parts.join(', ')}.`];
}

function policyLines({ state, changes }: { readonly state: string; readonly changes: number }): readonly string[] {
  if (state === 'unknown') return ['It is unknown whether the policy changed in this time.'];
  return [
    changes === 0
      ? 'The policy did not change in this time.'
      : `The policy changed ${count(changes, 'time')} in this time.`,
  ];
}

function resolvedLines({ groups }: SignInsFile['resolved']): readonly string[] {
  if (typeof groups === 'boolean') return groups ? [] : ['Memberships of groups are unknown.'];
  return groups.length === 0
    ? []
    : [`Memberships of ${count(groups.length, 'group')} that the policy names are in the file.`];
}

const kindWords: Readonly<Record<SignInCoverage['kind'], string>> = {
  interactiveUser: 'interactive',
  nonInteractiveUser: 'non-interactive',
};

const reasonWords: Readonly<Record<string, string>> = {
  timeout: 'Graph did not answer in time',
  throttled: 'Graph kept throttling',
  'bad-answer': 'Graph gave an answer that cannot be used',
  unavailable: 'Graph was not available',
  'not-offered': 'Graph does not offer these sign-ins here',
  'not-read': 'not read yet',
  'not-in-file': 'the source has none',
};

function gapLines(gaps: readonly SignInCoverage[]): readonly string[] {
  if (gaps.length === 0) return [];
  const named = gaps.map(({ kind, from, to, reason = '' }) => {
    const why = reasonWords[reason] ?? terminalText(reason);
    return `${kindWords[kind]} ${from} to ${to} (${why})`;
  });
  return [`Not read, so everything that is said from this file is "at least": ${firstFew(named, 5)}.`];
}
