/*
 * Reads the tenant while the configuration is still being parsed. A guess from the text decides only when the reading
 * begins. If the parsed configuration contradicts the guess, the answers are thrown away, and xtap reads again. Only
 * GET requests are sent, and the token goes to the same hosts as always: to Graph of a known cloud, or to
 * `--graph-url`.
 */
import { isDeepStrictEqual } from 'node:util';
import { type GuessedTarget, guessTarget } from '../config/read/guessTarget.ts';
import type { SourceFile } from '../config/read/sourceFile.ts';
import { readLive } from '../graph/readLive.ts';
import type { SyncReading } from '../graph/readPartnerList.ts';
import type { Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import type { LiveState } from '../model/liveState.ts';
import { type Connection, connect, type GraphOptions } from './connect.ts';
import type { RunContext } from './runContext.ts';

export interface ReadTenant {
  readonly live: LiveState;
  readonly connection: Connection;
}

export interface EarlyRead {
  /** Starts to read if the text is large and names its tenant. Returns whether it did. */
  readonly start: (sources: readonly SourceFile[]) => boolean;
  /**
   * The state, if it was read with the right guess; otherwise undefined. Throws what reading the tenant throws. Give
   * the options that the run itself would connect with.
   */
  readonly take: (
    needed: { readonly desired: DesiredState; readonly expandSync: SyncReading },
    graph: GraphOptions,
  ) => Promise<ReadTenant | undefined>;
  readonly abandon: () => void;
}

interface Reading {
  readonly guess: GuessedTarget;
  readonly result: Promise<ReadTenant>;
  readonly stop: () => void;
  /** Shows the notes of the reading so far, and from now on. */
  readonly showNotes: () => void;
}

/** Undefined if a person must sign in: nobody signs in for a configuration that turns out to be invalid. */
export function createEarlyRead(
  { graph, cloud }: { readonly graph: GraphOptions; readonly cloud: Cloud | undefined },
  runContext: RunContext,
): EarlyRead | undefined {
  if (graph.auth === 'browser' || graph.auth === 'device') return undefined;
  let reading: Reading | undefined;
  const abandon = (): void => {
    reading?.stop();
    reading = undefined;
  };
  return {
    start: (sources) => {
      const guess = guessTarget(sources, cloud);
      reading = guess && startReading(guess, graph, runContext);
      return reading !== undefined;
    },
    take: async (needed, options) => {
      const started = reading;
      if (!(started && fits(started.guess, needed) && isDeepStrictEqual(options, graph))) {
        abandon();
        return undefined;
      }
      started.showNotes();
      const state = await started.result;
      // The list was read without synchronization, which Graph refused to expand, and this configuration needs it.
      return needed.expandSync === true && state.live.unread ? undefined : state;
    },
    abandon,
  };
}

function startReading(guess: GuessedTarget, graph: GraphOptions, runContext: RunContext): Reading {
  const { tenantId, cloud, expandsSync } = guess;
  const controller = new AbortController();
  const signal = AbortSignal.any([runContext.signal, controller.signal]);
  let held: string[] | undefined = [];
  const note = (text: string): void => {
    if (held) held.push(text);
    else runContext.note(text);
  };
  const read = async (): Promise<ReadTenant> => {
    const connection = await connect(guess, graph, { ...runContext, signal, note });
    const expandSync = expandsSync && 'if-possible';
    const { context, tokens } = connection;
    return { live: await readLive(context, { cloud, tokens, expectedTenant: tenantId, expandSync }), connection };
  };
  const result = read();
  // Nobody waits for it while the configuration is parsed.
  result.catch(() => undefined);
  const showNotes = (): void => {
    for (const text of held ?? []) runContext.note(text);
    held = undefined;
  };
  return { guess, result, stop: () => controller.abort(), showNotes };
}

function fits(
  guess: GuessedTarget,
  { desired, expandSync }: { readonly desired: DesiredState; readonly expandSync: SyncReading },
): boolean {
  const isSameTenant = guess.tenantId === desired.tenantId && guess.cloud === desired.cloud;
  return isSameTenant && guess.apiVersion === desired.apiVersion && guess.expandsSync === (expandSync !== false);
}
