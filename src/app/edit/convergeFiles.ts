/*
 * Changes the files of a configuration until they match the tenant. Edits may depend on one another (the next round
 * sees an edited anchor through its aliases), so they run in rounds. The last rounds rewrite the entries that edits
 * could not change; the very last one also rewrites entries on which others depend (an anchor that must be removed).
 */

import type { SourceFile } from '../../config/read/sourceFile.ts';
import { appendPartners, type Destination } from '../../config/write/appendPartners.ts';
import { type Differences, editConfiguration } from '../../config/write/editConfiguration.ts';
import { nameEntries } from '../../config/write/newConfiguration.ts';
import { type LayoutContext, partnerLayout, settingEntries } from '../../config/write/partnerLayout.ts';
import { addListEntries, addMappingEntries, addSection } from '../../config/write/topLevel.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import type { LiveState } from '../../model/liveState.ts';
import type { Setting } from '../../model/setting.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { otherOwner } from '../../plan/partition.ts';
import { findDifferences, hasNoDifferences } from './findDifferences.ts';

const rounds = ['edit', 'edit', 'edit', 'rewrite', 'rewrite', 'rewrite all'] as const;

export interface ConvergeOptions {
  readonly live: LiveState;
  readonly table: readonly Setting[];
  /** For new entries. */
  readonly names: ReadonlyMap<TenantId, string>;
  readonly destination: Destination;
  /** The state that files declare; undefined if they are not valid. */
  readonly read: (sources: readonly SourceFile[]) => DesiredState | undefined;
}

/** Files without a difference stay equal to the byte. `sources` must be valid. */
export function convergeFiles(
  sources: readonly SourceFile[],
  { live, table, names, destination, read }: ConvergeOptions,
): readonly SourceFile[] {
  let files = sources;
  let desired = read(files);
  for (const round of rounds) {
    if (!desired) break;
    const current = findDifferences(desired, live, table);
    if (hasNoDifferences(current)) break;
    const differences = round === 'rewrite all' ? withEveryPartner(current, desired, live) : current;
    const context = { table, apiVersion: live.apiVersion, otherOwner };
    const added = differences.added.map((partner) => {
      const name = names.get(partner.tenantId);
      const entries = partnerLayout(partner, { label: name }, context);
      return { tenantId: partner.tenantId, name, entries };
    });
    const labels = desired.names;
    const newLabels = nameEntries(added.filter(({ tenantId }) => !labels.has(tenantId)));
    const extended = addMappingEntries(appendPartners(files, added, destination), 'names', newLabels);
    const edited = editConfiguration(extended, { ...context, desired, live, differences, rewrite: round !== 'edit' });
    const next = addListEntries(withNewSections(edited, differences, context), 'unmanaged', differences.unmanaged);
    const declared = read(next);
    // If the edited files are not valid, the next round starts from the old ones.
    if (declared) [files, desired] = [next, declared];
  }
  return files;
}

/** `default` and `policy` where no document has them, with their reported settings. */
function withNewSections(
  files: readonly SourceFile[],
  differences: Differences,
  context: Pick<LayoutContext, 'table' | 'apiVersion'>,
): readonly SourceFile[] {
  return (['default', 'policy'] as const).reduce((sources, place) => {
    const values = Object.fromEntries(differences[place].map(({ row, live }) => [row.name, live]));
    return addSection(sources, place, settingEntries(values, place, context).entries);
  }, files);
}

function withEveryPartner(differences: Differences, desired: DesiredState, live: LiveState): Differences {
  const declared = new Set(desired.partners.filter(({ state }) => state === 'present').map(({ tenantId }) => tenantId));
  const entries = live.partners
    .filter(({ tenantId }) => declared.has(tenantId))
    .map((partner) => [partner.tenantId, { partner, settings: [], unmanaged: [] }] as const);
  return { ...differences, partners: new Map(entries) };
}
