/*
 * Reduces sign-ins to rows while they are read, so that memory holds counts and not the log. A window of the log counts
 * only when it was read to its end: until then its sign-ins are kept apart, because a window that fails is read again.
 */
import { compareText } from '../../model/json.ts';
import {
  concernsTenant,
  type NotJudgedReason,
  notJudgedReasons,
  type PolicyChange,
  type SignInRow,
  type SignInsFile,
} from '../../model/signIns.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { classifySignIn, type JudgedSignIn } from './classify.ts';
import { membershipKey } from './cohorts.ts';
import type { People } from './people.ts';
import type { SignInEvent } from './signInEvent.ts';
import { dayMs } from './windows.ts';

export interface ReductionRules {
  readonly tenantId: TenantId;
  /** Undefined: every tenant. */
  readonly only: ReadonlySet<string> | undefined;
  /** Undefined: not known, so rows have no epoch. */
  readonly policyChanges: readonly PolicyChange[] | undefined;
  /** The groups of a user of this tenant, and with `--resolve-users` the user's own id, if the policy names them. */
  readonly groupsOf: (userId: string) => readonly string[];
}

/** A row of the run: with all groups of its people, whose numbers are those of the run. */
export interface RunRow extends Omit<SignInRow, 'in' | 'inUnknown' | 'people'> {
  /** The key of the groups; see `membershipKey`. */
  readonly groups: string;
  readonly people: readonly number[];
}

/** What was read, as numbers of the run. */
export interface Reduction {
  readonly rows: readonly RunRow[];
  readonly notJudged: SignInsFile['notJudged'];
}

interface GrowingRow {
  readonly facts: Omit<RunRow, 'people' | 'signIns' | 'first' | 'last'>;
  readonly people: Set<number>;
  signIns: number;
  first: string;
  last: string;
}

type Counts = Record<NotJudgedReason, number>;

export interface Staging {
  readonly add: (event: SignInEvent | undefined) => void;
  /** Counts the sign-ins of a window that was read to its end. */
  readonly commit: () => void;
}

export interface Reducer {
  readonly stage: () => Staging;
  readonly reduction: () => Reduction;
}

const noneNotJudged = Object.fromEntries(notJudgedReasons.map((reason) => [reason, 0])) as Readonly<Counts>;

/** `before` is what an interrupted run had read. */
export function createReducer(rules: ReductionRules, people: People, before?: Reduction): Reducer {
  const rows = new Map<string, GrowingRow>();
  const notJudged: Counts = { ...noneNotJudged, ...before?.notJudged };
  for (const row of before?.rows ?? []) {
    const { people: numbers, signIns, first, last, ...facts } = row;
    rows.set(keyOf(facts), { facts, people: new Set(numbers), signIns, first, last });
  }
  const epochOf = createEpochs(rules.policyChanges);
  return {
    stage: () => createStaging(rules, epochOf, { rows, notJudged, people }),
    reduction: () => ({
      rows: [...rows.values()].map(({ facts, people: numbers, signIns, first, last }) => ({
        ...facts,
        people: [...numbers],
        signIns,
        first,
        last,
      })),
      notJudged: { ...notJudged },
    }),
  };
}

interface Totals {
  readonly rows: Map<string, GrowingRow>;
  readonly notJudged: Counts;
  readonly people: People;
}

type StagedRow = Omit<GrowingRow, 'people'> & { readonly userIds: Set<string> };

function createStaging(rules: ReductionRules, epochOf: EpochOf, { rows, notJudged, people }: Totals): Staging {
  const staged = new Map<string, StagedRow>();
  const counts: Counts = { ...noneNotJudged };
  const addJudged = (event: SignInEvent, judged: JudgedSignIn): void => {
    const epoch = epochOf(judged.tenantId, event.at);
    const facts = {
      ...(epoch !== undefined && { epoch }),
      direction: judged.direction,
      tenantId: judged.tenantId,
      type: judged.type,
      app: event.app,
      resource: event.resource,
      outcome: judged.outcome,
      ...(event.mfaRequired !== undefined && { mfaRequired: event.mfaRequired }),
      groups: judged.direction === 'outbound' ? membershipKey(rules.groupsOf(event.userId)) : '',
    };
    const key = keyOf(facts);
    const day = dayOf(event.at);
    const row = staged.get(key) ?? { facts, userIds: new Set<string>(), signIns: 0, first: day, last: day };
    staged.set(key, row);
    row.userIds.add(event.userId);
    row.signIns += 1;
    extendDays(row, { first: day, last: day });
  };
  return {
    add: (event) => {
      if (event === undefined) {
        counts.incomplete += 1;
        return;
      }
      const { only } = rules;
      if (only !== undefined && !only.has(event.homeTenantId) && !only.has(event.resourceTenantId)) return;
      const classified = classifySignIn(event, rules.tenantId);
      if (classified === 'internal') return;
      if ('notJudged' in classified) counts[classified.notJudged] += 1;
      else addJudged(event, classified.judged);
    },
    commit: () => {
      for (const reason of notJudgedReasons) notJudged[reason] += counts[reason];
      numberInOrderOfHash(staged, people);
      for (const [key, row] of staged) mergeRow(rows, key, row, people);
      staged.clear();
    },
  };
}

/** New people of a window get their numbers in the order of their hashes, which says nothing about the window. */
function numberInOrderOfHash(staged: ReadonlyMap<string, StagedRow>, people: People): void {
  const userIds = new Set([...staged.values()].flatMap((row) => [...row.userIds]));
  const hashed = [...userIds].map((userId) => ({ userId, hash: people.hashOf(userId) }));
  for (const { userId } of hashed.sort((a, b) => compareText(a.hash, b.hash))) people.numberOf(userId);
}

function mergeRow(rows: Map<string, GrowingRow>, key: string, staged: StagedRow, people: People): void {
  const { facts, userIds, signIns, first, last } = staged;
  const row = rows.get(key) ?? { facts, people: new Set<number>(), signIns: 0, first, last };
  rows.set(key, row);
  for (const userId of userIds) row.people.add(people.numberOf(userId));
  row.signIns += signIns;
  extendDays(row, { first, last });
}

function extendDays(row: GrowingRow | StagedRow, { first, last }: Pick<SignInRow, 'first' | 'last'>): void {
  if (compareText(first, row.first) < 0) row.first = first;
  if (compareText(last, row.last) > 0) row.last = last;
}

function keyOf(facts: GrowingRow['facts']): string {
  const { epoch, direction, tenantId, type, app, resource, outcome, mfaRequired, groups } = facts;
  return [epoch, direction, tenantId, type, app, resource, outcome, mfaRequired, groups].join('|');
}

const dayNames = new Map<number, string>();

/** The day in UTC. A log has few days and many sign-ins. */
function dayOf(milliseconds: number): string {
  const number = Math.floor(milliseconds / dayMs);
  const name = dayNames.get(number) ?? new Date(number * dayMs).toISOString().slice(0, 10);
  dayNames.set(number, name);
  return name;
}

type EpochOf = (tenantId: TenantId, at: number) => number | undefined;

/** How many changes that concern a tenant came before a time. */
function createEpochs(changes: readonly PolicyChange[] | undefined): EpochOf {
  if (changes === undefined) return () => undefined;
  const timesByTenant = new Map<TenantId, readonly number[]>();
  return (tenantId, at) => {
    const times =
      timesByTenant.get(tenantId) ??
      changes.filter((change) => concernsTenant(change, tenantId)).map((change) => Date.parse(change.at));
    timesByTenant.set(tenantId, times);
    return times.filter((time) => time <= at).length;
  };
}
