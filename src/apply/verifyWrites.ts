/*
 * Checks after the writes that the tenant shows the written values. One list serves all partners. Reads lag behind
 * writes, so xtap lists again, at growing intervals, until everything is there or the verify timeout ends. Only written
 * settings count: other differences belong to the next plan.
 */

import { XtapError } from '../model/errors.ts';
import { type LiveState, type SettingValues, writtenValues } from '../model/liveState.ts';
import type { ApplyReport, ReportedAddition } from '../model/report.ts';
import type { Setting } from '../model/setting.ts';
import { reportAdditions } from '../plan/staleness.ts';
import type { ExecutionPorts, ListScope } from './executionPorts.ts';
import type { Operation } from './operation.ts';
import { expectedSettings, type ShownWrite, shownOf } from './resolveUnknown.ts';

const firstWaitMs = 1_000;
const longestWaitMs = 8_000;

export interface Verification {
  /** The written settings that no read has shown. */
  readonly notShown: ApplyReport['notShown'];
  /** Members beside the written values that no operation sent, from the last list. */
  readonly added: readonly ReportedAddition[];
  /** The operations that wrote these settings. */
  readonly pending: ReadonlySet<Operation>;
  /** The error that ended the reading. */
  readonly problem?: XtapError;
  /** Why not even one list could be read. */
  readonly unread?: string;
  /** A bug of xtap that ended the reading. */
  readonly defect?: { readonly error: unknown };
}

export interface VerifyContext extends Pick<ExecutionPorts, 'read' | 'progress'> {
  readonly clock: ExecutionPorts['clock'];
  readonly table: readonly Setting[];
  readonly timeoutMs: number;
  /** The user's interrupt. Any other stop ends the writes but not their verification. */
  readonly signal: AbortSignal | undefined;
}

type ListedState = Partial<Pick<LiveState, 'partners' | 'default' | 'policy'>>;

export async function verifyWrites(written: readonly Operation[], context: VerifyContext): Promise<Verification> {
  const { clock, signal, table, timeoutMs } = context;
  const startedAt = clock.monotonicNow();
  let pending = written;
  let notShown = written.flatMap((operation) =>
    hiddenWrites(operation, { missing: expectedSettings(operation), kept: [] }),
  );
  let added: Verification['added'] = [];
  let unread = pending.length > 0 ? 'the run was interrupted' : undefined;
  const verification = (failure?: Error): Verification => ({
    notShown,
    added,
    pending: new Set(pending),
    ...(failure instanceof XtapError ? { problem: failure } : failure && { defect: { error: failure } }),
    ...(unread === undefined ? {} : { unread: failure?.message ?? unread }),
  });
  for (let waitMs = firstWaitMs; pending.length > 0 && !signal?.aborted; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    context.progress({ type: 'verifying', pending: notShown.length });
    const listed = await tryList(pending, context);
    const leftMs = startedAt + timeoutMs - clock.monotonicNow();
    if (listed instanceof Error) {
      // While the pages catch up with the writes, a partner may be on two of them: a later list is usable again.
      const isTransient = listed instanceof XtapError && listed.code === 'bad-answer' && leftMs > 0;
      if (!isTransient) return verification(listed);
    } else {
      unread = undefined;
      const values = valuesIn(listed);
      const shown = written.map((operation) => ({ operation, ...shownOf(operation, values(operation), table) }));
      added = shown.flatMap(({ operation, added: members }) => reportAdditions(operation.change, members));
      const open = new Set(pending);
      const hidden = shown.filter(({ operation, missing }) => open.has(operation) && missing.length > 0);
      pending = hidden.map(({ operation }) => operation);
      notShown = hidden.flatMap(({ operation, ...write }) => hiddenWrites(operation, write));
    }
    if (pending.length === 0 || leftMs <= 0) break;
    const milliseconds = Math.min(waitMs, leftMs);
    context.progress({ type: 'wait', reason: 'verify', milliseconds, because: 'reads lag behind writes' });
    await clock.sleep(milliseconds, signal).catch(() => undefined);
  }
  return verification();
}

async function tryList(pending: readonly Operation[], { read }: VerifyContext): Promise<ListedState | Error> {
  try {
    return await read.list(scopeOf(pending));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function scopeOf(operations: readonly Operation[]): ListScope {
  const has = (test: (operation: Operation) => boolean): boolean => operations.some(test);
  return {
    partners: has(({ change }) => change.resource === 'partner'),
    ownEndpoints: has(({ isOwnEndpoint }) => isOwnEndpoint),
    default: has(({ change }) => change.resource === 'default'),
    policy: has(({ change }) => change.resource === 'policy'),
  };
}

function valuesIn(listed: ListedState): (operation: Operation) => SettingValues | undefined {
  const partners = new Map(listed.partners?.map((partner) => [partner.tenantId, writtenValues(partner)]));
  return ({ change }) => {
    if (change.resource !== 'partner') return listed[change.resource];
    return change.tenantId && partners.get(change.tenantId);
  };
}

function hiddenWrites(
  { change: { resource, tenantId } }: Operation,
  { missing, kept }: Pick<ShownWrite, 'missing' | 'kept'>,
): ApplyReport['notShown'] {
  return missing.map((setting) => {
    const halves = kept.filter((path) => path.startsWith(`${setting}.`));
    const subject = { ...(tenantId === undefined ? {} : { tenantId }), resource, setting };
    return halves.length === 0 ? subject : { ...subject, kept: halves };
  });
}
