/*
 * Changes the files of a configuration until they say what the tenant is. Edits may build on one another (an anchor that
 * is edited where it stands is seen through its aliases in the next round), so they come in rounds; what they do not
 * reach is written anew in the last ones, in the very last also what others lean on (an anchor that has to go).
 */
import type { SourceFile } from '../../config/read/sourceFile.ts';
import { appendPartners, type Destination } from '../../config/write/appendPartners.ts';
import { type Differences, editConfiguration } from '../../config/write/editConfiguration.ts';
import { partnerLayout } from '../../config/write/partnerLayout.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import type { Setting } from '../../model/fieldTable.ts';
import type { LiveState } from '../../model/liveState.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { otherOwner } from '../../plan/partition.ts';
import { hasNoDifferences, tenantDifferences } from './tenantDifferences.ts';

const rounds = ['edit', 'edit', 'edit', 'rewrite', 'rewrite', 'rewrite all'] as const;

export interface Converging {
  readonly live: LiveState;
  readonly table: readonly Setting[];
  /** For new entries. */
  readonly names: ReadonlyMap<TenantId, string>;
  readonly destination: Destination;
  /** The meaning of files; undefined where they are not sound. */
  readonly read: (sources: readonly SourceFile[]) => DesiredState | undefined;
}

/** The files, byte for byte the same where nothing differs. `sources` are sound. */
export function convergeFiles(
  sources: readonly SourceFile[],
  { live, table, names, destination, read }: Converging,
): readonly SourceFile[] {
  let files = sources;
  let desired = read(files);
  for (const round of rounds) {
    if (!desired) break;
    const found = tenantDifferences(desired, live, table);
    if (hasNoDifferences(found)) break;
    const differences = round === 'rewrite all' ? withEveryPartner(found, desired, live) : found;
    const context = { table, apiVersion: live.apiVersion, otherOwner };
    const reportsUndeclared = desired.partners.some(({ undeclaredSettings }) => undeclaredSettings !== 'ignore');
    const added = differences.added.map((partner) => {
      const name = names.get(partner.tenantId);
      const entries = partnerLayout(partner, { name }, { ...context, reportsUndeclared });
      return { tenantId: partner.tenantId, name, entries };
    });
    const longer = appendPartners(files, added, destination);
    const next = editConfiguration(longer, { ...context, desired, live, differences, rewrite: round !== 'edit' });
    const meaning = read(next);
    // What edits cannot do soundly, the rounds after them do otherwise.
    if (meaning) [files, desired] = [next, meaning];
  }
  return files;
}

function withEveryPartner(differences: Differences, desired: DesiredState, live: LiveState): Differences {
  const declared = new Set(desired.partners.filter(({ state }) => state === 'present').map(({ tenantId }) => tenantId));
  const entries = live.partners
    .filter(({ tenantId }) => declared.has(tenantId))
    .map((partner) => [partner.tenantId, { partner, settings: [] }] as const);
  return { ...differences, partners: new Map(entries) };
}
