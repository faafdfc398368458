/* The result of pull, for the command and for the library. */
import type { ProposedProfile } from '../../config/write/proposeProfiles.ts';
import type { AcceptedChanges } from '../../model/accepted.ts';
import type { TenantId } from '../../model/tenantId.ts';
import type { EntryCounts } from '../../render/pull/pullText.ts';
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
