/* The result of pull, for the command and for the library. */
import type { ProposedProfile } from '../../config/write/proposeProfiles.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { FileChanges } from './writeFiles.ts';

export interface PullResult extends FileChanges {
  readonly tenantId: TenantId;
  readonly dir: string;
  readonly partners: number;
  /** Entries of partners that were added, changed, and removed. */
  readonly entries: EntryCounts;
  /** The same with names. Empty lists for the first pull into a folder. */
  readonly accepted: AcceptedChanges;
  /** The profiles that `profiles` made; missing without it. */
  readonly profiles?: readonly ProposedProfile[];
  readonly snapshot: string | undefined;
  /** Settings of partners that Graph refused to list, so that they are not in the files; missing if there are none. */
  readonly unread?: readonly string[];
  /** The files below `created`, `changed` and `removed` are as they were. */
  readonly dryRun: boolean;
}

/** Entries of partners. */
export interface EntryCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** Live values that an existing configuration takes over. */
export interface AcceptedChanges {
  readonly added: readonly AcceptedPartner[];
  readonly changed: readonly AcceptedPartner[];
  readonly removed: readonly AcceptedPartner[];
  /** Names of settings. */
  readonly default: readonly string[];
  readonly policy: readonly string[];
}

export interface AcceptedPartner {
  readonly tenantId: TenantId;
  readonly name?: string;
  /** The settings that change; missing for an entry that is added or removed. */
  readonly settings?: readonly string[];
}
