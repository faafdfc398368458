/*
 * The use case behind pull. Its law: the written configuration is valid, and its plan is empty. It is checked here
 * before the first write, by the reader and the differ that a plan uses.
 */

import { stat } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import type { SourceFile } from '../../config/read/sourceFile.ts';
import { readSources, requireSources } from '../../config/read/sources.ts';
import { newConfiguration } from '../../config/write/newConfiguration.ts';
import { type ProposedProfile, proposeProfiles } from '../../config/write/proposeProfiles.ts';
import type { RawState } from '../../graph/decodeLive.ts';
import { decodeOrThrow, readRaw } from '../../graph/readLive.ts';
import { serializeSnapshot } from '../../graph/snapshot.ts';
import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import { XtapError } from '../../model/errors.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { LiveState } from '../../model/liveState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { otherOwner } from '../../plan/partition.ts';
import { pathExists } from '../../platform/files/pathExists.ts';
import { relativeName } from '../../platform/files/relativeName.ts';
import { writePrivateFile } from '../../platform/files/writePrivateFile.ts';
import { type Connection, connect, type GraphOptions } from '../connect.ts';
import { readValidConfiguration } from '../loadConfiguration.ts';
import { readSnapshotFile } from '../readSnapshotFile.ts';
import type { RunContext } from '../runContext.ts';
import { declaresSync, noteUnread, withSyncAdvice } from '../syncReading.ts';
import { acceptedChanges, nothingAccepted } from './acceptedChanges.ts';
import { convergeFiles } from './convergeFiles.ts';
import { findDifferences, hasNoDifferences } from './findDifferences.ts';
import { findTenantNames } from './findTenantNames.ts';
import type { PullResult } from './pullResult.ts';
import { codesToSilence, withSilence } from './silencePulled.ts';
import { fileChanges, missingSchema, withWriteSummary, writeFiles } from './writeFiles.ts';

export interface PullRequest {
  /** The folder of the configuration. */
  readonly dir: string;
  /** False: pull writes the snapshot alone, and does not change the configuration. */
  readonly writesYaml: boolean;
  readonly split: boolean;
  /** Moves settings that several partners have in common into new profiles. */
  readonly profiles?: boolean;
  readonly snapshot: string | undefined;
  /** Writes no file, and returns what it would write. */
  readonly dryRun?: boolean;
  /** A snapshot file instead of the tenant. */
  readonly live: string | undefined;
  /** The tenant of a new configuration; undefined accepts the tenant of the identity. */
  readonly tenantId?: TenantId | undefined;
  readonly cloud: Cloud | undefined;
  readonly apiVersion: ApiVersion | undefined;
  readonly graph: GraphOptions;
}

/** Throws XtapError. Then nothing was written, unless the message of `file-not-writable` lists files. */
export async function pullTenant(request: PullRequest, runContext: RunContext): Promise<PullResult> {
  const { cwd } = runContext;
  const sources = await existingSources(request.dir, cwd);
  const desired = sources.length > 0 ? readExisting(sources, request, runContext) : undefined;
  const { raw, live, connection } = await readState(request, desired, runContext);
  const yaml = request.writesYaml
    ? await writeYaml({ request, sources, desired, live, connection }, runContext)
    : { after: sources, entries: { added: 0, changed: 0, removed: 0 }, accepted: nothingAccepted, profiles: [] };
  const { after } = yaml;
  const { dir, snapshot, dryRun = false } = request;
  const schema = await missingSchema({ before: sources, after }, displayDir(dir, cwd), cwd);
  // From here on, an interruption waits until all files are written: half of them would not match the tenant.
  runContext.signal.throwIfAborted();
  const files = [...after, ...schema];
  const written = dryRun ? fileChanges(sources, files) : await writeFiles(sources, files, cwd);
  if (snapshot !== undefined && !dryRun) {
    const text = serializeSnapshot(raw);
    await withWriteSummary(written, () => writePrivateFile(resolve(cwd, snapshot), text, snapshot));
  }
  return {
    tenantId: live.tenantId,
    dir,
    partners: live.partners.length,
    entries: yaml.entries,
    accepted: yaml.accepted,
    ...(request.profiles === true && { profiles: yaml.profiles }),
    ...(live.unread && { unread: live.unread }),
    snapshot,
    dryRun,
    ...written,
  };
}

/** The files of the folder; none if it does not exist yet, or has no YAML. */
async function existingSources(dir: string, cwd: string): Promise<readonly SourceFile[]> {
  if (!(await pathExists(resolve(cwd, dir)))) return [];
  if ((await stat(resolve(cwd, dir))).isFile())
    throw new XtapError('usage', `--dir takes a folder, and ${dir} is a file.`);
  const sources = readSources([dir], cwd);
  return sources.isEmpty ? [] : requireSources(sources, `Cannot read ${dir}.`);
}

/**
 * Throws XtapError `invalid-configuration`, and `usage` if the flags name another API version or cloud than the
 * configuration: the next plan runs without these flags and would read another tenant. A snapshot alone does not change
 * the configuration, so `--cloud` overrides it there, as in a plan.
 */
function readExisting(sources: readonly SourceFile[], request: PullRequest, runContext: RunContext): DesiredState {
  const { dir, cloud, apiVersion, writesYaml } = request;
  const { desired } = readValidConfiguration(
    sources,
    { sourceName: dir, cloud: writesYaml ? undefined : cloud },
    runContext,
  );
  const requested = [
    ['api', apiVersion, desired.apiVersion],
    ['cloud', cloud, desired.cloud],
  ] as const;
  for (const [name, wanted = '', declared] of requested) {
    if (wanted === '' || wanted === declared) continue;
    const message = `--${name} ${wanted} differs from ${dir}, which is for ${name}: ${declared}.`;
    throw new XtapError('usage', message, { next: 'Change it there.' });
  }
  return desired;
}

interface ReadState {
  readonly raw: RawState;
  readonly live: LiveState;
  readonly connection: Connection | undefined;
}

async function readState(
  request: PullRequest,
  desired: DesiredState | undefined,
  runContext: RunContext,
): Promise<ReadState> {
  if (request.live !== undefined) {
    const options = { desired, requested: request, expandSync: true };
    const { raw, live } = await readSnapshotFile(request.live, options, runContext);
    return { raw, live, connection: undefined };
  }
  const where = {
    cloud: desired?.cloud ?? request.cloud ?? 'global',
    apiVersion: desired?.apiVersion ?? request.apiVersion ?? 'v1.0',
    tenantId: desired?.tenantId ?? request.tenantId,
  } as const;
  const connection = await connect(where, request.graph, runContext);
  const { context, tokens, transport } = connection;
  const needsSync = desired?.partners.some(declaresSync) === true;
  const options = { cloud: where.cloud, tokens, expectedTenant: where.tenantId };
  const raw = await readRaw(context, { ...options, expandSync: needsSync || 'if-possible' }).catch((error: unknown) => {
    throw withSyncAdvice(error, desired);
  });
  noteUnread(raw, 'pull leaves it out, and xtap will not manage it', runContext);
  return { raw, live: decodeOrThrow(raw, transport), connection };
}

interface PullSource {
  readonly request: PullRequest;
  readonly sources: readonly SourceFile[];
  readonly desired: DesiredState | undefined;
  readonly live: LiveState;
  readonly connection: Connection | undefined;
}

interface YamlFiles {
  readonly after: readonly SourceFile[];
  readonly entries: PullResult['entries'];
  readonly accepted: PullResult['accepted'];
  readonly profiles: readonly ProposedProfile[];
}

async function writeYaml(
  { request, sources, desired, live, connection }: PullSource,
  runContext: RunContext,
): Promise<YamlFiles> {
  const differences = desired && findDifferences(desired, live, fieldTable);
  const labels = desired?.names ?? new Map<TenantId, string>();
  const newcomers = (differences?.added ?? live.partners).map(({ tenantId }) => tenantId);
  const unnamed = newcomers.filter((tenantId) => !labels.has(tenantId));
  const found = connection ? await findTenantNames(unnamed, connection.context, runContext) : [];
  const names = new Map([...labels, ...found]);
  const dir = displayDir(request.dir, runContext.cwd);
  const { split } = request;
  const inDir = (file: SourceFile): SourceFile => ({ ...file, file: posix.join(dir, file.file) });
  const table = fieldTable;
  const read = (files: readonly SourceFile[]): DesiredState | undefined => readIfValid(files, request, runContext);
  const converge = (files: readonly SourceFile[]): readonly SourceFile[] =>
    convergeFiles(files, { live, table, names, destination: { dir, split }, read });
  const written = (silence: readonly string[]): readonly SourceFile[] =>
    converge(newConfiguration(live, { table, otherOwner, names, split, silence }).map(inDir));
  const converged = desired
    ? withSilence(converge(sources), { before: desired, live, read })
    : written(codesToSilence(read(written([])), undefined, live));
  const declared = request.profiles ? read(converged) : undefined;
  const { sources: after, profiles } = declared
    ? proposeProfiles(converged, declared)
    : { sources: converged, profiles: [] };
  requireConverged(after, { request, live, runContext });
  if (!desired || !differences) {
    return {
      after,
      profiles,
      entries: { added: live.partners.length, changed: 0, removed: 0 },
      accepted: nothingAccepted,
    };
  }
  const accepted = acceptedChanges(differences, { desired, live, names });
  const [added, changed, removed] = [accepted.added.length, accepted.changed.length, accepted.removed.length];
  return { after, profiles, entries: { added, changed, removed }, accepted };
}

function readIfValid(
  sources: readonly SourceFile[],
  request: PullRequest,
  runContext: RunContext,
): DesiredState | undefined {
  try {
    return readExisting(sources, request, runContext);
  } catch (error) {
    if (error instanceof XtapError) return undefined;
    throw error;
  }
}

/** Checks the law before the first write: a pull that breaks it is a bug, and must not reach the files. */
function requireConverged(
  files: readonly SourceFile[],
  {
    request,
    live,
    runContext,
  }: { readonly request: PullRequest; readonly live: LiveState; readonly runContext: RunContext },
): void {
  const differences = findDifferences(readExisting(files, request, runContext), live, fieldTable);
  if (!hasNoDifferences(differences))
    throw new Error('Internal check failed: the pulled files would not produce an empty plan.');
}

function displayDir(dir: string, cwd: string): string {
  return relativeName(resolve(cwd, dir), cwd);
}
