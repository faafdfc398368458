/*
 * Derives a change from its intent: fields and impact, which are shown, and requests, which are sent. The planner, the
 * undo plan and the reader of plan files all use it, so that a plan cannot show one change and send another.
 */

import {
  effectiveValue,
  noAccess,
  otherCloudsSetting,
  type PlannedDefaults,
  withPlanned,
} from '../access/effective.ts';
import { type Assessment, assessSetting, combineImpacts } from '../access/impact.ts';
import type { SettingValues } from '../model/liveState.ts';
import { memoizeBriefly } from '../model/memoize.ts';
import {
  broadensAccess,
  type Change,
  type ChangeIntent,
  type ChangeReason,
  type FieldChange,
  type Impact,
  type PlannedRequest,
} from '../model/plan.ts';
import { fileAndLine } from '../model/position.ts';
import { type Setting, settingsIn } from '../model/setting.ts';
import { dependsOnCloud, findReasons } from './changeReasons.ts';
import { changedLeaves, type LeafChange } from './compare.ts';
import { buildRequests } from './requests.ts';

export type DerivedField = Omit<FieldChange, 'origin'>;

interface DerivedSetting {
  readonly fields: readonly DerivedField[];
  readonly impact: Impact;
}

export interface DerivedChange extends DerivedSetting {
  readonly reasons: readonly ChangeReason[];
  readonly requests: readonly PlannedRequest[];
}

/** For the changes of one plan. Equal changes of different partners share the same fields objects, to save memory. */
export function createChangeDeriver(
  plannedDefaults: PlannedDefaults,
  table: readonly Setting[],
): (intent: ChangeIntent) => DerivedChange {
  const context = { plannedDefaults, table, fieldsOf: memoizeBriefly(fieldsOf) };
  return (intent) => deriveChange(intent, context);
}

interface Context {
  readonly plannedDefaults: PlannedDefaults;
  readonly table: readonly Setting[];
  readonly fieldsOf: typeof fieldsOf;
}

function deriveChange(intent: ChangeIntent, { table, ...context }: Context): DerivedChange {
  const { plannedDefaults } = context;
  const otherClouds = dependsOnCloud(intent, plannedDefaults);
  const planned = withPlanned(intent.basis, plannedDefaults.default);
  const derived = touchedRows(intent, table).map((row) => ({
    row,
    ...deriveSetting(row, intent, { fieldsOf: context.fieldsOf, planned, others: otherClouds }),
  }));
  const impacts = derived.map((setting) => setting.impact);
  if (otherClouds && intent.action === 'delete') impacts.push('mixed');
  const [impact, fields] = [combineImpacts(impacts), derived.flatMap((setting) => setting.fields)];
  const broadening = derived.filter(broadensAccess).map(({ row }) => row);
  return {
    fields,
    impact,
    reasons: findReasons(intent, { impact, fields, broadening }, plannedDefaults),
    requests: buildRequests(intent, table),
  };
}

/** The settings whose value or inherited effect this change touches. */
function touchedRows(intent: ChangeIntent, table: readonly Setting[]): readonly Setting[] {
  const values = [intent.preimage ?? {}, intent.after ?? {}, intent.resource === 'partner' ? intent.basis : {}];
  return settingsIn(table, intent).filter((row) => values.some((side) => Object.hasOwn(side, row.name)));
}

function deriveSetting(
  row: Setting,
  intent: ChangeIntent,
  context: Pick<Context, 'fieldsOf'> & { readonly planned: SettingValues; readonly others: boolean },
): DerivedSetting {
  const own = { before: intent.preimage?.[row.name] ?? null, after: intent.after?.[row.name] ?? null };
  const inherits = intent.resource === 'partner' && row.inherits !== 'never';
  const [inherited, planned] = inherits ? [intent.basis[row.name], context.planned[row.name]] : [null, null];
  const isNew = context.others && intent.action === 'create' && row.kind === 'access';
  // If neither default nor clouds are known, the tenant may belong to this cloud and inherit an unknown default.
  const mayInherit = inherited === undefined && intent.basis[otherCloudsSetting] === undefined && own.after !== null;
  const before = isNew && !mayInherit ? noAccess : effectiveValue(row, own.before, inherited);
  const assessment = assessSetting(row, before, effectiveValue(row, own.after, planned));
  const fields = context.fieldsOf(changedLeaves(row, own.before, own.after), inherits ? 'inherit' : null, assessment);
  return { fields, impact: assessment.overall };
}

function fieldsOf(
  changed: readonly LeafChange[],
  missing: 'inherit' | null,
  { byPath, overall }: Assessment,
): readonly DerivedField[] {
  return changed.map(({ path, before, after }) => ({
    path,
    before: before ?? missing,
    after: after ?? missing,
    impact: byPath.get(path) ?? overall,
  }));
}

/** The labels of a change, for display. They are not in the digest. */
export interface ChangeLabels {
  readonly name?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly inheritedBy?: Change['inheritedBy'] | undefined;
}

/** Builds a change from its intent, labels and derived parts. A missing label has no key. */
export function buildChange(
  intent: ChangeIntent,
  { name, file, line, inheritedBy }: ChangeLabels,
  { origin, impact, fields, reasons, requests }: Pick<Change, 'origin' | 'impact' | 'fields' | 'reasons' | 'requests'>,
): Change {
  return {
    ...intent,
    ...(name === undefined ? {} : { name }),
    ...fileAndLine({ file, line }),
    origin,
    impact,
    fields,
    reasons,
    ...(inheritedBy === undefined ? {} : { inheritedBy }),
    requests,
  };
}
