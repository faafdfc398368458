import { readFile } from 'node:fs/promises';
import type { Plan } from '../../../../src/model/plan.ts';
import type { DriftCounts } from '../../../../src/plan/drift/describeDrift.ts';
import { driftCountWords } from '../../../../src/render/drift/driftWording.ts';
import { type Releases, releaseTitles } from '../../../../src/render/plan/headline.ts';
import type { ResultFiles } from './commandLine.ts';
import type { XtapCommand } from './inputs.ts';
import type { XtapRun } from './runXtap.ts';

/** The result of one run: the outputs of the action, and the input of a fleet's summary (`result.json`). */
export interface RunFacts {
  readonly command: XtapCommand;
  /** The planned paths, as shown to people. */
  readonly label: string;
  readonly exitCode: number;
  /** Why the action did not start xtap. */
  readonly refusal?: string;
  /** The reason is a newer run or commit. */
  readonly superseded?: true;
  readonly hasChanges: boolean;
  /** The run whose undo plan this is. */
  readonly undoes?: number | undefined;
  readonly commit: string;
  /** The base of the plan: a commit. */
  readonly base?: string | undefined;
  readonly tenantId?: string;
  readonly digest?: string;
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
  readonly broadening: number;
  /** For drift: tells whether an alarm is already known. */
  readonly driftDigest?: string;
  /** For drift: the counts of its last line. */
  readonly drift?: DriftCounts;
  /** Released settings and loosened rules, in words; empty if there are none. */
  readonly unmanaged: string;
}

export type PlanFacts = Pick<Plan, 'tenantId' | 'digest' | 'summary'> &
  Partial<Releases> & {
    readonly changes?: readonly { readonly fields?: readonly { readonly origin?: string }[] }[];
    readonly driftDigest?: string;
    readonly drift?: DriftCounts;
  };

/** Whether the plan has fields that were merged and are not applied yet. */
export function hasWaitingFields({ changes = [] }: Pick<PlanFacts, 'changes'>): boolean {
  return changes.some(({ fields = [] }) => fields.some(({ origin }) => origin === 'waiting'));
}

export function factsOf(
  run: XtapRun,
  plan: PlanFacts | undefined,
  context: Pick<RunFacts, 'command' | 'label' | 'commit' | 'base' | 'refusal' | 'superseded' | 'undoes'>,
): RunFacts {
  const { create: creates = 0, update: updates = 0, delete: deletes = 0, broadening = 0 } = plan?.summary ?? {};
  const { released = [], loosened = [] } = plan ?? {};
  const alarm = context.command === 'drift' && run.exitCode === 2;
  return {
    ...context,
    undoes: context.undoes === 0 ? undefined : context.undoes,
    exitCode: run.exitCode,
    hasChanges: alarm || creates + updates + deletes > 0,
    ...(plan ? { tenantId: plan.tenantId, digest: plan.digest } : {}),
    ...(plan?.driftDigest === undefined ? {} : { driftDigest: plan.driftDigest }),
    ...(plan?.drift === undefined ? {} : { drift: plan.drift }),
    creates,
    updates,
    deletes,
    broadening,
    unmanaged: releaseTitles({ released, loosened }).join(', '),
  };
}

/** The plan that the run wrote; undefined if it ended before. */
export async function readPlan({ plan }: Pick<ResultFiles, 'plan'>): Promise<PlanFacts | undefined> {
  const text = await readIfThere(plan);
  if (text === undefined) return undefined;
  const value = JSON.parse(text) as Partial<PlanFacts>;
  return value.digest !== undefined && value.summary !== undefined ? (value as PlanFacts) : undefined;
}

export async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/**
 * "1 to add, 2 to change, 0 to delete", with broadening, released settings and loosened rules. Of drift: "1 more open,
 * 2 tighter than declared", as in its last line.
 */
export function countsLine(
  facts: Pick<RunFacts, 'creates' | 'updates' | 'deletes' | 'broadening' | 'unmanaged' | 'drift'>,
): string {
  const { creates, updates, deletes, broadening, unmanaged, drift } = facts;
  if (drift) return driftCountWords(drift);
  return [
    `${creates} to add, ${updates} to change, ${deletes} to delete`,
    ...(broadening === 0 ? [] : [`${broadening} ${broadening === 1 ? 'broadens' : 'broaden'} access`]),
    ...(unmanaged === '' ? [] : [unmanaged]),
  ].join('; ');
}

const exitCodeWords: Readonly<Record<number, string>> = {
  1: 'an error',
  2: 'the tenant is not as declared',
  3: 'refused by a guard, or approval is missing',
  4: 'stale: the plan is not the reviewed one, or the tenant has changed since',
  5: 'applied in part, or not converged',
  64: 'wrong arguments',
  65: 'the configuration, plan file or path is not valid, or a partner cannot be planned',
  77: 'no access: credentials, permissions or the wrong tenant',
  130: 'interrupted',
  143: 'terminated',
};

const checkFailed = 'there are findings at or above --fail-on, or unknown results with --require-complete';

/**
 * Why the step fails; undefined if it passes. Exit code 2 passes for a plan; for drift it fails, so that drift alarms.
 */
export function failureOf({
  command,
  exitCode,
  refusal,
}: Pick<RunFacts, 'command' | 'exitCode' | 'refusal'>): string | undefined {
  if (refusal !== undefined) return refusal;
  if (exitCode === 0 || (exitCode === 2 && command === 'plan')) return undefined;
  const words = command === 'check' && exitCode === 3 ? checkFailed : exitCodeWords[exitCode];
  return `xtap ${command} ended with ${exitCode}: ${words ?? 'an unknown exit code'}.`;
}
