/*
 * Reads and writes the sign-ins file. The text of a file depends on its content alone, so that two runs over the same
 * log can be compared byte for byte: rows are sorted, members have one order, and each row is one line.
 */
import { XtapError } from '../../model/errors.ts';
import { fileKind, fileKindWords, kindOfObject } from '../../model/fileKind.ts';
import { compareText, isJsonObject, parseUntrustedJson } from '../../model/json.ts';
import { describeFault, fits } from '../../model/shape.ts';
import {
  type NotJudgedReason,
  notJudgedReasons,
  type SignInCoverage,
  type SignInRow,
  type SignInsFile,
} from '../../model/signIns.ts';
import { signInsShape } from './signInsShape.ts';

const formatVersion = 1;

/** `displayPath` is the file as the user named it. Throws XtapError `invalid-sign-ins`. */
export function parseSignIns(text: string, displayPath: string): SignInsFile {
  const content = parseContent(text, displayPath);
  if (!fits(signInsShape, content)) throw invalid(displayPath, describeFault(signInsShape, content));
  const { policyChanges, notJudged, ...others } = content;
  const { state = 'unknown', changes = [] } = policyChanges ?? {};
  return {
    ...others,
    policyChanges: { state, changes },
    notJudged: notJudgedCounts((reason) => notJudged?.[reason] ?? 0),
  };
}

function notJudgedCounts(countOf: (reason: NotJudgedReason) => number): SignInsFile['notJudged'] {
  const counts = notJudgedReasons.map((reason) => [reason, countOf(reason)] as const);
  return Object.fromEntries(counts) as Record<NotJudgedReason, number>;
}

function parseContent(text: string, displayPath: string): unknown {
  let content: unknown;
  try {
    content = parseUntrustedJson(text);
  } catch (cause) {
    const kind = fileKind(text);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(displayPath, kind ? `it is ${fileKindWords[kind]}` : `it is not valid JSON (${reason})`);
  }
  if (isJsonObject(content) && content.kind === 'xtap-signins' && content.formatVersion !== formatVersion) {
    const found = JSON.stringify(content.formatVersion ?? null);
    throw invalid(displayPath, `its formatVersion is ${found}, this xtap reads ${formatVersion}`);
  }
  const kind = isJsonObject(content) ? kindOfObject(content) : undefined;
  if (kind !== undefined && kind !== 'sign-ins') throw invalid(displayPath, `it is ${fileKindWords[kind]}`);
  return content;
}

function invalid(displayPath: string, what: string): XtapError {
  return new XtapError('invalid-sign-ins', `${displayPath} cannot be used as a sign-ins file: ${what}.`, {
    next: '"xtap signins -o FILE" writes one.',
  });
}

/** The text of the file, sorted, with one row on each line. */
export function serializeSignIns({ namesPeople, ...file }: SignInsFile): string {
  const { groups, users, ...asOf } = file.resolved;
  const content = signInsShape.inOrder({
    ...file,
    coverage: sorted(file.coverage, compareCoverage),
    resolved: { groups: sortedIds(groups), users: sortedIds(users), ...asOf },
    ...(namesPeople === true && { namesPeople }),
    rows: file.rows.map(sortedRow),
  });
  const lists = {
    policyChanges: { ...content.policyChanges, changes: sorted(content.policyChanges?.changes ?? [], compareAsText) },
    rows: sorted(content.rows, compareRows),
  };
  const members = Object.entries({ ...content, ...lists }).map(([name, value]) =>
    Array.isArray(value) ? listMember(name, value) : member(name, value),
  );
  return `{\n${members.join(',\n')}\n}\n`;
}

const member = (name: string, value: unknown): string => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`;

function listMember(name: string, values: readonly unknown[]): string {
  if (values.length === 0) return member(name, []);
  return `  ${JSON.stringify(name)}: [\n${values.map((value) => `    ${JSON.stringify(value)}`).join(',\n')}\n  ]`;
}

function sorted<T>(values: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  return [...values].sort(compare);
}

const compareAsText = (a: unknown, b: unknown): number => compareText(JSON.stringify(a), JSON.stringify(b));
const sortedIds = (ids: SignInsFile['resolved']['groups']) =>
  typeof ids === 'boolean' ? ids : [...ids].sort(compareText);

type CoverageSpan = Pick<SignInCoverage, 'kind' | 'from' | 'to'>;

function compareCoverage(a: CoverageSpan, b: CoverageSpan): number {
  return compareText(a.kind, b.kind) || compareText(a.from, b.from) || compareText(a.to, b.to);
}

function sortedRow({ inUnknown = [], ...row }: SignInRow): SignInRow {
  return {
    ...row,
    in: [...row.in].sort(compareText),
    ...(inUnknown.length > 0 && { inUnknown: sorted(inUnknown, (a, b) => compareText(a.group, b.group)) }),
    people: [...row.people].sort((a, b) => a - b),
  };
}

/** By direction, tenant, type, applications and time of the policy; then by everything else. */
function compareRows(a: SignInRow, b: SignInRow): number {
  return (
    compareText(a.direction, b.direction) ||
    compareText(a.tenantId, b.tenantId) ||
    compareText(a.type, b.type) ||
    compareText(a.app, b.app) ||
    compareText(a.resource, b.resource) ||
    (a.epoch ?? 0) - (b.epoch ?? 0) ||
    compareAsText(a, b)
  );
}
