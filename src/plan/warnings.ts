/* The warnings of a plan: those of the configuration, and those that follow from live values. */

import type { Declaration, DesiredPartner } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { groupBy } from '../model/groupBy.ts';
import { compareText } from '../model/json.ts';
import { writtenValues } from '../model/liveState.ts';
import type { Change, PlanWarning } from '../model/plan.ts';
import { type FileAndLine, fileAndLine, formatPosition } from '../model/position.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import { excerpt } from '../platform/text.ts';
import { isRedundant, type PlanningContext } from './changes.ts';
import { satisfied } from './compare.ts';
import { otherOwner, type Partition } from './partition.ts';

export function configurationWarnings(warnings: readonly Diagnostic[]): readonly PlanWarning[] {
  return warnings.map(({ code, message, position, hidden }) => ({
    code,
    message,
    ...(position && fileAndLine(position)),
    ...(hidden === undefined ? {} : { hidden }),
  }));
}

export function planningWarnings(
  changes: readonly Change[],
  partition: Partition,
  context: PlanningContext,
): readonly PlanWarning[] {
  return [
    ...foreignPartners(changes, context),
    ...differencesOnCreation(partition.present, context),
    ...redundantSettings(partition.present, context),
    ...unwatched(context),
  ];
}

/** One warning for each line: the partners that a line of a profile changes are counted. */
function foreignPartners(changes: readonly Change[], { live }: PlanningContext): readonly PlanWarning[] {
  const owners = new Map(live.partners.map((partner) => [partner.tenantId, otherOwner(partner)]));
  const touched = changes.flatMap((change) => {
    const owner = change.tenantId && owners.get(change.tenantId);
    return owner === undefined ? [] : [{ change, owner, place: decidingPlace(change) }];
  });
  return groupBy(touched, ({ owner, place }) => JSON.stringify([owner, place])).map((group) => {
    const [{ change, owner, place }, ...others] = group;
    const { tenantId, name } = change;
    if (others.length === 0) {
      const partner = name === undefined ? tenantId : `${excerpt(name)} ${tenantId}`;
      const message = `Partner ${partner} is ${owner}: others write it too, and apply changes it.`;
      return { code: 'foreign-partner-touched', message, ...(tenantId && { tenantId }), ...place };
    }
    const message = `${group.length} partners, each ${owner}: others write them too, and apply changes them.`;
    return { code: 'foreign-partner-touched', message, ...place };
  });
}

/** The first line of the profile that decides every field, else the line of the partner. */
function decidingPlace(change: Change): FileAndLine {
  const [first] = change.fields;
  const isOfProfile = first?.profile !== undefined && change.fields.every(({ profile }) => profile === first.profile);
  return fileAndLine(isOfProfile ? first : change);
}

/** Existing partners whose live value of a setting that only a creation writes is not the declared one. */
function differencesOnCreation(
  present: Partition['present'],
  { table }: Pick<PlanningContext, 'table'>,
): readonly PlanWarning[] {
  const rows = settingsOf(table, 'creation');
  return present.flatMap(({ desired, live }) =>
    rows.flatMap((row): readonly PlanWarning[] => {
      const declaration = desired.settings.get(row.name);
      if (!live || declaration?.state !== 'value') return [];
      const isLive = writtenValues(live)[row.name] ?? row.setByGraph ?? null;
      if (satisfied(row, isLive, declaration.value)) return [];
      const what = `${row.name} of ${excerpt(desired.name ?? desired.tenantId)} is ${JSON.stringify(isLive)} in the tenant, and the configuration declares ${JSON.stringify(declaration.value)}.`;
      const message = `${what} Graph takes it only when a partner is created, so apply does not change it. Change the line, or delete the partner and create it again.`;
      return [
        { code: 'service-provider-differs', message, tenantId: live.tenantId, ...fileAndLine(declaration.position) },
      ];
    }),
  );
}

/**
 * One warning for each line: the partners of a profile share its line, and are counted. Only if the line is redundant
 * for all of them does the warning advise to remove it.
 */
function redundantSettings(present: Partition['present'], context: PlanningContext): readonly PlanWarning[] {
  const byLine = new Map<string, RedundantLine>();
  for (const { desired, live } of present) {
    for (const row of settingsOf(context.table, 'partner')) {
      const declaration = desired.settings.get(row.name);
      if (!declaration) continue;
      const isSame = isRedundant(row, declaration, { live: live?.settings[row.name], planned: context.plannedDefault });
      // A line of the partner itself concerns no other partner.
      if (declaration.profile === undefined && !isSame) continue;
      const line = lineOf(byLine, row, { declaration, desired });
      line.partners.push(desired);
      if (isSame) line.redundant.push(desired);
    }
  }
  const warnings = [...byLine.values()].filter(({ redundant }) => redundant.length > 0).map(redundantWarning);
  return warnings.sort((a, b) => compareText(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0));
}

function lineOf(
  lines: Map<string, RedundantLine>,
  row: Setting,
  { declaration, desired }: { readonly declaration: Declaration; readonly desired: DesiredPartner },
): RedundantLine {
  const { profile, position } = declaration;
  const place = profile === undefined ? desired.tenantId : `${profile}\n${formatPosition(position)}`;
  const key = `${row.name}\n${place}`;
  const line = lines.get(key) ?? { row, declaration, partners: [], redundant: [] };
  lines.set(key, line);
  return line;
}

interface RedundantLine {
  readonly row: Setting;
  readonly declaration: Declaration;
  /** The partners that the line concerns. */
  readonly partners: DesiredPartner[];
  readonly redundant: DesiredPartner[];
}

function redundantWarning({ row, declaration, partners, redundant }: RedundantLine): PlanWarning {
  const place = { code: 'redundant-setting', ...fileAndLine(declaration.position) } as const;
  const same = 'is the same as the tenant default';
  const advice = 'remove it to follow the default, or keep it to pin the value.';
  const [first] = redundant;
  if (first && partners.length === 1) {
    const message = `${row.name} of ${excerpt(first.name ?? first.tenantId)} ${same}: ${advice}`;
    return { ...place, message, tenantId: first.tenantId };
  }
  const message =
    redundant.length === partners.length
      ? `${row.name} ${same} for ${redundant.length} partners: ${advice}`
      : `${row.name} ${same} for ${redundant.length} of ${partners.length} partners: the others need it.`;
  return { ...place, message };
}

/** Identity synchronization was to be watched, and could not be read. */
function unwatched({ live }: Pick<PlanningContext, 'live'>): readonly PlanWarning[] {
  return (live.unread ?? []).map((name) => {
    const what = `xtap does not watch \`${name}\` in this run: if somebody adds it to a partner, this run does not show it.`;
    const why =
      live.source === 'snapshot'
        ? `The snapshot was read without $expand=${name}. Write one with "xtap pull --snapshot FILE".`
        : `Graph refused to read it with the list of partners. "xtap doctor" shows what the identity may read.`;
    return { code: 'synchronization-not-watched', message: `${what} ${why}` };
  });
}
