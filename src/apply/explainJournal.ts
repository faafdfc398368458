import type { OutcomeStatus } from '../model/report.ts';
import type { AnswerEntry, EndEntry, IntentEntry, JournalHeader, OutcomeEntry } from './journalEntry.ts';
import type { ReadJournal } from './readJournal.ts';

type OperationHead = Pick<IntentEntry, 'operation' | 'resource' | 'tenantId' | 'method' | 'url'>;

export interface ExplainedOperation extends OperationHead {
  /**
   * `in-doubt`: sent, and no answer is on record; `not-done`: sent, refused for the moment, and the run ended before it
   * was sent again.
   */
  readonly status: OutcomeStatus | 'in-doubt' | 'not-done';
  readonly attempts: number;
  readonly because?: string;
}

/** What an interrupted run did, as far as its journal can tell. */
export interface JournalExplanation {
  readonly header?: JournalHeader;
  /** Operations with any line, in the order in which they began. */
  readonly operations: readonly ExplainedOperation[];
  /** Requests of the plan that left no line: surely never sent. */
  readonly neverStarted: number;
  /** The run came to its end (which may have been an interruption that it survived). */
  readonly ended: boolean;
  readonly stopped?: string;
  readonly torn: boolean;
}

export function explainJournal({ header, entries, torn }: ReadJournal): JournalExplanation {
  const found = new Map<number, OperationTrace>();
  let end: EndEntry | undefined;
  for (const entry of entries) {
    if (entry.type === 'end') end = entry;
    else found.set(entry.operation, addEntry(found.get(entry.operation), entry));
  }
  return {
    ...(header === undefined ? {} : { header }),
    operations: [...found.values()].map(({ explained }) => explained),
    neverStarted: Math.max(0, (header?.operations ?? 0) - found.size),
    ended: end !== undefined,
    ...(end?.stopped === undefined ? {} : { stopped: end.stopped }),
    torn,
  };
}

interface OperationTrace {
  readonly explained: ExplainedOperation;
  /** An attempt before the last one may have arrived. */
  readonly doubted: boolean;
}

function addEntry(before: OperationTrace | undefined, entry: IntentEntry | AnswerEntry | OutcomeEntry): OperationTrace {
  const doubted = before?.doubted ?? false;
  const head = headOf(before?.explained ?? entry);
  if (entry.type === 'intent') return { explained: { ...head, status: 'in-doubt', attempts: entry.attempt }, doubted };
  if (entry.type === 'answer') {
    const stillOpen = doubted || entry.verdict === 'doubt';
    const status = stillOpen ? 'in-doubt' : 'not-done';
    return { explained: { ...head, status, attempts: entry.attempt, because: entry.because }, doubted: stillOpen };
  }
  const because = entry.error === undefined ? {} : { because: entry.error };
  const attempts = before?.explained.attempts ?? 0;
  return { explained: { ...head, status: entry.status, attempts, ...because }, doubted };
}

function headOf(entry: OperationHead): OperationHead {
  const { operation, resource, tenantId, method, url } = entry;
  return { operation, resource, ...(tenantId === undefined ? {} : { tenantId }), method, url };
}
