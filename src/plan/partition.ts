/*
 * Partitions the partners before any value is compared: declared partners, partners to delete, and undeclared partners
 * that stay. So the differ never sees a partner that must not be touched. The file also combines the limits of the
 * configuration with those of its base.
 */

import {
  type DesiredPartner,
  type DesiredState,
  type GuardLimits,
  guardLimitNames,
  type IgnoredPartner,
  type LimitFiles,
  undeclaredPartnersByStrictness as strictness,
  type UndeclaredPartners,
} from '../model/desiredState.ts';
import { fieldTable } from '../model/fieldTable.ts';
import { type LivePartner, type LiveState, writtenValues } from '../model/liveState.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';

/** The tenant of Microsoft support. Support cases add it as a partner automatically. */
const microsoftSupport = 'b4c546a4-7dac-46a6-a7dd-ed822a11efd3';

/** The strictest limits of the head and of earlier states, so that one change cannot raise a limit and use it. */
export interface EffectiveRules {
  readonly undeclaredPartners: UndeclaredPartners;
  readonly protected: ReadonlySet<TenantId>;
  /** Never deleted. Only the head decides which of them are listed as ignored. */
  readonly ignored: ReadonlyMap<TenantId, IgnoredPartner>;
  readonly guards: GuardLimits;
  /** The base's file for each limit that is stricter in the base. */
  readonly baseFiles?: LimitFiles | undefined;
}

export function effectiveRules(
  { undeclaredPartners, protected: kept, ignored, guards }: DesiredState,
  ...earlier: readonly (DesiredState | undefined)[]
): EffectiveRules {
  return earlier.reduce<EffectiveRules>((rules, base) => (base === undefined ? rules : stricterRules(rules, base)), {
    undeclaredPartners,
    protected: kept,
    ignored,
    guards,
  });
}

function stricterRules(head: EffectiveRules, base: DesiredState): EffectiveRules {
  const ignored = new Map([...base.ignored, ...head.ignored]);
  const stricter = Math.max(strictness.indexOf(head.undeclaredPartners), strictness.indexOf(base.undeclaredPartners));
  return {
    undeclaredPartners: strictness[stricter] ?? 'report',
    protected: new Set([...head.protected, ...base.protected]),
    ignored,
    guards: {
      maxDeletes: Math.min(head.guards.maxDeletes, base.guards.maxDeletes),
      maxDeletePercent: Math.min(head.guards.maxDeletePercent, base.guards.maxDeletePercent),
      maxChangePercent: Math.min(head.guards.maxChangePercent, base.guards.maxChangePercent),
    },
    baseFiles: baseFilesOf(head, base),
  };
}

function baseFilesOf(
  head: EffectiveRules,
  { guards, limitFiles, undeclaredPartners }: DesiredState,
): LimitFiles | undefined {
  const { baseFiles: earlier } = head;
  if (!limitFiles) return earlier;
  const stricter = guardLimitNames.filter((name) => guards[name] < head.guards[name]);
  const isStricter = strictness.indexOf(undeclaredPartners) > strictness.indexOf(head.undeclaredPartners);
  return {
    guards: { ...earlier?.guards, ...Object.fromEntries(stricter.map((name) => [name, limitFiles.guards[name]])) },
    protected: new Map([
      ...(earlier?.protected ?? []),
      ...[...limitFiles.protected].filter(([tenantId]) => !head.protected.has(tenantId)),
    ]),
    ignored: new Map([
      ...(earlier?.ignored ?? []),
      ...[...limitFiles.ignored].filter(([tenantId]) => !head.ignored.has(tenantId)),
    ]),
    ...(earlier?.undeclaredPartners !== undefined && { undeclaredPartners: earlier.undeclaredPartners }),
    ...(isStricter &&
      limitFiles.undeclaredPartners !== undefined && { undeclaredPartners: limitFiles.undeclaredPartners }),
  };
}

export interface Partition {
  /** Declared partners, with the live partner if it exists. */
  readonly present: readonly { readonly desired: DesiredPartner; readonly live: LivePartner | undefined }[];
  /** Partners to delete: tombstones, and undeclared partners with `undeclaredPartners: delete`. */
  readonly deletions: readonly { readonly desired: DesiredPartner | undefined; readonly live: LivePartner }[];
  /** Tombstones whose partner does not exist any more. */
  readonly absentTombstones: readonly TenantId[];
  /** Undeclared partners that are reported, with the reason why they stay. */
  readonly reported: readonly { readonly live: LivePartner; readonly reason: string }[];
  readonly ignored: readonly { readonly live: LivePartner; readonly ignored: IgnoredPartner }[];
  /** Every undeclared live partner that stays, reported or not, without the ignored ones. */
  readonly undeclaredPartners: readonly TenantId[];
}

export function partitionPartners(desired: DesiredState, live: LiveState, rules: EffectiveRules): Partition {
  const livePartners = new Map(live.partners.map((partner) => [partner.tenantId, partner]));
  const declared = new Set(desired.partners.map((partner) => partner.tenantId));
  const undeclaredPartners = live.partners
    .filter(({ tenantId }) => !declared.has(tenantId) && !desired.ignored.has(tenantId))
    .map((partner) => ({ partner, reason: reasonToKeep(partner, rules) }));
  const kept = undeclaredPartners.flatMap(({ partner, reason }) =>
    reason === undefined ? [] : [{ live: partner, reason }],
  );
  const tombstones = desired.partners.filter((partner) => partner.state === 'absent');
  const absentTombstones = tombstones.filter(({ tenantId }) => !livePartners.has(tenantId));
  const tombstonesToDelete = tombstones.flatMap((tombstone) => {
    const partner = livePartners.get(tombstone.tenantId);
    return partner ? [{ desired: tombstone, live: partner }] : [];
  });
  return {
    present: desired.partners
      .filter((partner) => partner.state === 'present')
      .map((partner) => ({ desired: partner, live: livePartners.get(partner.tenantId) })),
    deletions: [
      ...tombstonesToDelete,
      ...undeclaredPartners.flatMap(({ partner, reason }) =>
        reason === undefined ? [{ desired: undefined, live: partner }] : [],
      ),
    ],
    absentTombstones: absentTombstones.map(({ tenantId }) => tenantId),
    reported: rules.undeclaredPartners === 'ignore' ? [] : kept,
    ignored: live.partners.flatMap((partner) => {
      const ignored = desired.ignored.get(partner.tenantId);
      return ignored && !declared.has(partner.tenantId) ? [{ live: partner, ignored }] : [];
    }),
    undeclaredPartners: kept.map(({ live: { tenantId } }) => tenantId),
  };
}

/** Whether an undeclared partner is kept because the configuration protects it. */
export function isKeptByName(
  tenantId: TenantId,
  { undeclaredPartners, protected: names }: Pick<EffectiveRules, 'undeclaredPartners' | 'protected'>,
): boolean {
  return undeclaredPartners === 'delete' && names.has(tenantId);
}

/** Why an undeclared partner stays; undefined if it is to be deleted. */
export function reasonToKeep(
  partner: LivePartner,
  rules: Pick<EffectiveRules, 'undeclaredPartners' | 'protected' | 'ignored' | 'baseFiles'>,
): string | undefined {
  const file = rules.baseFiles?.undeclaredPartners;
  if (rules.undeclaredPartners !== 'delete') {
    const owner = otherOwner(partner);
    const madeBy = owner === undefined ? '' : `; ${owner}`;
    return `not in the configuration${madeBy}${file === undefined ? '' : `; kept: \`undeclaredPartners\` of ${file}`}`;
  }
  if (isKeptByName(partner.tenantId, rules)) return 'not in the configuration; kept: protected';
  if (rules.ignored.has(partner.tenantId)) return 'not in the configuration; kept: the base ignores it';
  const foreign = otherOwner(partner);
  return foreign && `not in the configuration; kept: ${foreign}; a tombstone (state: absent) deletes it`;
}

/** Who else writes this partner, as text; undefined if nobody is known. */
export function otherOwner(partner: LivePartner, table: readonly Setting[] = fieldTable): string | undefined {
  const written = writtenValues(partner);
  const row = table.find(({ name, otherOwner: owner }) => owner !== undefined && written[name] !== undefined);
  if (row) return row.otherOwner;
  if (partner.isInMultiTenantOrganization) return 'a member of the multi-tenant organization';
  if (partner.tenantId === microsoftSupport) return 'created by Microsoft support';
  return undefined;
}
