/*
 * The planner: makes one plan from the desired state and the live state. It is pure: time, version and field table are
 * arguments. All output and all requests of a run come from this plan.
 */

import { partnerBeyondDefault } from '../access/beyondDefault.ts';
import { effectiveIn, isSameEffect, type PlannedDefaults, sourceOf } from '../access/effective.ts';
import { type DesiredPartner, type DesiredState, declaredNames } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/json.ts';
import { labelsIn } from '../model/labels.ts';
import type { LiveState, SettingValues } from '../model/liveState.ts';
import { tableOf } from '../model/members.ts';
import {
  type Change,
  type ChangeIntent,
  type Ignored,
  type Plan,
  type PlanningResult,
  type PlanWarning,
  type Silenced,
  summarizeChanges,
  type Undeclared,
} from '../model/plan.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { createCauseFinder } from './causes.ts';
import { type DeclaredChange, type PlanningContext, partnerChanges } from './changes.ts';
import { buildChange, createChangeDeriver } from './deriveChange.ts';
import { configurationDigest, sealPlan } from './digest.ts';
import { evaluateGuards } from './guards.ts';
import { findLoosened } from './loosened.ts';
import { lostCapabilities } from './lostCapabilities.ts';
import { sortChanges } from './order.ts';
import { createOriginFinder } from './origin.ts';
import { effectiveRules, type Partition, partitionPartners } from './partition.ts';
import { startPlanning } from './planningContext.ts';
import { findProblems } from './problems.ts';
import { findReleased } from './released.ts';
import { stateAfterApply } from './stateAfterApply.ts';
import { reportedPartners, undeclaredOfPartner, undeclaredOfResource } from './undeclared.ts';
import { configurationWarnings, planningWarnings } from './warnings.ts';

export interface PlanningInput {
  readonly desired: DesiredState;
  readonly live: LiveState;
  /** The earlier configuration, from which each change gets its origin. */
  readonly base?: DesiredState | undefined;
  /** The configuration that was applied last: what the base has changed since then is waiting. Its limits apply too. */
  readonly applied?: DesiredState | undefined;
  /** The base is what was applied last, as for drift: changes of the configuration since then are `waiting`. */
  readonly baseIsApplied?: boolean | undefined;
  /** Only these partners: the plan is partial then, and leaves out default and policy. */
  readonly only?: ReadonlySet<TenantId> | undefined;
  readonly table: readonly Setting[];
  readonly toolVersion: string;
  /** ISO time. */
  readonly createdAt: string;
  /** Warnings of the configuration, copied into the plan. */
  readonly warnings: readonly Diagnostic[];
  /** Warnings of the configuration that `silence` left out. */
  readonly silenced?: readonly Silenced[] | undefined;
}

export function makePlan(request: PlanningInput): PlanningResult {
  const { desired, live } = request;
  const table = tableOf(request.table, desired.apiVersion);
  const input = { ...request, table };
  const rules = effectiveRules(desired, input.base, input.applied);
  const partial = input.only !== undefined;
  const { singletons, plannedDefaults, context } = startPlanning(desired, { live, table, partial });
  const partition = restrictPartition(partitionPartners(desired, live, rules), input.only);
  const partners = partnerChanges(partition, context, desired);
  const sorted = sortChanges([...singletons, ...partners], ({ intent }) => intent, table);
  // A deleted partner keeps its name from the base.
  const names = declaredNames([...(input.base ? [input.base] : []), desired]);
  const found = findProblems(sorted, { desired, base: input.base, live, table, partial, names });
  const { errors, problems, findings, plannable } = found;
  if (errors.length > 0) return { errors: [...errors, ...findings] };
  const changes = deriveChanges(plannable, { input, names, plannedDefaults, context });
  const named = <Part extends { readonly tenantId?: TenantId }>(part: Part): Part => {
    const name = part.tenantId && names.get(part.tenantId);
    return name === undefined ? part : { ...part, name };
  };
  const listed = {
    changes,
    undeclared: findUndeclared(partition, context, { desired, partial }).map(named),
    ignored: partition.ignored.map(
      ({ live: { tenantId, settings }, ignored: { reason, access } }): Ignored =>
        named({ tenantId, reason, access, impact: partnerBeyondDefault(settings, context), settings }),
    ),
    problems,
    released: findReleased({ head: desired, base: input.base, partition, context, partial }).map(named),
  };
  return {
    findings,
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
      summary: summarizeChanges(changes, {
        unchanged: countManaged(partition, desired, partial) - changes.length - problems.length,
        problems: problems.length,
        undeclared: partition.undeclaredPartners.length,
      }),
      ...listed,
      ...labelsIn(listed, desired.names),
      loosened: findLoosened(desired, input.base, input.only).map(named),
      ...warningsOf(input, [
        ...lostCapabilities(changes, { table, cloud: desired.cloud }),
        ...planningWarnings(changes, partition, context),
      ]),
      guards: evaluateGuards({
        changes,
        livePartners: live.partners.length,
        rules,
        desiredIsEmpty: desired.partners.length + desired.default.size + desired.policy.size === 0,
      }),
    }),
  };
}

/** The changes as the plan shows them: with requests, impact, origin and the lines that decide their fields. */
function deriveChanges(
  declaredChanges: readonly DeclaredChange[],
  {
    input,
    names,
    plannedDefaults,
    context,
  }: {
    readonly input: PlanningInput;
    readonly names: ReadonlyMap<TenantId, string>;
    readonly plannedDefaults: PlannedDefaults;
    readonly context: PlanningContext;
  },
): readonly Change[] {
  const { desired, live, table } = input;
  const intents = declaredChanges.map(({ intent }) => intent);
  const after = stateAfterApply(live, intents);
  const deriveChange = createChangeDeriver(plannedDefaults, table);
  const findOrigin = createOriginFinder({
    ...input,
    base: input.base,
    head: desired,
    plannedDefault: context.plannedDefault,
  });
  const withCauses = createCauseFinder();
  return declaredChanges.map((declared): Change => {
    const { intent, position } = declared;
    const { fields: derivedFields, ...derived } = deriveChange(intent);
    const { origin, fields } = findOrigin(intent, derivedFields);
    const caused = withCauses(fields, declarationsOf(declared, desired), position);
    const name = intent.tenantId && names.get(intent.tenantId);
    const inheritedBy = intent.resource === 'default' ? findInheritors(intent, { after, names, table }) : undefined;
    return buildChange(intent, { name, ...position, inheritedBy }, { ...derived, origin, fields: caused });
  });
}

function findUndeclared(
  partition: Partition,
  context: PlanningContext,
  { desired, partial }: { readonly desired: DesiredState; readonly partial: boolean },
): readonly Undeclared[] {
  const resources = partial ? [] : (['policy', 'default'] as const);
  return [
    ...reportedPartners(partition.reported, context),
    ...partition.present.flatMap(({ desired: partner, live: own }) =>
      own ? undeclaredOfPartner(partner, own, context) : [],
    ),
    ...resources.flatMap((resource) => undeclaredOfResource(resource, desired, context)),
  ];
}

/** How many partners and other resources the configuration decides. */
function countManaged(partition: Partition, desired: DesiredState, partial: boolean): number {
  const { present, deletions, absentTombstones } = partition;
  const singletons = partial ? 0 : Number(desired.default.size > 0) + Number(desired.policy.size > 0);
  return present.length + deletions.length + absentTombstones.length + singletons;
}

/** Without the warnings that the configuration silences; these are counted by code. */
function warningsOf(
  { desired, warnings, silenced = [] }: Pick<PlanningInput, 'desired' | 'warnings' | 'silenced'>,
  found: readonly PlanWarning[],
): Pick<Plan, 'warnings' | 'silenced'> {
  const isSilenced = ({ code }: PlanWarning): boolean => [...desired.silence].some((each) => each === code);
  const counts = new Map(silenced.map(({ code, count }) => [code, count]));
  for (const warning of found.filter(isSilenced)) counts.set(warning.code, (counts.get(warning.code) ?? 0) + 1);
  return {
    warnings: [...configurationWarnings(warnings), ...found.filter((warning) => !isSilenced(warning))],
    silenced: [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => compareText(a.code, b.code)),
  };
}

function restrictPartition(partition: Partition, only: ReadonlySet<TenantId> | undefined): Partition {
  if (!only) return partition;
  return {
    present: partition.present.filter(({ desired }) => only.has(desired.tenantId)),
    deletions: partition.deletions.filter(({ live }) => only.has(live.tenantId)),
    absentTombstones: partition.absentTombstones.filter((tenantId) => only.has(tenantId)),
    reported: partition.reported.filter(({ live }) => only.has(live.tenantId)),
    ignored: partition.ignored.filter(({ live }) => only.has(live.tenantId)),
    undeclaredPartners: partition.undeclaredPartners.filter((tenantId) => only.has(tenantId)),
  };
}

function declarationsOf(change: DeclaredChange, desired: DesiredState): DesiredPartner['settings'] {
  const { resource } = change.intent;
  return resource === 'partner' ? (change.desired?.settings ?? new Map()) : desired[resource];
}

/** The partners that inherit a changed setting of the default, or a changed flag of one, after this run. */
function findInheritors(
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
    const effectOf = (values: SettingValues | null) => effectiveIn(row, settings, values ?? {});
    const isInherited = sourceOf(row, settings[row.name] ?? null) === 'inherited';
    return isInherited || !isSameEffect(effectOf(intent.preimage), effectOf(intent.after));
  };
  return after.partners
    .filter(({ settings }) => changed.some((row) => inherits(settings, row)))
    .map(({ tenantId }) => {
      const name = names.get(tenantId);
      return { tenantId, ...(name === undefined ? {} : { name }) };
    });
}
