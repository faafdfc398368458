/*
 * The trust map: the effective access of every partner before and after a plan, setting by setting. For display only:
 * no decision uses it. It is computed with the functions that compute the plan's impact, so that both agree.
 *
 * A tenant may have thousands of partners, and most settings are inherited or come from a profile. Equal cells are one
 * object, so that the value stays small.
 */

import { leavesOf } from '../model/canonical.ts';
import { compareText, type Json } from '../model/json.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import { memoizeBriefly } from '../model/memoize.ts';
import type { Change, Impact, Names, Plan } from '../model/plan.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { describeAccess } from './describeAccess.ts';
import {
  type AccessSource,
  defaultValueIn,
  type EffectiveValue,
  effectiveValue,
  isSameEffect,
  mayAllowOtherClouds,
  shownValue,
  sourceOf,
} from './effective.ts';
import { assessSetting, combineImpacts } from './impact.ts';
import { type AccessLevel, accessLevel } from './level.ts';

export interface AccessSide {
  readonly level: AccessLevel;
  readonly source: AccessSource;
  /** Sentences: the meaning, then what the source does not say. They contain ids from the tenant, unescaped. */
  readonly reasons: readonly string[];
  /** The effective value, leaf by leaf; empty where it is not known. */
  readonly leaves: readonly { readonly path: string; readonly value: Json }[];
}

export interface AccessCell {
  readonly before: AccessSide;
  readonly after: AccessSide;
  /** Also true where the access stays the same: a value that equals the default becomes inherited. */
  readonly changed: boolean;
  readonly impact: Impact;
}

export interface PartnerAccess {
  readonly tenantId: TenantId;
  readonly name?: string;
  /** The impact of its cells and of its own change, combined. */
  readonly impact: Impact;
  /** One per setting, in the order of the settings. */
  readonly cells: readonly AccessCell[];
}

export interface TrustMap {
  readonly settings: readonly { readonly name: string; readonly summary: string }[];
  /** Applies to every tenant of this cloud that is not a partner. */
  readonly default: { readonly impact: Impact; readonly cells: readonly AccessCell[] };
  /** Partners before or after, by tenantId. */
  readonly partners: readonly PartnerAccess[];
  /** Labels of the ids in values and reasons. */
  readonly names?: Names;
}

export interface TrustMapInput {
  readonly live: LiveState;
  /** The live state after the plan: `stateAfterApply(live, plan.changes)`. */
  readonly after: LiveState;
  readonly plan: Plan;
  readonly table: readonly Setting[];
  /** Names from the configuration, for partners that the plan does not change and therefore does not name. */
  readonly names?: ReadonlyMap<TenantId, string> | undefined;
  /** Labels of users, groups and applications. */
  readonly labels?: ReadonlyMap<TenantId, string> | undefined;
}

/** A tenant before and after the plan; undefined while it is not a partner. */
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
  const acrossClouds = mayAllowOtherClouds(live.policy, after.policy);
  const changes = new Map(plan.changes.flatMap((change) => (change.tenantId ? [[change.tenantId, change]] : [])));
  const names = new Map([...(input.names ?? []), ...plannedNames(plan)]);
  const standings = pairPartners(live, after);
  const defaults = columns.map((column) => defaultCell(column));
  const partnerCells = columns.map((column) => partnerCellsOf(column, acrossClouds));
  return {
    ...(input.labels && { names: Object.fromEntries(input.labels) }),
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

/** Settings that a partner can have here. A setting that the cloud's metadata lacks is left out unless it is set. */
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
  return { row, before: defaultValueIn(row, live.default), after: defaultValueIn(row, after.default) };
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

/**
 * Computes the cells of a column. A cell depends on whether the tenant is a partner and on its own value, each before
 * and after.
 */
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

/** An organization of another cloud while it is not a partner. */
const blocked: AssessedSide = { effective: { of: 'no-access' }, source: 'unset', origin: 'It is not a partner.' };

/** For a creation while other clouds are allowed. An inherited value that also blocks is shown as unchanged. */
function cellOfCreation(row: Setting, is: AssessedSide): AccessCell {
  const cell = cellOf(row, blocked, is);
  return cell.impact === 'neutral' && is.source !== 'own' ? unchanged(cell.after) : cell;
}

/** For a deletion while other clouds are allowed: afterwards the default applies or, in another cloud, no access. */
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

interface AssessedSide {
  readonly effective: EffectiveValue;
  readonly source: AccessSource;
  /** A sentence that says more than the source; empty where there is none. */
  readonly origin: string;
}

function assessedSide(
  row: Setting,
  own: Json,
  { inherited, isPartner }: { readonly inherited: Json | undefined; readonly isPartner: boolean },
): AssessedSide {
  const effective = effectiveValue(row, own, inherited);
  const source = sourceOf(row, own);
  return { effective, source, origin: isPartner || source === 'own' ? '' : 'It is not a partner.' };
}

function cellOf(row: Setting, was: AssessedSide, is: AssessedSide): AccessCell {
  // The reasons may differ although the access is the same: a partner that is added inherits the default as before.
  const after = sideOf(row, is);
  if (was.source === is.source && isSameEffect(was.effective, is.effective)) return unchanged(after);
  const { overall } = assessSetting(row, was.effective, is.effective);
  return { before: sideOf(row, was), after, changed: true, impact: overall };
}

function unchanged(side: AccessSide): AccessCell {
  return { before: side, after: side, changed: false, impact: 'neutral' };
}

function sideOf(row: Setting, { effective, source, origin }: AssessedSide): AccessSide {
  const leaves = [...leavesOf(row, shownValue(row, effective))];
  return {
    level: accessLevel(row, effective),
    source,
    reasons: [describeAccess(row, effective), origin].filter((sentence) => sentence !== ''),
    leaves: leaves.map(([path, value]) => ({ path, value })),
  };
}
