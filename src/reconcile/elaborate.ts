/*
 * From the core of a change to what people read (fields, impact) and what is sent (requests). The planner calls it to
 * build a plan and the loader calls it to check one; there is no other way to either.
 */
import type { Setting } from '../model/fieldTable.ts';
import type { Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { ChangeCore, FieldChange, Impact, PlannedRequest } from '../model/plan.ts';
import { changedLeaves } from './diff.ts';
import { combineImpacts, type Effective, effectiveSide, judgeSetting } from './impact.ts';
import { buildRequests } from './requests.ts';

/** What the other changes of the same plan contribute to the judgement of this one. */
export interface PlannedSurroundings {
  /** Values that the plan writes to the default, by setting. */
  readonly default: SettingValues;
  /** Values that the plan writes to the policy root, by setting. */
  readonly policy: SettingValues;
}

export interface Elaboration {
  readonly fields: readonly Omit<FieldChange, 'origin'>[];
  readonly impact: Impact;
  readonly requests: readonly PlannedRequest[];
}

/** The policy setting on which the meaning of creating and deleting a partner depends. */
export const cloudsSetting = 'allowedCloudEndpoints';

export function surroundingsOf(cores: readonly ChangeCore[]): PlannedSurroundings {
  const written = (resource: string): SettingValues => cores.find((core) => core.resource === resource)?.after ?? {};
  return { default: written('default'), policy: written('policy') };
}

export function elaborate(core: ChangeCore, surroundings: PlannedSurroundings, table: readonly Setting[]): Elaboration {
  const others = core.resource === 'partner' && core.action !== 'update' && otherCloudsAllowed(core, surroundings);
  const judged = touchedRows(core, table).map((row) => elaborateSetting(row, core, { surroundings, others }));
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
  context: { readonly surroundings: PlannedSurroundings; readonly others: boolean },
): { readonly fields: readonly Omit<FieldChange, 'origin'>[]; readonly impact: Impact } {
  const own = { before: core.preimage?.[row.name] ?? null, after: core.after?.[row.name] ?? null };
  const inherits = core.resource === 'partner' && row.inherits !== 'never';
  const inherited = inherits ? core.basis[row.name] : null;
  const planned = inherits ? (context.surroundings.default[row.name] ?? inherited) : null;
  const isNew = context.others && core.action === 'create' && row.kind === 'access';
  // Where neither default nor clouds are known, the tenant may as well be of this cloud and inherit what nobody read.
  const mayInherit = inherited === undefined && core.basis[cloudsSetting] === undefined && own.after !== null;
  const before = isNew && !mayInherit ? noAccess : effectiveSide(row, own.before, inherited);
  const verdict = judgeSetting(row, before, effectiveSide(row, own.after, planned));
  const missing: Json = inherits ? 'inherit' : null;
  const fields = changedLeaves(row, own.before, own.after).map((leaf) => ({
    path: leaf.path,
    before: leaf.before ?? missing,
    after: leaf.after ?? missing,
    impact: verdict.byPath.get(leaf.path) ?? verdict.overall,
  }));
  return { fields, impact: verdict.overall };
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
