/*
 * Reads a snapshot file instead of the tenant, for plan, explain and pull. A file may lack parts that a read of the
 * tenant would bring, and a missing part must not look like "nothing is set there". So xtap refuses a snapshot that
 * lacks a part that the command needs.
 */

import { resolve } from 'node:path';
import { linkProblem } from '../config/read/sources.ts';
import type { SyncReading } from '../graph/readPartnerList.ts';
import { parseSnapshot, type Snapshot } from '../graph/snapshot.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import type { LiveState } from '../model/liveState.ts';
import { readText } from '../platform/files/readText.ts';
import { relativeName } from '../platform/files/relativeName.ts';
import { linkOutOfWorkTree } from '../platform/files/workTree.ts';
import type { RunContext } from './runContext.ts';

export interface SnapshotOptions {
  /** Supplies the members that a bare list of partners lacks. Without it, only a complete snapshot can be read. */
  readonly desired: DesiredState | undefined;
  /** The flags of the command line; used only without a configuration. */
  readonly requested?: { readonly cloud?: Cloud | undefined; readonly apiVersion?: ApiVersion | undefined };
  /** As in a read of the tenant. */
  readonly expandSync: SyncReading;
}

/** Throws XtapError `wrong-tenant`, `invalid-snapshot` or `invalid-path`. */
export async function readSnapshotFile(
  file: string,
  { desired, requested: asked = {}, expandSync }: SnapshotOptions,
  { cwd }: RunContext,
): Promise<Snapshot> {
  const path = resolve(cwd, file);
  const link = linkOutOfWorkTree(path);
  if (link !== undefined) {
    const { message, hint } = linkProblem(file, relativeName(link, cwd));
    throw new XtapError('invalid-path', `${message}: ${hint}.`);
  }
  const snapshot = parseSnapshot(await readText(path, file), { file, ...desired });
  if (desired) requireSameTenant(snapshot.live, desired, file);
  else requireRequested(snapshot.live, asked, file);
  const [unread] = snapshot.unread;
  if (expandSync === 'if-possible' && unread !== undefined) {
    return { ...snapshot, live: { ...snapshot.live, unread: snapshot.unread } };
  }
  if (expandSync && unread !== undefined) {
    throw new XtapError(
      'invalid-snapshot',
      `${file} was read without $expand=${unread}: what is set there would look not set.`,
      {
        next: `Read the list with …/policies/crossTenantAccessPolicy/partners?$expand=${unread}, or the whole with "xtap pull --snapshot FILE".`,
      },
    );
  }
  return snapshot;
}

function requireRequested(
  live: LiveState,
  { cloud = live.cloud, apiVersion = live.apiVersion }: NonNullable<SnapshotOptions['requested']>,
  file: string,
): void {
  if (cloud === live.cloud && apiVersion === live.apiVersion) return;
  const flags = [
    cloud === live.cloud ? '' : `--cloud ${cloud}`,
    apiVersion === live.apiVersion ? '' : `--api ${apiVersion}`,
  ];
  throw new XtapError(
    'invalid-snapshot',
    `${file} was read from ${live.cloud} ${live.apiVersion}, so ${flags.filter(Boolean).join(' ')} cannot be used with it.`,
  );
}

function requireSameTenant(live: LiveState, desired: DesiredState, file: string): void {
  if (live.tenantId !== desired.tenantId) {
    throw new XtapError(
      'wrong-tenant',
      `${file} is a snapshot of tenant ${live.tenantId}, the configuration is for ${desired.tenantId}.`,
    );
  }
  if (live.cloud !== desired.cloud || live.apiVersion !== desired.apiVersion) {
    throw new XtapError(
      'invalid-snapshot',
      `${file} was read from ${live.cloud} ${live.apiVersion}, the configuration says ${desired.cloud} ${desired.apiVersion}: settings that only one of them has would look missing.`,
    );
  }
  const missing = (['default', 'policy'] as const).find(
    (place) => desired[place].size > 0 && live[place] === undefined,
  );
  if (missing) {
    throw new XtapError(
      'invalid-snapshot',
      `${file} has no "${missing}", which the configuration declares: nothing can be compared.`,
      { next: '"xtap pull --snapshot FILE" writes a whole one.' },
    );
  }
}
