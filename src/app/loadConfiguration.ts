import { findAppliedCommit } from '../config/base/appliedCommit.ts';
import { type Base, loadBase } from '../config/base/loadBase.ts';
import type { BaseFlag } from '../config/base/requireNotMoved.ts';
import { invalidConfiguration } from '../config/read/findings.ts';
import { type ConfigurationResult, readConfiguration } from '../config/read/readConfiguration.ts';
import type { SourceFile } from '../config/read/sourceFile.ts';
import { readSources, requireSources, type Sources, stdinName, stdinPath } from '../config/read/sources.ts';
import { linesOf } from '../config/read/sourceText.ts';
import type { Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Silenced } from '../model/plan.ts';
import type { Position } from '../model/position.ts';
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
}

/** Throws XtapError `invalid-path`, `invalid-configuration` (with all findings) or `base-moved`. */
export async function loadConfiguration(
  { paths, stdin, base, baseFlag = 'base', applied, cloud }: ConfigurationRequest,
  runContext: RunContext,
): Promise<Configuration> {
  const { cwd, wallNow } = runContext;
  const today = isoDay(wallNow());
  const read = (sources: readonly SourceFile[], sourceName: string): ConfigurationResult =>
    readConfiguration(sources, { sourceName, today, ...(cloud ? { cloud } : {}) });
  const headName = paths.map((path) => (path === stdinPath ? stdinName : path)).join(' ');
  const head = headOf(readSources(paths, cwd, stdin), (sources, complete) =>
    readConfiguration(sources, { sourceName: headName, today, complete, ...(cloud ? { cloud } : {}) }),
  );
  const load = (flag: BaseFlag, text: string | undefined): Promise<LoadedBase> =>
    loadEarlier(text, { flag, paths, head: head.desired, cwd, read });
  const [before, last] = [await load(baseFlag, base), await load('applied', applied)];
  const warnings = [...head.warnings, ...before.warnings, ...last.warnings];
  return { ...head, base: before.desired, applied: last.desired, warnings };
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

function headOf(
  sources: Sources,
  read: (sources: readonly SourceFile[], complete: boolean) => ConfigurationResult,
): Omit<Configuration, 'base'> {
  if (sources.sources.length === 0) requireSources(sources, nothingToRead);
  const complete = sources.diagnostics.every(({ severity }) => severity === 'warning');
  const result = read(sources.sources, complete);
  const diagnostics = [...sources.diagnostics, ...result.diagnostics];
  if (!result.desired || !complete) throw invalidConfiguration(diagnostics);
  const { desired, silenced } = result;
  return { desired, warnings: diagnostics, silenced, lineAt: linesOf(sources.sources) };
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
