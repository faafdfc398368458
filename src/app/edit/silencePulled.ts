/*
 * A pull writes what is live, also where it is the same as the tenant default. The warning about that would be noise in
 * the plan right after it, so the pull silences the warning that it causes.
 */
import type { SourceFile } from '../../config/read/sourceFile.ts';
import { addListEntries } from '../../config/write/topLevel.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { LiveState } from '../../model/liveState.ts';
import { tableOf } from '../../model/members.ts';
import { settingsOf } from '../../model/setting.ts';
import { isRedundant } from '../../plan/changes.ts';

const code = 'redundant-setting';

/** The codes of the warnings that `after` causes and that `before` did not. */
export function codesToSilence(
  after: DesiredState | undefined,
  before: DesiredState | undefined,
  live: LiveState,
): readonly string[] {
  if (!after || after.silence.has(code)) return [];
  const known = before ? redundantSettings(before, live) : new Set<string>();
  return [...redundantSettings(after, live)].some((each) => !known.has(each)) ? [code] : [];
}

/** The files with `silence` for the warnings that they newly cause. */
export function withSilence(
  files: readonly SourceFile[],
  {
    before,
    live,
    read,
  }: {
    readonly before: DesiredState;
    readonly live: LiveState;
    readonly read: (files: readonly SourceFile[]) => DesiredState | undefined;
  },
): readonly SourceFile[] {
  return addListEntries(files, 'silence', codesToSilence(read(files), before, live));
}

function redundantSettings(desired: DesiredState, live: LiveState): ReadonlySet<string> {
  const rows = settingsOf(tableOf(fieldTable, desired.apiVersion), 'partner');
  const partners = new Map(live.partners.map((partner) => [partner.tenantId, partner.settings]));
  const found = desired.partners.flatMap(({ tenantId, settings }) =>
    rows.flatMap((row) => {
      const declaration = settings.get(row.name);
      const values = { live: partners.get(tenantId)?.[row.name], planned: live.default };
      return declaration && isRedundant(row, declaration, values) ? [`${tenantId} ${row.name}`] : [];
    }),
  );
  return new Set(found);
}
