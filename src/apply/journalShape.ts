/*
 * The shapes of the lines of a journal. Other members are kept as they are, so that a newer xtap may add some. xtap
 * publishes no schema of the journal.
 */
import { apiVersions, clouds } from '../model/cloud.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { requestMethods, resources } from '../model/plan.ts';
import { outcomeStatuses } from '../model/report.ts';
import { anyObject, count, exactly, fits, flag, oneOf, open, optional, tenantId, text } from '../model/shape.ts';
import { answerKinds } from './answerKind.ts';
import type { AnswerEntry, EndEntry, IntentEntry, JournalEntry, JournalHeader, OutcomeEntry } from './journalEntry.ts';

/** Undefined for text that is not a JSON object: a torn line, or not a line of a journal. */
export function parseObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isHeader(line: unknown): line is JournalHeader {
  return fits(header, line);
}

export function isEntry(line: unknown): line is JournalEntry {
  return [intent, answer, outcome, end].some((shape) => shape.codec.is(line));
}

const header = open<JournalHeader>({
  formatVersion: exactly(1),
  type: exactly('header'),
  planDigest: text,
  tenantId,
  cloud: oneOf(...clouds),
  apiVersion: oneOf(...apiVersions),
  graphUrl: text,
  startedAt: text,
  commit: optional(text),
  run: optional(text),
  toolVersion: text,
  changes: count,
  operations: count,
});

const named = {
  operation: count,
  resource: oneOf(...resources),
  tenantId: optional(tenantId),
  method: oneOf(...requestMethods),
  url: text,
};

const answered = { httpStatus: optional(count), requestId: optional(text) };

const intent = open<IntentEntry>({ type: exactly('intent'), ...named, attempt: count, body: optional(anyObject) });

const answer = open<AnswerEntry>({
  type: exactly('answer'),
  ...named,
  ...answered,
  attempt: count,
  verdict: oneOf(...answerKinds),
  because: text,
});

const outcome = open<OutcomeEntry>({
  type: exactly('outcome'),
  ...named,
  ...answered,
  status: oneOf(...outcomeStatuses),
  error: optional(text),
});

const end = open<EndEntry>({ type: exactly('end'), converged: flag, stopped: optional(text) });
