import { readGitSources } from '../config/gitSources.ts';
import { readConfiguration } from '../config/readConfiguration.ts';
import { defaultGuards } from '../config/resolve.ts';
import { linesOf } from '../config/sourceLines.ts';
import { readSources, type Sources } from '../config/sources.ts';
import type { Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Position } from '../model/position.ts';
import type { TenantId } from '../model/tenantId.ts';
import { invalidConfiguration } from './invalidConfiguration.ts';
import { requireSources } from './requireSources.ts';
import { isoDay, type Surroundings } from './surroundings.ts';

/** A configuration that can be planned with. */
export interface Configuration {
  readonly desired: DesiredState;
  readonly warnings: readonly Diagnostic[];
  /** The files' lines, for findings that come up later. */
  readonly lineAt: (position: Position) => string | undefined;
  /** What the configuration was before. */
  readonly base?: DesiredState | undefined;
}

export interface ConfigurationRequest {
  readonly paths: readonly string[];
  /** A path, or `git:REF`: the same paths at that commit. */
  readonly base?: string | undefined;
  /** Wins over the configuration's own `cloud`. */
  readonly cloud?: Cloud | undefined;
}

/** Throws XtapError `invalid-path` or `invalid-configuration`, with everything that was found. */
export async function loadConfiguration(
  { paths, base, cloud }: ConfigurationRequest,
  surroundings: Surroundings,
): Promise<Configuration> {
  const { cwd, now } = surroundings;
  const today = isoDay(now());
  const read = (sources: Sources, label: string, missing = nothingToRead): Omit<Configuration, 'base'> => {
    if (sources.sources.length === 0) requireSources(sources, missing);
    const complete = sources.diagnostics.every(({ severity }) => severity === 'warning');
    const result = readConfiguration(sources.sources, { label, today, complete, ...(cloud ? { cloud } : {}) });
    const diagnostics = [...sources.diagnostics, ...result.diagnostics];
    if (!result.desired || !complete) throw invalidConfiguration(diagnostics);
    return { desired: result.desired, warnings: diagnostics, lineAt: linesOf(sources.sources) };
  };
  const head = read(readSources(paths, cwd), paths.join(' '));
  if (base === undefined) return head;
  const before = base.startsWith('git:')
    ? await readGitSources(base.slice('git:'.length), paths, cwd)
    : readSources([base], cwd);
  if (before.isAbsent) return { ...head, base: nothingYet(head.desired) };
  const { desired } = read(before, base, nothingBefore);
  if (desired.tenantId === head.desired.tenantId) return { ...head, base: desired };
  return {
    ...head,
    base: elsewhere(desired),
    warnings: [...head.warnings, aboutAnother(desired.tenantId, base, head.desired)],
  };
}

/**
 * A configuration that moves to another tenant is the first one of that tenant: nothing was declared there, so nothing
 * has drifted. The limits and the protected partners of the base hold all the same: no change lifts them, this neither.
 */
function elsewhere(before: DesiredState): DesiredState {
  return { ...nothingYet(before), guards: before.guards, protected: before.protected };
}

function aboutAnother(tenantId: TenantId, base: string, head: DesiredState): Diagnostic {
  return {
    severity: 'warning',
    code: 'base-of-another-tenant',
    message: `The base ${base} is of the tenant ${tenantId}, this configuration of ${head.tenantId}: no change counts as drift, undeclared partners stay, and the base's guards and protected partners hold.`,
  };
}

/**
 * What stood before the first configuration: nothing was declared, so every change is the configuration's, and the
 * usual limits held, so the change that brings it cannot loosen them for itself.
 */
function nothingYet({ tenantId, cloud, apiVersion, label }: DesiredState): DesiredState {
  return {
    tenantId,
    cloud,
    apiVersion,
    label,
    undeclaredPartners: 'report',
    guards: defaultGuards,
    protected: new Set(),
    policy: new Map(),
    default: new Map(),
    partners: [],
    files: [],
  };
}

const nothingToRead = 'There is no configuration to read. `xtap pull` writes one from the live tenant.';
const nothingBefore = 'There is no configuration to compare with: --base takes a path, or git: and a commit.';
