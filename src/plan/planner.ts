/*
 * The planner: desired state and live state in, one plan out. Pure. What a person sees and what the tenant receives
 * both come from the value made here.
 */

import { cloudsSetting, effectiveSide, mayCrossClouds, plannedDefaultsOf } from '../access/effective.ts';
import { type DesiredPartner, type DesiredState, declaredNames } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type Setting, settingsOf, tableOf } from '../model/fieldTable.ts';
import { jsonEquals } from '../model/json.ts';
import type { LiveState, SettingValues } from '../model/liveState.ts';
import { type Change, type ChangeIntent, type PlanningResult, summarize } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { afterApply } from './afterApply.ts';
import { type DeclaredChange, type PlanningContext, partnerChanges, singletonChanges } from './changes.ts';
import { refusedCombinations } from './combinations.ts';
import { changeDeriver, changeOf } from './deriveChange.ts';
import { configurationDigest, sealPlan } from './digest.ts';
import { evaluateGuards } from './guards.ts';
import { findLoosened } from './loosened.ts';
import { inOrder } from './order.ts';
import { attributeTo } from './origin.ts';
import { effectiveRules, type Partition, partitionPartners, undeclaredSettings } from './partition.ts';
import { findReleased } from './released.ts';
import { configurationWarnings, planningWarnings } from './warnings.ts';

export interface PlanningInput {
  readonly desired: DesiredState;
  readonly live: LiveState;
  /** What the configuration was before; attributes every change. */
  readonly base?: DesiredState | undefined;
  /** These partners alone; the plan is partial then, and leaves default and policy out. */
  readonly only?: ReadonlySet<TenantId> | undefined;
  readonly table: readonly Setting[];
  readonly toolVersion: string;
  /** ISO time. */
  readonly createdAt: string;
  /** Warnings of the configuration, to stand in the plan. */
  readonly warnings: readonly Diagnostic[];
}

export function makePlan(request: PlanningInput): PlanningResult {
  const { desired, live } = request;
  const table = tableOf(request.table, desired.apiVersion);
  const input = { ...request, table };
  const rules = effectiveRules(desired, input.base);
  const partial = input.only !== undefined;
  const singletons = partial ? [] : singletonChanges(desired, { live, table });
  const plannedDefaults = plannedDefaultsOf(singletons.map(({ intent }) => intent));
  const planning: PlanningContext = {
    live,
    plannedDefault: live.default && { ...live.default, ...plannedDefaults.default },
    acrossClouds: mayCrossClouds(live.policy?.[cloudsSetting], plannedDefaults.policy[cloudsSetting]),
    table,
  };
  const owned = restrict(partitionPartners(desired, live, rules), input.only);
  const partners = partnerChanges(owned, planning, desired);
  const proposals = inOrder([...singletons, ...partners], ({ intent }) => intent, table);

  const errors = proposals.flatMap((proposal) =>
    refusedCombinations(proposal.intent, declarationsOf(proposal, desired), table),
  );
  if (errors.length > 0) return { errors };

  // Who is deleted still has the name of before.
  const names = declaredNames([...(input.base ? [input.base] : []), desired]);
  const afterwards = afterApply(
    live,
    proposals.map(({ intent }) => intent),
  );
  const named = <Part extends { readonly tenantId?: TenantId }>(part: Part): Part => {
    const name = part.tenantId && names.get(part.tenantId);
    return name === undefined ? part : { ...part, name };
  };
  const elaborate = changeDeriver(plannedDefaults, table);
  const attribute = attributeTo({ head: desired, base: input.base, live, table });
  const changes = proposals.map(({ intent, position }): Change => {
    const { fields: bare, impact, requests } = elaborate(intent);
    const { origin, fields } = attribute(intent, bare);
    const name = intent.tenantId && names.get(intent.tenantId);
    const inheritedBy =
      intent.resource === 'default' ? inheritors(intent, { after: afterwards, names, table }) : undefined;
    return changeOf(intent, { name, ...position, inheritedBy }, { origin, impact, fields, requests });
  });

  const singletonsDeclared = partial ? 0 : Number(desired.default.size > 0) + Number(desired.policy.size > 0);
  const managed = owned.present.length + owned.deletions.length + owned.settledTombstones.length + singletonsDeclared;
  const undeclared = [
    ...owned.undeclared,
    ...owned.present.flatMap(({ desired: partner, live: own }) => (own ? undeclaredSettings(partner, own, table) : [])),
  ].map(named);
  return {
    plan: sealPlan({
      formatVersion: 1,
      toolVersion: input.toolVersion,
      tenantId: desired.tenantId,
      cloud: desired.cloud,
      apiVersion: desired.apiVersion,
      source: live.source,
      createdAt: input.createdAt,
      configDigest: configurationDigest(desired),
      partial,
      summary: summarize(changes, { unchanged: managed - changes.length, undeclared: owned.undeclaredPartners.length }),
      changes,
      undeclared,
      released: findReleased({ head: desired, base: input.base, owned, planning, partial }).map(named),
      loosened: findLoosened(desired, input.base, input.only).map(named),
      warnings: [...configurationWarnings(input.warnings), ...planningWarnings(proposals, owned, planning)],
      guards: evaluateGuards({
        changes,
        livePartners: live.partners.length,
        rules,
        desiredIsEmpty: desired.partners.length + desired.default.size + desired.policy.size === 0,
      }),
    }),
  };
}

function restrict(owned: Partition, only: ReadonlySet<TenantId> | undefined): Partition {
  if (!only) return owned;
  return {
    present: owned.present.filter(({ desired }) => only.has(desired.tenantId)),
    deletions: owned.deletions.filter(({ live }) => only.has(live.tenantId)),
    settledTombstones: owned.settledTombstones.filter((tenantId) => only.has(tenantId)),
    undeclared: owned.undeclared.filter(({ tenantId }) => only.has(tenantId)),
    undeclaredPartners: owned.undeclaredPartners.filter((tenantId) => only.has(tenantId)),
  };
}

function declarationsOf(proposal: DeclaredChange, desired: DesiredState): DesiredPartner['settings'] {
  const { resource } = proposal.intent;
  return resource === 'partner' ? (proposal.desired?.settings ?? new Map()) : desired[resource];
}

/** Partners that inherit a changed setting of the default once this run is done, or a changed flag of one. */
function inheritors(
  intent: ChangeIntent,
  {
    after,
    names,
    table,
  }: { readonly after: LiveState; readonly names: ReadonlyMap<TenantId, string>; readonly table: readonly Setting[] },
): NonNullable<Change['inheritedBy']> {
  const heritable = settingsOf(table, 'partner').filter(({ inherits }) => inherits !== 'never');
  const changed = heritable.filter((row) => intent.after && Object.hasOwn(intent.after, row.name));
  const inherits = (settings: SettingValues, row: Setting): boolean => {
    const own = settings[row.name] ?? null;
    const effective = (values: SettingValues | null) => effectiveSide(row, own, values?.[row.name] ?? null);
    return own === null || !jsonEquals(effective(intent.preimage), effective(intent.after));
  };
  return after.partners
    .filter(({ settings }) => changed.some((row) => inherits(settings, row)))
    .map(({ tenantId }) => {
      const name = names.get(tenantId);
      return { tenantId, ...(name === undefined ? {} : { name }) };
    });
}
