import { findAppliedCommit } from '../config/base/appliedCommit.ts';
import type { BaseFlag } from '../config/base/gitCommit.ts';
import { type Base, loadBase } from '../config/base/loadBase.ts';
import { invalidConfiguration } from '../config/read/findings.ts';
import {
  type ConfigurationResult,
  readConfiguration,
  readConfigurationInSteps,
} from '../config/read/readConfiguration.ts';
import type { SourceFile } from '../config/read/sourceFile.ts';
import { readSources, requireSources, type Sources, stdinName, stdinPath } from '../config/read/sources.ts';
import { linesOf } from '../config/read/sourceText.ts';
import type { Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Silenced } from '../model/plan.ts';
import type { Position } from '../model/position.ts';
import { runInSlices, runSteps, type Steps } from '../platform/steps.ts';
import type { EarlyRead } from './earlyRead.ts';
import { isoDay, type RunContext } from './runContext.ts';

/** A valid configuration, ready to plan with. */
export interface Configuration {
  readonly desired: DesiredState;
  readonly warnings: readonly Diagnostic[];
  /** Warnings that `silence` left out. */
  readonly silenced?: readonly Silenced[] | undefined;
  /** The lines of the files, for the findings of later steps. */
  readonly lineAt: (position: Position) => string | undefined;
  /** An earlier state of the configuration. */
  readonly base?: DesiredState | undefined;
  /** The state that was applied last, if that is known beside the base. */
  readonly applied?: DesiredState | undefined;
  /** A read of the tenant that began before the configuration was parsed. */
  readonly early?: EarlyRead | undefined;
}

export interface ConfigurationRequest {
  readonly paths: readonly string[];
  /** What the path `-` means. */
  readonly stdin?: Uint8Array;
  /** A path, or `git:REF` (the same paths at that commit), or `git:REF:PATH`. */
  readonly base?: string | undefined;
  /** The flag that names the base, for messages. Default: `base`. */
  readonly baseFlag?: BaseFlag;
  /** The commit that was applied last: a ref, or `auto` for the commit of the tag. */
  readonly applied?: string | undefined;
  /** Overrides the configuration's own `cloud`. */
  readonly cloud?: Cloud | undefined;
  /** Reads the tenant while the configuration is parsed. */
  readonly early?: EarlyRead | undefined;
}

/** Throws XtapError `invalid-path`, `invalid-configuration` (with all findings) or `base-moved`. */
export async function loadConfiguration(request: ConfigurationRequest, runContext: RunContext): Promise<Configuration> {
  try {
    return await loadHeadAndBases(request, runContext);
  } catch (error) {
    request.early?.abandon();
    throw error;
  }
}

async function loadHeadAndBases(
  { paths, stdin, base, baseFlag = 'base', applied, cloud, early }: ConfigurationRequest,
  runContext: RunContext,
): Promise<Configuration> {
  const { cwd, wallNow } = runContext;
  const today = isoDay(wallNow());
  const read = (sources: readonly SourceFile[], sourceName: string): ConfigurationResult =>
    readConfiguration(sources, { sourceName, today, ...(cloud ? { cloud } : {}) });
  const headName = paths.map((path) => (path === stdinPath ? stdinName : path)).join(' ');
  const sources = readSources(paths, cwd, stdin);
  const complete = isComplete(sources);
  const isReading = complete && early?.start(sources.sources) === true;
  const steps = readConfigurationInSteps(sources.sources, {
    sourceName: headName,
    today,
    complete,
    ...(cloud ? { cloud } : {}),
  });
  const head = await headOf(sources, steps, (each) => (isReading ? runInSlices(each, runContext) : runSteps(each)));
  const load = (flag: BaseFlag, text: string | undefined): Promise<LoadedBase> =>
    loadEarlier(text, { flag, paths, head: head.desired, cwd, read });
  const [before, last] = [await load(baseFlag, base), await load('applied', applied)];
  const warnings = [...head.warnings, ...before.warnings, ...last.warnings];
  return { ...head, base: before.desired, applied: last.desired, warnings, early };
}

type LoadedBase = Partial<Pick<Base, 'desired'>> & Pick<Base, 'warnings'>;

/** `auto` means the commit of the tag; without the tag there is a warning and no state. */
async function loadEarlier(
  text: string | undefined,
  request: Omit<Parameters<typeof loadBase>[0], 'base'>,
): Promise<LoadedBase> {
  if (text === undefined) return { warnings: [] };
  if (text !== 'auto') return loadBase({ ...request, base: text });
  const found = await findAppliedCommit(request.head.tenantId, request.cwd);
  return 'warning' in found ? { warnings: [found.warning] } : loadBase({ ...request, base: found.base });
}

async function headOf(
  sources: Sources,
  steps: Steps<ConfigurationResult>,
  runAll: (steps: Steps<ConfigurationResult>) => ConfigurationResult | Promise<ConfigurationResult>,
): Promise<Omit<Configuration, 'base'>> {
  if (sources.sources.length === 0) requireSources(sources, nothingToRead);
  const result = await runAll(steps);
  const diagnostics = [...sources.diagnostics, ...result.diagnostics];
  if (!(result.desired && isComplete(sources))) throw invalidConfiguration(diagnostics);
  const { desired, silenced } = result;
  return { desired, warnings: diagnostics, silenced, lineAt: linesOf(sources.sources) };
}

function isComplete({ diagnostics }: Sources): boolean {
  return diagnostics.every(({ severity }) => severity === 'warning');
}

const nothingToRead = 'There is no configuration to read. `xtap pull` writes one from the live tenant.';

/** Reads files that xtap is to edit. Throws XtapError `invalid-configuration`: xtap edits only valid files. */
export function readValidConfiguration(
  sources: readonly SourceFile[],
  { sourceName, cloud }: { readonly sourceName: string; readonly cloud: Cloud | undefined },
  { wallNow }: Pick<RunContext, 'wallNow'>,
): { readonly desired: DesiredState; readonly warnings: readonly Diagnostic[] } {
  const options = { sourceName, today: isoDay(wallNow()), ...(cloud && { cloud }) };
  const { desired, diagnostics } = readConfiguration(sources, options);
  if (!desired) throw invalidConfiguration(diagnostics);
  return { desired, warnings: diagnostics };
}
