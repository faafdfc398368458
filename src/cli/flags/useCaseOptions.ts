/* Turns flag values into the options of the use cases in app/. */

import type { ExecutionOptions } from '../../app/applyPlan.ts';
import type { GraphOptions } from '../../app/connect.ts';
import { createEarlyRead, type EarlyRead } from '../../app/earlyRead.ts';
import type { PlanningOptions } from '../../app/planTenant.ts';
import type { RunContext } from '../../app/runContext.ts';
import { stdinPath } from '../../config/read/sources.ts';
import type { AuthKind } from '../../graph/identity/credentialKind.ts';
import type { Cloud } from '../../model/cloud.ts';
import type { Invocation } from '../command.ts';
import { usageError } from '../errors.ts';
import { messageText } from '../output/io.ts';
import { defaults } from './flags.ts';

export function graphOptions({ flags }: Invocation): GraphOptions {
  return {
    graphUrl: flags.texts.get('graph-url'),
    requestTimeoutMs: (flags.numbers.get('request-timeout') ?? defaults.requestTimeout) * 1000,
    retryTimeoutMs: (flags.numbers.get('retry-timeout') ?? defaults.retryTimeout) * 1000,
    auth: (flags.texts.get('auth') ?? 'auto') as AuthKind,
  };
}

export function planningOptions(invocation: Invocation): PlanningOptions {
  const { flags } = invocation;
  return {
    graph: graphOptions(invocation),
    live: flags.texts.get('live'),
    only: flags.lists.get('only') ?? [],
  };
}

/** Undefined where the live state or the configuration does not come from where a read could begin early. */
export function earlyRead(
  invocation: Invocation,
  graph: GraphOptions = graphOptions(invocation),
): EarlyRead | undefined {
  if (invocation.flags.texts.has('live') || invocation.operands.includes(stdinPath)) return undefined;
  return createEarlyRead({ graph, cloud: cloudFlag(invocation) }, runContextOf(invocation));
}

export function executionOptions({ flags }: Invocation): ExecutionOptions {
  const { numbers, texts } = flags;
  return {
    concurrency: numbers.get('concurrency') ?? defaults.concurrency,
    maxWritesPerSecond: numbers.get('max-writes-per-second') ?? defaults.maxWritesPerSecond,
    burst: numbers.get('burst') ?? defaults.burst,
    verifyTimeoutMs: (numbers.get('verify-timeout') ?? defaults.verifyTimeout) * 1000,
    journal: texts.get('journal'),
    undo: texts.get('undo'),
  };
}

export function cloudFlag({ flags }: Invocation): Cloud | undefined {
  return flags.texts.get('cloud') as Cloud | undefined;
}

export function runContextOf({ io, signal, note, flags, width }: Invocation): RunContext {
  const prompt = (text: string): void => io.stderr.write(messageText([text], width));
  const trace = flags.switches.has('verbose') ? prompt : undefined;
  const { env, cwd, wallNow, monotonicNow, random, sleep } = io;
  return { env, cwd, wallNow, monotonicNow, random, sleep, signal, note, prompt, trace };
}

export function attributionTimeoutMs({ flags }: Invocation): number {
  return (flags.numbers.get('attribution-timeout') ?? defaults.attributionTimeout) * 1000;
}

/** Call it before anything is read: a scheduled check must report a wrong `--since` even if there is no drift. */
export function sinceFlag({ flags }: Invocation): Date | undefined {
  const text = flags.texts.get('since');
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time);
  throw usageError(`--since takes an ISO time such as 2026-11-22T01:00:00Z, not "${text}".`);
}
