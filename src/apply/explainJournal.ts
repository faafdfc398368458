import type { OutcomeStatus } from '../model/report.ts';
import type { EndEntry, JournalEntry, JournalHeader } from './journalEntry.ts';
import type { OperationHead } from './operation.ts';
import type { ReadJournal } from './readJournal.ts';

export interface ExplainedOperation extends OperationHead {
  /**
   * `in-doubt`: sent, and the journal holds no answer. `not-done`: sent and refused for the moment, and the run ended
   * before the next attempt. `not-attempted`: without a connection so far.
   */
  readonly status: OutcomeStatus | 'in-doubt' | 'not-done';
  readonly attempts: number;
  readonly because?: string;
}

/** What an interrupted run did, according to its journal. */
export interface JournalExplanation {
  readonly header?: JournalHeader;
  /** Operations that have at least one line, in the order in which they started. */
  readonly operations: readonly ExplainedOperation[];
  /** Number of the plan's requests without a line; they were never sent. */
  readonly neverStarted: number;
  /** The journal has an end line. A run that was interrupted in an orderly way has one too. */
  readonly ended: boolean;
  readonly stopped?: string;
  readonly torn: boolean;
}

export function explainJournal({ header, entries, torn }: ReadJournal): JournalExplanation {
  const traces = new Map<number, OperationTrace>();
  let end: EndEntry | undefined;
  for (const entry of entries) {
    if (entry.type === 'end') end = entry;
    else traces.set(entry.operation, addEntry(traces.get(entry.operation), entry));
  }
  return {
    ...(header === undefined ? {} : { header }),
    operations: [...traces.values()].map(({ explained }) => explained),
    neverStarted: Math.max(0, (header?.operations ?? 0) - traces.size),
    ended: end !== undefined,
    ...(end?.stopped === undefined ? {} : { stopped: end.stopped }),
    torn,
  };
}

interface OperationTrace {
  readonly explained: ExplainedOperation;
  /** An attempt before the last one may have arrived. */
  readonly doubted: boolean;
  /** An attempt had a connection. */
  readonly sent: boolean;
}

function addEntry(before: OperationTrace | undefined, entry: Exclude<JournalEntry, EndEntry>): OperationTrace {
  const { doubted = false, sent = false } = before ?? {};
  const head = headOf(before?.explained ?? entry);
  if (entry.type === 'intent')
    return { explained: { ...head, status: 'in-doubt', attempts: entry.attempt }, doubted, sent };
  if (entry.type === 'answer') {
    const stillOpen = doubted || entry.verdict === 'doubt';
    const wasSent = sent || entry.verdict !== 'unsent';
    const status = stillOpen ? 'in-doubt' : wasSent ? 'not-done' : 'not-attempted';
    const explained = { ...head, status, attempts: entry.attempt, because: entry.because } as const;
    return { explained, doubted: stillOpen, sent: wasSent };
  }
  const because = entry.error === undefined ? {} : { because: entry.error };
  const attempts = before?.explained.attempts ?? 0;
  return { explained: { ...head, status: entry.status, attempts, ...because }, doubted, sent };
}

function headOf(entry: OperationHead): OperationHead {
  const { operation, resource, tenantId, method, url } = entry;
  return { operation, resource, ...(tenantId === undefined ? {} : { tenantId }), method, url };
}
