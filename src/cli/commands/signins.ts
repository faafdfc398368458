import { resolveTenant } from '../../app/resolveTenant.ts';
import { type Collected, type CollectRequest, collectSignIns } from '../../app/signIns/collectSignIns.ts';
import { reduceExport } from '../../app/signIns/reduceExport.ts';
import { permissions } from '../../model/permissions.ts';
import { renderSignInsText, summarizeSignIns, type WrittenSignIns } from '../../render/signIns/signInsText.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { findConfiguration } from '../configuration.ts';
import { usageError } from '../errors.ts';
import type { RunResult } from '../exitCodes.ts';
import { defaults } from '../flags/flags.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';
import { createProgressLine } from '../output/progress.ts';
import { runResultOf } from '../runResult.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags } = invocation;
  const name = outFile(invocation);
  // Whole seconds, as in the log.
  const now = Math.floor(invocation.io.wallNow() / 1000) * 1000;
  const { from, to } = timesOf(invocation, now);
  const progress = createProgressLine(invocation);
  const request = await requestOf(invocation, { name, onProgress: progress.show });
  const source = flags.texts.get('source') ?? 'graph';
  const runContext = runContextOf(invocation);
  const collected: Collected = await (source === 'graph'
    ? collectSignIns(
        { ...request, resumes: flags.texts.has('resume'), from: from ?? now - defaultDays * dayMs, to: to ?? now },
        runContext,
      )
    : reduceExport({ ...request, source, online: flags.switches.has('online'), from, to }, runContext)
  ).finally(progress.end);
  const written = { name, ...collected };
  return { runResult: resultOf(collected, invocation.signal), ...renderingsOf(written, invocation) };
}

const dayMs = 86_400_000;
const defaultDays = 30;

/** An interrupted run ends with the code of the signal; gaps do not change the exit code. */
function resultOf({ isUnfinished }: Collected, signal: AbortSignal): RunResult {
  return isUnfinished ? runResultOf(true, signal) : 'done';
}

function renderingsOf(written: WrittenSignIns, invocation: Invocation): Omit<CommandResult, 'runResult'> {
  return framedRenderings('xtap signins', invocation, {
    text: ({ width }) => renderSignInsText(written, width),
    json: () => jsonText(summarizeSignIns(written)),
  });
}

/** `-o FILE`, or `-o json=FILE` as other commands write it, or the file of `--resume`. */
function outFile({ flags: { texts, switches, fromEnvironment } }: Invocation): string {
  const [resumed, source = 'graph'] = [texts.get('resume'), texts.get('source')];
  const out = texts.get('out')?.replace(/^json=/, '');
  if (switches.has('online') && source === 'graph')
    throw usageError('--online needs --source FILE.', 'Without it, signins always reads Graph.');
  if (resumed === undefined) {
    if (out === undefined) throw usageError('signins needs the file to write.', 'Give it with -o FILE.');
    return out;
  }
  const own = ['from', 'to', 'only', 'min-cohort', 'no-groups', 'resolve-users', 'source'].find(
    (name) => (texts.has(name) || switches.has(name)) && !fromEnvironment.has(name),
  );
  if (own !== undefined)
    throw usageError(`--${own} cannot be given with --resume, which continues the run with its first options.`);
  if (out !== undefined && out !== resumed)
    throw usageError(`--resume writes ${resumed}, so -o ${out} cannot be given.`);
  return resumed;
}

interface RequestParts {
  readonly name: string;
  readonly onProgress: CollectRequest['onProgress'];
}

async function requestOf(
  invocation: Invocation,
  { name, onProgress }: RequestParts,
): Promise<Omit<CollectRequest, 'resumes' | 'from' | 'to'>> {
  const { flags } = invocation;
  const configuration = await findConfiguration(invocation, invocation.operands);
  const desired = configuration?.desired;
  const only = flags.lists.get('only')?.map((word) => resolveTenant(word, '--only', desired));
  const readsGroups = !flags.switches.has('no-groups');
  const scopes = [permissions.readAuditLog, permissions.readPolicy, ...(readsGroups ? [permissions.readGroups] : [])];
  return {
    out: name,
    desired,
    cloud: cloudFlag(invocation),
    only,
    maxEvents: flags.numbers.get('max-events') ?? defaults.maxEvents,
    minCohort: flags.numbers.get('min-cohort') ?? defaults.minCohort,
    readsGroups,
    resolvesUsers: flags.switches.has('resolve-users'),
    graph: { ...graphOptions(invocation), scopes },
    onProgress,
  };
}

/** Undefined where the flag is not given. */
function timesOf(
  invocation: Invocation,
  now: number,
): { readonly from: number | undefined; readonly to: number | undefined } {
  const [from, to] = [timeFlag(invocation, 'from', now), timeFlag(invocation, 'to', now)];
  if ((from ?? Number.NEGATIVE_INFINITY) >= (to ?? now)) throw usageError('--from must be before --to.');
  if (to !== undefined && to > now) throw usageError('--to is in the future, and the log ends now.');
  return { from, to };
}

const units: Readonly<Record<string, number>> = { d: dayMs, h: dayMs / 24 };

function timeFlag({ flags }: Invocation, name: string, now: number): number | undefined {
  const text = flags.texts.get(name);
  if (text === undefined) return undefined;
  const [, amount, unit = ''] = /^-(\d+)([dh])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (units[unit] ?? 0);
  const time = /^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw usageError(
    `--${name} takes a day such as 2026-11-22, a time such as 2026-11-22T01:00:00Z, or a span such as -30d, not "${text}".`,
  );
}
