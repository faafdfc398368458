/*
 * Warns of the Microsoft 365 capabilities of a partner that a change takes away. They are a collection of their own,
 * which xtap does not read. Microsoft: deleting the partner deletes them, and removing the trust that they need
 * invalidates them.
 */
import type { Cloud } from '../model/cloud.ts';
import { groupBy } from '../model/groupBy.ts';
import { compareText } from '../model/json.ts';
import { type Change, narrowsAccess, type PlanWarning } from '../model/plan.ts';
import { type FileAndLine, fileAndLine } from '../model/position.ts';
import type { Setting } from '../model/setting.ts';
import { excerpt } from '../platform/text.ts';

export interface CapabilityContext {
  readonly table: readonly Setting[];
  readonly cloud: Cloud;
}

/** One warning for each line of the configuration that narrows, and one for all deletions: the changes are counted. */
export function lostCapabilities(changes: readonly Change[], context: CapabilityContext): readonly PlanWarning[] {
  const names = trustsOf(context);
  if (names.size === 0) return [];
  const losses = changes.flatMap((change) => lossOf(change, names));
  return groupBy(losses, ({ narrowed, place }) => JSON.stringify([narrowed, narrowed.length > 0 && place]))
    .map(toWarning)
    .sort((a, b) => compareText(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0));
}

/** For the undo plan of these changes: capabilities that a deletion removed are not restored. */
export function unrestoredCapabilities(changes: readonly Change[], context: CapabilityContext): readonly PlanWarning[] {
  const [first, ...others] = changes.filter(({ action }) => action === 'delete');
  if (!first || trustsOf(context).size === 0) return [];
  const whose = others.length === 0 ? first.tenantId : `${others.length + 1} deleted partners`;
  return [
    {
      code: 'undo-incomplete',
      message: `The Microsoft 365 capabilities of ${whose} are not restored: xtap does not read them.`,
      ...(others.length === 0 && first.tenantId ? { tenantId: first.tenantId } : {}),
    },
  ];
}

function trustsOf({ table, cloud }: CapabilityContext): ReadonlySet<string> {
  const rows = table.filter(({ carriesCapabilities, clouds }) => carriesCapabilities && clouds.includes(cloud));
  return new Set(rows.map(({ name }) => name));
}

interface Loss {
  readonly change: Change;
  /** The narrowed settings; empty for a deletion. */
  readonly narrowed: readonly string[];
  readonly place: FileAndLine;
}

function lossOf(change: Change, trusts: ReadonlySet<string>): readonly Loss[] {
  if (change.action === 'delete') return [{ change, narrowed: [], place: fileAndLine(change) }];
  const fields = change.fields.filter((field) => trusts.has(settingOf(field)) && narrowsAccess(field));
  const [first] = fields;
  // A new partner has no capabilities of its own.
  if (change.action === 'create' || !first) return [];
  const place = fileAndLine(first.line === undefined ? change : first);
  return [{ change, narrowed: [...new Set(fields.map(settingOf))], place }];
}

function settingOf({ path }: { readonly path: string }): string {
  return path.split('.')[0] ?? path;
}

function toWarning([{ change, narrowed, place }, ...others]: readonly [Loss, ...Loss[]]): PlanWarning {
  const [whose, its] = others.length === 0 ? [labelOf(change), 'its'] : [`${others.length + 1} partners`, 'their'];
  const lost =
    narrowed.length === 0
      ? `xtap apply deletes ${whose} together with ${its} Microsoft 365 capabilities.`
      : `xtap apply narrows ${narrowed.join(' and ')} of ${whose}, which invalidates the Microsoft 365 capabilities that need this trust.`;
  return {
    code: 'capabilities-lost',
    message: `${lost} xtap does not read them, so an undo plan does not restore them.`,
    ...(others.length === 0 && change.tenantId ? { tenantId: change.tenantId } : {}),
    ...place,
  };
}

function labelOf({ resource, tenantId, name }: Change): string {
  if (resource !== 'partner') return 'the default';
  return name === undefined ? `${tenantId}` : `${excerpt(name)} ${tenantId}`;
}
