/* The sign-ins that each change of an access setting affects. Each sign-in is in one change, with one effect. */
import { compareText, jsonEquals } from '../model/json.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Service, Setting } from '../model/setting.ts';
import type { SignInRow, SignInType } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import { detailsOf, peopleOf } from './countPeople.ts';
import {
  type EffectKind,
  type Reasons,
  type ReplayedChange,
  type UndecidedReason,
  undecidedReasons,
} from './replay.ts';
import type { SettingPair } from './settingPair.ts';

/** The services whose settings decide a type of sign-in. */
export const servicesOf: Readonly<Record<SignInType, readonly (Service | undefined)[]>> = {
  b2bCollaboration: ['collaboration'],
  b2bDirectConnect: ['direct-connect'],
  unknown: ['collaboration', 'direct-connect'],
};

export type ChangeFacts = Pick<ReplayedChange, 'resource' | 'tenantId' | 'setting' | 'direction'>;

/** Undecided rows, by reason. A row may have several. */
export type RowsByReason = ReadonlyMap<UndecidedReason, readonly SignInRow[]>;

export interface ChangeRows {
  readonly facts: ChangeFacts;
  readonly rows: Readonly<Record<EffectKind, readonly SignInRow[]>>;
  readonly byReason: RowsByReason;
}

export interface ChangeCollector {
  readonly add: (change: { readonly pair: SettingPair; readonly tenantId: TenantId }, decided: AddedRow) => void;
  /** Sorted. */
  readonly changes: () => readonly ChangeRows[];
}

interface AddedRow {
  readonly kind: EffectKind;
  readonly row: SignInRow;
  readonly reasons: readonly UndecidedReason[];
}

interface OpenChange {
  readonly facts: ChangeFacts;
  readonly rows: Readonly<Record<EffectKind, SignInRow[]>>;
  readonly byReason: Map<UndecidedReason, SignInRow[]>;
}

/** Begins with every access setting that the plan changes, so that a change without any sign-in is listed too. */
export function collectByChange(changes: readonly ChangeIntent[], settings: readonly Setting[]): ChangeCollector {
  const collected = new Map<string, OpenChange>();
  const changeOf = (facts: Omit<ChangeFacts, 'tenantId'>, tenantId?: TenantId): OpenChange => {
    const key = [facts.resource, tenantId, facts.setting].join(' ');
    const known = collected.get(key) ?? {
      facts: { ...facts, ...(tenantId && { tenantId }) },
      rows: { wouldBeBlocked: [], wouldBeAllowed: [], undecided: [] },
      byReason: new Map(),
    };
    collected.set(key, known);
    return known;
  };
  for (const { resource, tenantId, preimage, after } of changes) {
    for (const { name, kind, service, direction } of settings) {
      if (kind !== 'access' || !direction || !servicesOf.unknown.includes(service)) continue;
      if (!jsonEquals(preimage?.[name] ?? null, after?.[name] ?? null)) {
        changeOf({ resource, setting: name, direction }, tenantId);
      }
    }
  }
  return {
    add: ({ pair: { row: setting, cause }, tenantId }, { kind, row, reasons }) => {
      const facts = { resource: cause, setting: setting.name, direction: setting.direction ?? 'inbound' };
      const { rows, byReason } = changeOf(facts, cause === 'partner' ? tenantId : undefined);
      rows[kind].push(row);
      for (const reason of reasons) {
        const known = byReason.get(reason);
        if (known) known.push(row);
        else byReason.set(reason, [row]);
      }
    },
    changes: () => [...collected].sort(([a], [b]) => compareText(a, b)).map(([, change]) => change),
  };
}

export function countChange({ facts, rows, byReason }: ChangeRows): ReplayedChange {
  return {
    ...facts,
    wouldBeBlocked: detailsOf(rows.wouldBeBlocked),
    wouldBeAllowed: detailsOf(rows.wouldBeAllowed),
    undecided: { ...detailsOf(rows.undecided), reasons: countReasons([byReason]) },
  };
}

/** In the order of the outputs. */
export function countReasons(all: readonly RowsByReason[]): Reasons {
  return Object.fromEntries(
    undecidedReasons.flatMap((reason) => {
      const rows = all.flatMap((byReason) => byReason.get(reason) ?? []);
      return rows.length === 0 ? [] : [[reason, peopleOf(rows)]];
    }),
  );
}
