/*
 * The use case behind pull. The law: what is written is valid, and its plan is empty. It is checked here, before
 * anything is written, by the very reader and differ that will judge it later.
 */
import { stat } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import { requireSources } from '../../config/read/requireSources.ts';
import type { SourceFile } from '../../config/read/sourceFile.ts';
import { displayName, readSources } from '../../config/read/sources.ts';
import type { Differences } from '../../config/write/editConfiguration.ts';
import { newConfiguration } from '../../config/write/newConfiguration.ts';
import type { RawState } from '../../graph/decodeLive.ts';
import { readRaw, decodeOrThrow } from '../../graph/readLive.ts';
import { serializeSnapshot } from '../../graph/snapshot.ts';
import type { ApiVersion, Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import { XtapError } from '../../model/errors.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { LiveState } from '../../model/liveState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { otherOwner } from '../../plan/partition.ts';
import { pathExists } from '../../platform/files/pathExists.ts';
import { writePrivateFile } from '../../platform/files/writePrivateFile.ts';
import { type Connection, connect, type GraphOptions } from '../connect.ts';
import type { RunContext } from '../runContext.ts';
import { readSnapshotFile } from '../readSnapshotFile.ts';
import { convergeFiles } from './convergeFiles.ts';
import { readValidConfiguration } from './readSound.ts';
import { schemaIfMissing } from './schemaIfMissing.ts';
import { hasNoDifferences, findDifferences } from './findDifferences.ts';
import { findTenantNames } from './findTenantNames.ts';
import { withWriteSummary, type FileChanges, writeFiles } from './writeFiles.ts';

export interface PullRequest {
  /** The folder of the configuration. */
  readonly dir: string;
  /** False: the snapshot alone is wanted, and the configuration stays as it is. */
  readonly writesYaml: boolean;
  readonly split: boolean;
  readonly snapshot: string | undefined;
  /** A snapshot file instead of the tenant. */
  readonly live: string | undefined;
  readonly cloud: Cloud | undefined;
  readonly apiVersion: ApiVersion | undefined;
  readonly graph: GraphOptions;
}

export interface PullResult extends FileChanges {
  readonly tenantId: TenantId;
  readonly dir: string;
  readonly partners: number;
  /** Entries of partners that were added, changed, and removed. */
  readonly entries: { readonly added: number; readonly changed: number; readonly removed: number };
  readonly snapshot: string | undefined;
}

/** Throws XtapError; nothing has been written then, unless the message of `file-not-writable` says so. */
export async function pullTenant(request: PullRequest, runContext: RunContext): Promise<PullResult> {
  const { cwd } = runContext;
  const sources = await existingSources(request.dir, cwd);
  const desired = sources.length > 0 ? readExisting(sources, request, runContext) : undefined;
  const { raw, live, connection } = await readState(request, desired, runContext);
  const outcome = request.writesYaml
    ? await asYaml({ request, sources, desired, live, connection }, runContext)
    : { after: sources, entries: { added: 0, changed: 0, removed: 0 } };
  const { after } = outcome;
  const { dir, snapshot } = request;
  const schema = await schemaIfMissing({ before: sources, after }, shownDir(dir, cwd), cwd);
  // From here on, all files are written: half of them would not be the tenant.
  runContext.signal.throwIfAborted();
  const written = await writeFiles(sources, [...after, ...schema], cwd);
  if (snapshot !== undefined) {
    const text = serializeSnapshot(raw);
    await withWriteSummary(written, () => writePrivateFile(resolve(cwd, snapshot), text, snapshot));
  }
  return {
    tenantId: live.tenantId,
    dir,
    partners: live.partners.length,
    entries: outcome.entries,
    snapshot,
    ...written,
  };
}

/** The files of the folder; none where it does not exist yet, or holds no YAML. */
async function existingSources(dir: string, cwd: string): Promise<readonly SourceFile[]> {
  if (!(await pathExists(resolve(cwd, dir)))) return [];
  if ((await stat(resolve(cwd, dir))).isFile())
    throw new XtapError('usage', `--dir takes a folder, and ${dir} is a file.`);
  const sources = readSources([dir], cwd);
  return sources.isEmpty ? [] : requireSources(sources, `Cannot read ${dir}.`);
}

/**
 * Throws XtapError `invalid-configuration`, and `usage` where it is of another version or cloud than was asked for: the
 * next plan, which does not ask, would read elsewhere. A snapshot alone leaves the configuration as it is, so `--cloud`
 * wins there as it does in a plan.
 */
function readExisting(sources: readonly SourceFile[], request: PullRequest, runContext: RunContext): DesiredState {
  const { dir, cloud, apiVersion, writesYaml } = request;
  const { desired } = readValidConfiguration(sources, { label: dir, cloud: writesYaml ? undefined : cloud }, runContext);
  const asked = [
    ['api', apiVersion, desired.apiVersion],
    ['cloud', cloud, desired.cloud],
  ] as const;
  for (const [name, wanted = '', declared] of asked) {
    if (wanted === '' || wanted === declared) continue;
    const message = `--${name} ${wanted} differs from ${dir}, which is for ${name}: ${declared}. Change it there.`;
    throw new XtapError('usage', message);
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
    const use = { desired, asked: request, expandSync: true };
    const { raw, live } = await readSnapshotFile(request.live, use, runContext);
    return { raw, live, connection: undefined };
  }
  const where = {
    cloud: desired?.cloud ?? request.cloud ?? 'global',
    apiVersion: desired?.apiVersion ?? request.apiVersion ?? 'v1.0',
    tenantId: desired?.tenantId,
  } as const;
  const connection = await connect(where, request.graph, runContext);
  const { context, tokens, transport } = connection;
  const raw = await readRaw(context, {
    cloud: where.cloud,
    tokens,
    expectedTenant: desired?.tenantId,
    expandSync: true,
  });
  return { raw, live: decodeOrThrow(raw, transport), connection };
}

interface Pulling {
  readonly request: PullRequest;
  readonly sources: readonly SourceFile[];
  readonly desired: DesiredState | undefined;
  readonly live: LiveState;
  readonly connection: Connection | undefined;
}

interface Outcome {
  readonly after: readonly SourceFile[];
  readonly entries: PullResult['entries'];
}

async function asYaml(
  { request, sources, desired, live, connection }: Pulling,
  runContext: RunContext,
): Promise<Outcome> {
  const differences = desired && findDifferences(desired, live, fieldTable);
  const unnamed = (differences?.added ?? live.partners).map(({ tenantId }) => tenantId);
  const names = connection ? await findTenantNames(unnamed, connection.context, runContext) : new Map<TenantId, string>();
  const dir = shownDir(request.dir, runContext.cwd);
  const { split } = request;
  const inDir = (file: SourceFile): SourceFile => ({ ...file, file: posix.join(dir, file.file) });
  const table = fieldTable;
  const after =
    desired && differences
      ? convergeFiles(sources, {
          live,
          table,
          names,
          destination: { dir, split },
          read: (files) => readIfSound(files, request, runContext),
        })
      : newConfiguration(live, { table, otherOwner, names, split }).map(inDir);
  requireSettled(after, { request, live, runContext });
  return {
    after,
    entries: differences ? countsOf(differences) : { added: live.partners.length, changed: 0, removed: 0 },
  };
}

function readIfSound(
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

/** The law, held before anything is written: a pull that breaks it is a bug, and must not reach the files. */
function requireSettled(
  files: readonly SourceFile[],
  {
    request,
    live,
    runContext,
  }: { readonly request: PullRequest; readonly live: LiveState; readonly runContext: RunContext },
): void {
  const differences = findDifferences(readExisting(files, request, runContext), live, fieldTable);
  if (!hasNoDifferences(differences)) throw new Error('What pull would write does not say what the tenant is.');
}

function countsOf({ added, partners, revived, gone }: Differences): PullResult['entries'] {
  return { added: added.length, changed: partners.size + revived.size, removed: gone.size };
}

function shownDir(dir: string, cwd: string): string {
  return displayName(resolve(cwd, dir), cwd);
}
