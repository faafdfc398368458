/*
 * A snapshot file in the tenant's place, for plan, explain and pull. A file says less than a tenant that is asked, and
 * what it does not say must not look like "nothing is set there": so it is held against what the command would have
 * read.
 */
import { resolve } from 'node:path';
import { displayName, linkProblem } from '../config/read/sources.ts';
import { parseSnapshot, type Snapshot } from '../graph/snapshot.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import type { LiveState } from '../model/liveState.ts';
import { linkOutOfWorkTree } from '../platform/files/workTree.ts';
import { readText } from '../platform/files/readText.ts';
import type { RunContext } from './runContext.ts';

export interface SnapshotUse {
  /** Says what a bare list of partners leaves open; without it only a whole snapshot can be read. */
  readonly desired: DesiredState | undefined;
  /** What the command line asks for; a configuration holds it already. */
  readonly asked?: { readonly cloud?: Cloud | undefined; readonly apiVersion?: ApiVersion | undefined };
  /** As of a read of the tenant: identity synchronization matters. */
  readonly expandSync: boolean;
}

/** Throws XtapError `wrong-tenant` or `invalid-snapshot`, and what reading the file throws. */
export async function readSnapshotFile(
  file: string,
  { desired, asked = {}, expandSync }: SnapshotUse,
  { cwd }: RunContext,
): Promise<Snapshot> {
  const path = resolve(cwd, file);
  const link = linkOutOfWorkTree(path);
  if (link !== undefined) {
    const { message, hint } = linkProblem(file, displayName(link, cwd));
    throw new XtapError('invalid-path', `${message}: ${hint}.`);
  }
  const snapshot = parseSnapshot(await readText(path, file), { file, ...desired });
  if (desired) requireSameTenant(snapshot.live, desired, file);
  else requireAsked(snapshot.live, asked, file);
  const [unread] = snapshot.unread;
  if (expandSync && unread !== undefined) {
    throw new XtapError(
      'invalid-snapshot',
      `${file} was read without $expand=${unread}: what is set there would look not set. Read the list with …/policies/crossTenantAccessPolicy/partners?$expand=${unread}, or the whole with "xtap pull --snapshot FILE".`,
    );
  }
  return snapshot;
}

function requireAsked(
  live: LiveState,
  { cloud = live.cloud, apiVersion = live.apiVersion }: NonNullable<SnapshotUse['asked']>,
  file: string,
): void {
  if (cloud === live.cloud && apiVersion === live.apiVersion) return;
  const asked = [
    cloud === live.cloud ? '' : `--cloud ${cloud}`,
    apiVersion === live.apiVersion ? '' : `--api ${apiVersion}`,
  ];
  throw new XtapError(
    'invalid-snapshot',
    `${file} was read from ${live.cloud} ${live.apiVersion}, so ${asked.filter(Boolean).join(' ')} cannot be had of it.`,
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
      `${file} has no "${missing}", which the configuration declares: nothing can be compared. "xtap pull --snapshot FILE" writes a whole one.`,
    );
  }
}
