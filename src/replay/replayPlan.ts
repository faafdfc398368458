/*
 * Replays sign-ins against a plan. Rows are grouped by tenant and by setting, because all rows of a group meet the same
 * two rules: a month of two million sign-ins has some thousand groups, and most of them meet no change.
 */
import { compareText } from '../model/json.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';
import { concernsTenant, type PolicyChange, type SignInRow, type SignInsFile, signInKinds } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import { createChangeTallies, servicesOf } from './changeTallies.ts';
import { decideRow, type RowDecision } from './decideRow.ts';
import { exposureOf } from './exposure.ts';
import type { ModelDisagreement, Replay, ReplayedSignIns } from './replay.ts';
import { pairPolicies, type SettingPair } from './settingPair.ts';
import { createTally, type Tally } from './tally.ts';

export interface ReplayInput {
  readonly signIns: SignInsFile;
  readonly plan: Pick<Plan, 'digest' | 'changes'>;
  readonly live: LiveState;
  /** The live state after the plan. */
  readonly after: LiveState;
  readonly table: readonly Setting[];
}

export function replayPlan({ signIns, plan, live, after, table }: ReplayInput): Replay {
  const settings = table.filter((row) => row.versions.includes(live.apiVersion));
  const policies = pairPolicies(live, after);
  const totals = { blocked: createTally(), allowed: createTally(), undecided: createTally() };
  const changes = createChangeTallies(plan.changes, settings);
  const evidence = createEvidence();
  const byTenant = rowsByTenant(signIns.rows);
  for (const [tenantId, rows] of byTenant) {
    const lastEpoch = lastEpochOf(tenantId, rows, signIns.policyChanges.changes);
    const decide = createDecider(tenantId, { settings, policies, resolved: signIns.resolved });
    for (const row of rows) {
      const decided = decide(row);
      if (decided === undefined) continue;
      const { pair, effect, reasons } = decided;
      evidence.compare(decided, row, lastEpoch);
      if (!isCounted(effect, row)) continue;
      totals[effect].add(row, reasons);
      changes.of(pair, tenantId)[effect].add(row, reasons);
    }
  }
  const disagreements = evidence.disagreements();
  return {
    planDigest: plan.digest,
    signIns: describeSignIns(signIns),
    summary: {
      wouldBeBlocked: totals.blocked.total(),
      wouldBeAllowed: totals.allowed.total(),
      undecided: withReasons(totals.undecided),
      modelDisagrees: disagreements.reduce((sum, each) => sum + each.signIns, 0),
      earlierPolicy: evidence.earlierPolicy(),
      notJudged: signIns.notJudged,
    },
    changes: changes.results(),
    exposure: [...byTenant].flatMap(([tenantId, rows]) => exposureOf(tenantId, rows, { policies, table: settings })),
    disagreements,
  };
}

function withReasons(tally: Tally): Replay['summary']['undecided'] {
  const { people, signIns } = tally.total();
  return { people, signIns, reasons: tally.reasons() };
}

/** Sorted by tenant, so that the result does not depend on the order of the file. */
function rowsByTenant(rows: readonly SignInRow[]): ReadonlyMap<TenantId, readonly SignInRow[]> {
  const groups = new Map<TenantId, SignInRow[]>();
  for (const row of rows) {
    const group = groups.get(row.tenantId);
    if (group) group.push(row);
    else groups.set(row.tenantId, [row]);
  }
  return new Map([...groups].sort(([a], [b]) => compareText(a, b)));
}

/** The number of changes that concern a tenant: sign-ins of this epoch met the live policy. */
function lastEpochOf(tenantId: TenantId, rows: readonly SignInRow[], changes: readonly PolicyChange[]): number {
  const known = changes.filter((change) => concernsTenant(change, tenantId)).length;
  return rows.reduce((last, { epoch = 0 }) => Math.max(last, epoch), known);
}

type Counted = 'blocked' | 'allowed' | 'undecided';

/** A sign-in that failed for another reason says nothing about who would be blocked or allowed. */
function isCounted(effect: RowDecision['effect'], { outcome, direction }: SignInRow): effect is Counted {
  if (effect === 'blocked') return outcome === 'ok';
  if (effect === 'allowed') return outcome === `blocked-${direction}`;
  return effect === 'undecided';
}

interface DecidedRow extends RowDecision {
  readonly pair: SettingPair;
}

interface DeciderContext {
  readonly settings: readonly Setting[];
  readonly policies: ReturnType<typeof pairPolicies>;
  readonly resolved: SignInsFile['resolved'];
}

/** Decides the rows of a tenant; undefined where this API version has no setting for a row. */
function createDecider(
  tenantId: TenantId,
  { settings, policies, resolved }: DeciderContext,
): (row: SignInRow) => DecidedRow | undefined {
  const pairs = new Map<string, readonly SettingPair[]>();
  const pairsOf = ({ direction, type }: SignInRow): readonly SettingPair[] => {
    const key = `${direction} ${type}`;
    const known =
      pairs.get(key) ??
      servicesOf[type].flatMap((service) =>
        settings
          .filter((each) => each.kind === 'access' && each.direction === direction && each.service === service)
          .map((each) => policies.settingOf(each, tenantId)),
      );
    pairs.set(key, known);
    return known;
  };
  return (row) => {
    const decided = pairsOf(row).map((pair) => ({ pair, ...decideRow(pair, row, resolved) }));
    if (row.type !== 'unknown') return decided[0];
    const changed = decided.find(({ effect }) => effect !== 'unchanged');
    return changed && { pair: changed.pair, effect: 'undecided', reasons: ['type-unknown'], wasBlocked: false };
  };
}

interface Evidence {
  readonly compare: (decided: DecidedRow, row: SignInRow, lastEpoch: number) => void;
  readonly disagreements: () => readonly ModelDisagreement[];
  readonly earlierPolicy: () => number;
}

/** Compares decisions about the live policy with what happened: a sign-in that worked was not blocked. */
function createEvidence(): Evidence {
  const found = new Map<string, ModelDisagreement>();
  let earlierPolicy = 0;
  return {
    compare: ({ pair, wasBlocked }, row, lastEpoch) => {
      if (!wasBlocked || row.outcome !== 'ok') return;
      if ((row.epoch ?? lastEpoch) < lastEpoch) {
        earlierPolicy += row.signIns;
        return;
      }
      const { tenantId, direction } = row;
      const setting = pair.row.name;
      const { signIns = 0, lastSeen = row.last } = found.get(`${tenantId} ${setting}`) ?? {};
      found.set(`${tenantId} ${setting}`, {
        tenantId,
        setting,
        direction,
        signIns: signIns + row.signIns,
        lastSeen: compareText(lastSeen, row.last) > 0 ? lastSeen : row.last,
      });
    },
    disagreements: () => [...found].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each),
    earlierPolicy: () => earlierPolicy,
  };
}

function describeSignIns({ from, to, complete, coverage, source, policyChanges }: SignInsFile): ReplayedSignIns {
  const spanOf = (each: { readonly from: string; readonly to: string }): number =>
    Date.parse(each.to) - Date.parse(each.from);
  const sum = (spans: readonly SignInsFile['coverage'][number][]): number =>
    spans.reduce((total, each) => total + spanOf(each), 0);
  const read = coverage.filter(({ state }) => state === 'read');
  return {
    from,
    to,
    complete,
    gaps: coverage.length - read.length,
    events: coverage.reduce((total, { events }) => total + events, 0),
    source,
    read: complete ? 1 : sum(read) / Math.max(1, sum(coverage), signInKinds.length * spanOf({ from, to })),
    policyChanges: policyChanges.state,
  };
}
