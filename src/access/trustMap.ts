/*
 * The trust map's value: every partner before and after a plan, judged by the same functions as the plan itself.
 *
 * A tenant has thousands of partners, and most of their settings are inherited or what a profile says: equal cells are
 * one object, so that the value stays small.
 */

import { leavesOf } from '../model/canonical.ts';
import { type Setting, settingsOf } from '../model/fieldTable.ts';
import { compareText, type Json, jsonEquals } from '../model/json.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import { memoizeBriefly } from '../model/memoize.ts';
import type { Change, Impact, Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { describeAccess } from './describeAccess.ts';
import { type EffectiveValue, effectiveValue, mayAllowOtherClouds, otherCloudsSetting } from './effective.ts';
import { assessSetting, combineImpacts } from './impact.ts';
import { type AccessLevel, accessLevel } from './level.ts';

/** `own`: set here. `inherited`: the default settings apply. `unset`: nothing to inherit, and nobody sets it. */
export type AccessSource = 'own' | 'inherited' | 'unset';

export interface AccessSide {
  readonly level: AccessLevel;
  readonly source: AccessSource;
  /** Sentences: what it means, then what its source does not say. They hold ids from the tenant, unescaped. */
  readonly reasons: readonly string[];
  /** The effective value, leaf by leaf; nothing where it is not known. */
  readonly leaves: readonly { readonly path: string; readonly value: Json }[];
}

export interface AccessCell {
  readonly before: AccessSide;
  readonly after: AccessSide;
  /** Also where access stays the same: a value that equals the default becomes inherited. */
  readonly changed: boolean;
  readonly impact: Impact;
}

export interface PartnerAccess {
  readonly tenantId: TenantId;
  readonly name?: string;
  /** Of its cells together, and of its own change. */
  readonly impact: Impact;
  /** One per setting, in the order of the settings. */
  readonly cells: readonly AccessCell[];
}

export interface TrustMap {
  readonly settings: readonly { readonly name: string; readonly summary: string }[];
  /** What holds for every tenant of this cloud that is no partner. */
  readonly default: { readonly impact: Impact; readonly cells: readonly AccessCell[] };
  /** Partners before or after, by tenantId. */
  readonly partners: readonly PartnerAccess[];
}

export interface TrustMapInput {
  readonly live: LiveState;
  /** The live state as the plan leaves it: `afterApply(live, plan.changes)`. */
  readonly after: LiveState;
  readonly plan: Plan;
  readonly table: readonly Setting[];
  /** Labels of the configuration, for partners that the plan does not change and so does not name. */
  readonly names?: ReadonlyMap<TenantId, string> | undefined;
}

/** What one partner is before and after; undefined where it is no partner then. */
interface PartnerBeforeAfter {
  readonly before: LivePartner | undefined;
  readonly after: LivePartner | undefined;
}

interface Column {
  readonly row: Setting;
  /** The default's value, null where it sets none; undefined where no default is known. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export function buildTrustMap(input: TrustMapInput): TrustMap {
  const { live, after, plan } = input;
  const rows = selectRows(input);
  const columns = rows.map((row) => columnOf(row, live, after));
  const acrossClouds = mayAllowOtherClouds(live.policy?.[otherCloudsSetting], after.policy?.[otherCloudsSetting]);
  const changes = new Map(plan.changes.flatMap((change) => (change.tenantId ? [[change.tenantId, change]] : [])));
  const names = new Map([...(input.names ?? []), ...plannedNames(plan)]);
  const standings = pairPartners(live, after);
  const defaults = columns.map((column) => defaultCell(column));
  const partnerCells = columns.map((column) => partnerCellsOf(column, acrossClouds));
  return {
    settings: rows.map(({ name, summary }) => ({ name, summary })),
    default: { impact: combineImpacts(defaults.map(({ impact }) => impact)), cells: defaults },
    partners: standings.map(([tenantId, standing]): PartnerAccess => {
      const cells = partnerCells.map((cell) => cell(standing));
      const change: Pick<Change, 'impact'> = changes.get(tenantId) ?? { impact: 'neutral' };
      const name = names.get(tenantId);
      return {
        tenantId,
        ...(name === undefined ? {} : { name }),
        impact: combineImpacts([change.impact, ...cells.map(({ impact }) => impact)]),
        cells,
      };
    }),
  };
}

/** Settings that a partner can have here. One that the cloud's metadata lacks is left out unless somebody has it. */
function selectRows({ live, after, table }: TrustMapInput): readonly Setting[] {
  const isSet = (name: string): boolean =>
    [live, after].some(
      ({ default: defaults = {}, partners }) =>
        Object.hasOwn(defaults, name) || partners.some(({ settings }) => Object.hasOwn(settings, name)),
    );
  return settingsOf(table, 'partner').filter(
    ({ name, versions, clouds }) => versions.includes(live.apiVersion) && (clouds.includes(live.cloud) || isSet(name)),
  );
}

function plannedNames({ changes }: Plan): readonly (readonly [TenantId, string])[] {
  return changes.flatMap(({ tenantId, name, inheritedBy = [] }) =>
    [{ tenantId, name }, ...inheritedBy].flatMap((each) =>
      each.tenantId !== undefined && each.name !== undefined ? [[each.tenantId, each.name] as const] : [],
    ),
  );
}

function pairPartners(live: LiveState, after: LiveState): readonly (readonly [TenantId, PartnerBeforeAfter])[] {
  const [was, is] = [live, after].map(({ partners }) => new Map(partners.map((each) => [each.tenantId, each])));
  const ids = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].sort(compareText);
  return ids.map((tenantId) => [tenantId, { before: was?.get(tenantId), after: is?.get(tenantId) }]);
}

function columnOf(row: Setting, live: LiveState, after: LiveState): Column {
  const [before, then] = [live, after].map((state) => state.default && (state.default[row.name] ?? null));
  return { row, before, after: then };
}

function defaultCell({ row, before, after }: Column): AccessCell {
  const [was, is] = [before, after].map(
    (value): AssessedSide => ({
      effective: effectiveValue(row, null, value),
      source: value === null || value === undefined ? 'unset' : 'own',
      origin: '',
    }),
  ) as [AssessedSide, AssessedSide];
  return cellOf(row, was, is);
}

/** The cells of a column: each follows from whether somebody is a partner, before and after, and from what it sets then. */
function partnerCellsOf(
  { row, ...inherited }: Column,
  acrossClouds: boolean,
): (standing: PartnerBeforeAfter) => AccessCell {
  const cell = memoizeBriefly((isPartner: boolean, wasPartner: boolean, has: Json, had: Json): AccessCell => {
    const was = assessedSide(row, had, { inherited: inherited.before, isPartner: wasPartner });
    const is = assessedSide(row, has, { inherited: inherited.after, isPartner });
    if (!acrossClouds || row.kind !== 'access' || (wasPartner && isPartner)) return cellOf(row, was, is);
    return wasPartner ? cellOfDeletion(row, was, is) : cellOfCreation(row, is);
  });
  const own = (partner: LivePartner | undefined): Json => partner?.settings[row.name] ?? null;
  return ({ before, after }) => cell(after !== undefined, before !== undefined, own(after), own(before));
}

/** What an organization of another cloud has as long as it is no partner. */
const blocked: AssessedSide = { effective: { of: 'no-access' }, source: 'unset', origin: 'It is no partner.' };

/** Of a creation while other clouds are allowed. What was closed and is inherited closed is no change to look at. */
function cellOfCreation(row: Setting, is: AssessedSide): AccessCell {
  const cell = cellOf(row, blocked, is);
  return cell.impact === 'neutral' && is.source !== 'own' ? unchanged(cell.after) : cell;
}

/** Of a deletion while other clouds are allowed: it ends at the default or, in another cloud, at no access. */
function cellOfDeletion(row: Setting, was: AssessedSide, is: AssessedSide): AccessCell {
  const cell = cellOf(row, was, is);
  const { overall } = assessSetting(row, was.effective, blocked.effective);
  if (!cell.changed && overall === 'neutral') return cell;
  const after = sideOf(row, { ...is, origin: `${is.origin} If it belongs to another cloud, it is blocked.` });
  const level = overall === 'neutral' ? after.level : 'unknown';
  return {
    before: cell.before,
    after: { ...after, level },
    changed: true,
    impact: combineImpacts([cell.impact, overall]),
  };
}

/** What a side is judged by. */
interface AssessedSide {
  readonly effective: EffectiveValue;
  readonly source: AccessSource;
  /** A sentence where there is more to say than the source says. */
  readonly origin: string;
}

function assessedSide(
  row: Setting,
  own: Json,
  { inherited, isPartner }: { readonly inherited: Json | undefined; readonly isPartner: boolean },
): AssessedSide {
  const effective = effectiveValue(row, own, inherited);
  if (own !== null) return { effective, source: 'own', origin: '' };
  const source = row.inherits === 'never' ? 'unset' : 'inherited';
  return { effective, source, origin: isPartner ? '' : 'It is no partner.' };
}

function cellOf(row: Setting, was: AssessedSide, is: AssessedSide): AccessCell {
  const before = sideOf(row, was);
  if (was.source === is.source && jsonEquals({ ...was.effective }, { ...is.effective })) return unchanged(before);
  const { overall } = assessSetting(row, was.effective, is.effective);
  return { before, after: sideOf(row, is), changed: true, impact: overall };
}

function unchanged(side: AccessSide): AccessCell {
  return { before: side, after: side, changed: false, impact: 'neutral' };
}

function sideOf(row: Setting, { effective, source, origin }: AssessedSide): AccessSide {
  const leaves = effective.of === 'value' ? [...leavesOf(row, effective.value)] : [];
  return {
    level: accessLevel(row, effective),
    source,
    reasons: [describeAccess(row, effective), origin].filter((sentence) => sentence !== ''),
    leaves: leaves.map(([path, value]) => ({ path, value })),
  };
}
