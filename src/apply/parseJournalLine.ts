/*
 * Parses one line of a journal. The types require a check for each member of an entry, and a list of all words that a
 * member may hold. Unknown members are kept as they are, so that a newer xtap may add some.
 */
import { type ApiVersion, apiVersions, type Cloud, clouds } from '../model/cloud.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import type { PlannedRequest, Resource } from '../model/plan.ts';
import type { OutcomeStatus } from '../model/report.ts';
import { parseTenantId, type TenantId } from '../model/tenantId.ts';
import type { AnswerKind } from './answerKind.ts';
import type { AnswerEntry, EndEntry, IntentEntry, JournalEntry, JournalHeader, OutcomeEntry } from './journalEntry.ts';

/** Undefined for text that is not a JSON object: a torn line, or not a line of a journal. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isHeader(line: unknown): line is JournalHeader {
  return matches(header, line);
}

export function isEntry(line: unknown): line is JournalEntry {
  return matches(intent, line) || matches(answer, line) || matches(outcome, line) || matches(end, line);
}

type MemberCheck<T> = (value: unknown) => value is T;
type MemberChecks<T> = { readonly [K in keyof T]-?: MemberCheck<T[K]> };

function matches<T>(checks: MemberChecks<T>, line: unknown): line is T {
  const isValid = ([name, check]: [string, MemberCheck<unknown>]): boolean => check(Reflect.get(Object(line), name));
  return Object.entries<MemberCheck<unknown>>(checks).every(isValid);
}

const text: MemberCheck<string> = (value) => typeof value === 'string';
const flag: MemberCheck<boolean> = (value) => typeof value === 'boolean';
const count: MemberCheck<number> = (value): value is number => Number.isInteger(value);
const tenantId: MemberCheck<TenantId> = (value): value is TenantId =>
  typeof value === 'string' && parseTenantId(value) === value;

function is<T extends string | number>(expected: T): MemberCheck<T> {
  return (value): value is T => value === expected;
}

function oneOf<T extends string>(words: Readonly<Record<T, true>>): MemberCheck<T> {
  return (value): value is T => typeof value === 'string' && Object.hasOwn(words, value);
}

function optional<T>(check: MemberCheck<T>): MemberCheck<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

const header: MemberChecks<JournalHeader> = {
  formatVersion: is(1),
  type: is('header'),
  planDigest: text,
  tenantId,
  cloud: (value): value is Cloud => clouds.some((name) => name === value),
  apiVersion: (value): value is ApiVersion => apiVersions.some((name) => name === value),
  graphUrl: text,
  startedAt: text,
  commit: optional(text),
  run: optional(text),
  toolVersion: text,
  changes: count,
  operations: count,
};

const named = {
  operation: count,
  resource: oneOf<Resource>({ partner: true, default: true, policy: true }),
  tenantId: optional(tenantId),
  method: oneOf<PlannedRequest['method']>({ POST: true, PATCH: true, PUT: true, DELETE: true }),
  url: text,
};

const answered = { httpStatus: optional(count), requestId: optional(text) };

const intent: MemberChecks<IntentEntry> = {
  type: is('intent'),
  ...named,
  attempt: count,
  body: optional(isJsonObject),
};

const answer: MemberChecks<AnswerEntry> = {
  type: is('answer'),
  ...named,
  ...answered,
  attempt: count,
  verdict: oneOf<AnswerKind>({
    done: true,
    denied: true,
    rejected: true,
    throttled: true,
    unsent: true,
    conflict: true,
    doubt: true,
  }),
  because: text,
};

const outcome: MemberChecks<OutcomeEntry> = {
  type: is('outcome'),
  ...named,
  ...answered,
  status: oneOf<OutcomeStatus>({
    applied: true,
    'already-satisfied': true,
    stale: true,
    failed: true,
    unknown: true,
    'not-attempted': true,
  }),
  error: optional(text),
};

const end: MemberChecks<EndEntry> = { type: is('end'), converged: flag, stopped: optional(text) };
