/*
 * From the core of a change to what people read (fields, impact) and what is sent (requests). The planner calls it to
 * build a plan and the loader calls it to check one; there is no other way to either.
 */

import { combineImpacts, type Effective, effectiveSide, type Judgement, judgeSetting } from '../access/impact.ts';
import type { Setting } from '../model/fieldTable.ts';
import type { Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { rememberedBriefly } from '../model/memoize.ts';
import type { ChangeCore, FieldChange, Impact, PlannedRequest } from '../model/plan.ts';
import { changedLeaves, type LeafChange } from './compare.ts';
import { buildRequests } from './requests.ts';

/** What the other changes of the same plan contribute to the judgement of this one. */
export interface PlannedSurroundings {
  /** Values that the plan writes to the default, by setting. */
  readonly default: SettingValues;
  /** Values that the plan writes to the policy root, by setting. */
  readonly policy: SettingValues;
}

export type BareField = Omit<FieldChange, 'origin'>;

interface ElaboratedSetting {
  readonly fields: readonly BareField[];
  readonly impact: Impact;
}

export interface Elaboration extends ElaboratedSetting {
  readonly requests: readonly PlannedRequest[];
}

/** The policy setting on which the meaning of creating and deleting a partner depends. */
export const cloudsSetting = 'allowedCloudEndpoints';

export function surroundingsOf(cores: readonly ChangeCore[]): PlannedSurroundings {
  const written = (resource: string): SettingValues => cores.find((core) => core.resource === resource)?.after ?? {};
  return { default: written('default'), policy: written('policy') };
}

/** For the changes of one plan. Where partners are alike, so are the fields of their changes: they are the very same. */
export function elaborator(
  surroundings: PlannedSurroundings,
  table: readonly Setting[],
): (core: ChangeCore) => Elaboration {
  const context = { surroundings, table, fieldsOf: rememberedBriefly(fieldsOf) };
  return (core) => elaborate(core, context);
}

interface Context {
  readonly surroundings: PlannedSurroundings;
  readonly table: readonly Setting[];
  readonly fieldsOf: typeof fieldsOf;
}

function elaborate(core: ChangeCore, { table, ...context }: Context): Elaboration {
  const { surroundings } = context;
  const others = core.resource === 'partner' && core.action !== 'update' && otherCloudsAllowed(core, surroundings);
  const judged = touchedRows(core, table).map((row) => elaborateSetting(row, core, { ...context, others }));
  const impacts = judged.map((setting) => setting.impact);
  if (others && core.action === 'delete') impacts.push('mixed');
  return {
    fields: judged.flatMap((setting) => setting.fields),
    impact: combineImpacts(impacts),
    requests: buildRequests(core, table),
  };
}

/** Settings whose value or whose inherited effect this change touches. */
function touchedRows(core: ChangeCore, table: readonly Setting[]): readonly Setting[] {
  const values = [core.preimage ?? {}, core.after ?? {}, core.resource === 'partner' ? core.basis : {}];
  return table.filter(
    (row) => row.places.includes(core.resource) && values.some((side) => Object.hasOwn(side, row.name)),
  );
}

const noAccess: Effective = { of: 'no-access' };

function elaborateSetting(
  row: Setting,
  core: ChangeCore,
  context: Omit<Context, 'table'> & { readonly others: boolean },
): ElaboratedSetting {
  const own = { before: core.preimage?.[row.name] ?? null, after: core.after?.[row.name] ?? null };
  const inherits = core.resource === 'partner' && row.inherits !== 'never';
  const inherited = inherits ? core.basis[row.name] : null;
  const planned = inherits ? (context.surroundings.default[row.name] ?? inherited) : null;
  const isNew = context.others && core.action === 'create' && row.kind === 'access';
  // Where neither default nor clouds are known, the tenant may as well be of this cloud and inherit what nobody read.
  const mayInherit = inherited === undefined && core.basis[cloudsSetting] === undefined && own.after !== null;
  const before = isNew && !mayInherit ? noAccess : effectiveSide(row, own.before, inherited);
  const verdict = judgeSetting(row, before, effectiveSide(row, own.after, planned));
  const fields = context.fieldsOf(changedLeaves(row, own.before, own.after), inherits ? 'inherit' : null, verdict);
  return { fields, impact: verdict.overall };
}

function fieldsOf(
  changed: readonly LeafChange[],
  missing: 'inherit' | null,
  { byPath, overall }: Judgement,
): readonly BareField[] {
  return changed.map(({ path, before, after }) => ({
    path,
    before: before ?? missing,
    after: after ?? missing,
    impact: byPath.get(path) ?? overall,
  }));
}

function otherCloudsAllowed(core: ChangeCore, surroundings: PlannedSurroundings): boolean {
  return mayCrossClouds(core.basis[cloudsSetting], surroundings.policy[cloudsSetting]);
}

/**
 * Organizations of other clouds stay blocked until they are partners (Microsoft: allowedCloudEndpoints), and nobody
 * can tell an organization's cloud from its id. A snapshot that does not know the endpoints could hide one.
 */
export function mayCrossClouds(live: Json | undefined, planned: Json | undefined): boolean {
  return live === undefined || [live, planned].some((clouds) => Array.isArray(clouds) && clouds.length > 0);
}
