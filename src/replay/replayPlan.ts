/*
 * Replays sign-ins against a plan. Rows are grouped by tenant and by setting, because all rows of a group meet the same
 * two rules: a month of two million sign-ins has some thousand groups, and most of them meet no change.
 */
import { groupBy } from '../model/groupBy.ts';
import { compareText } from '../model/json.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Plan } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';
import { concernsTenant, type PolicyChange, type SignInRow, type SignInsFile, signInKinds } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import { collectByChange, countChange, countReasons, servicesOf } from './changeRows.ts';
import { affectedBy, peopleOf } from './countPeople.ts';
import { decideRow, type RowDecision } from './decideRow.ts';
import { exposedRows } from './exposure.ts';
import type { Audience } from './figure.ts';
import type { EffectKind, ModelDisagreement, Replay, ReplayedSignIns } from './replay.ts';
import { type ReplayFigures, replayFigures } from './replayFigures.ts';
import { pairPolicies, type SettingPair } from './settingPair.ts';

export interface ReplayInput {
  readonly signIns: SignInsFile;
  readonly plan: Pick<Plan, 'digest' | 'changes'>;
  readonly live: LiveState;
  /** The live state after the plan. */
  readonly after: LiveState;
  readonly table: readonly Setting[];
}

export interface ReplayResult {
  /** Exact. What `--format json` prints. */
  readonly replay: Replay;
  /** The numbers for a reader. Computed on call. */
  readonly figuresFor: (audience: Audience) => ReplayFigures;
}

export function replayPlan({ signIns, plan, live, after, table }: ReplayInput): ReplayResult {
  const settings = table.filter((row) => row.versions.includes(live.apiVersion));
  const policies = pairPolicies(live, after);
  const collector = collectByChange(plan.changes, settings);
  const evidence = createEvidence();
  const byTenant = rowsByTenant(signIns.rows);
  for (const rows of byTenant) {
    const [{ tenantId }] = rows;
    const lastEpoch = lastEpochOf(tenantId, rows, signIns.policyChanges.changes);
    const decide = createDecider(tenantId, { settings, policies, resolved: signIns.resolved });
    for (const row of rows) {
      const decided = decide(row);
      if (decided === undefined) continue;
      evidence.compare(decided, row, lastEpoch);
      const kind = countedAs(decided.effect, row);
      if (kind !== undefined) collector.add({ pair: decided.pair, tenantId }, { kind, row, reasons: decided.reasons });
    }
  }
  const changes = collector.changes();
  const exposed = byTenant.flatMap((rows) => exposedRows(rows[0].tenantId, rows, { policies, table: settings }));
  const disagreements = evidence.disagreements();
  const allOf = (kind: EffectKind): readonly SignInRow[] => changes.flatMap(({ rows }) => rows[kind]);
  const tenantsIn = (rows: readonly SignInRow[]): number => new Set(rows.map(({ tenantId }) => tenantId)).size;
  const [blocked, allowed, undecided] = [allOf('wouldBeBlocked'), allOf('wouldBeAllowed'), allOf('undecided')];
  const replay: Replay = {
    planDigest: plan.digest,
    signIns: describeSignIns(signIns),
    summary: {
      wouldBeBlocked: { ...affectedBy(blocked), tenants: tenantsIn(blocked) },
      wouldBeAllowed: { ...affectedBy(allowed), tenants: tenantsIn(allowed) },
      undecided: { ...affectedBy(undecided), reasons: countReasons(changes.map(({ byReason }) => byReason)) },
      modelDisagrees: disagreements.reduce((sum, each) => sum + each.signIns, 0),
      earlierPolicy: evidence.earlierPolicy(),
      notJudged: signIns.notJudged,
    },
    changes: changes.map(countChange),
    exposure: exposed.map(({ rows, ...facts }) => ({ ...facts, people: peopleOf(rows) })),
    disagreements,
  };
  return { replay, figuresFor: (audience) => replayFigures({ replay, changes, exposed }, audience) };
}

/** Sorted by tenant, so that the result does not depend on the order of the file. */
function rowsByTenant(rows: readonly SignInRow[]): readonly (readonly [SignInRow, ...SignInRow[]])[] {
  return [...groupBy(rows, ({ tenantId }) => tenantId)].sort(([a], [b]) => compareText(a.tenantId, b.tenantId));
}

/** The number of changes that concern a tenant: sign-ins of this epoch met the live policy. */
function lastEpochOf(tenantId: TenantId, rows: readonly SignInRow[], changes: readonly PolicyChange[]): number {
  const known = changes.filter((change) => concernsTenant(change, tenantId)).length;
  return rows.reduce((last, { epoch = 0 }) => Math.max(last, epoch), known);
}

/** A sign-in that failed for another reason says nothing about who would be blocked or allowed. */
function countedAs(effect: RowDecision['effect'], { outcome, direction }: SignInRow): EffectKind | undefined {
  if (effect === 'blocked') return outcome === 'ok' ? 'wouldBeBlocked' : undefined;
  if (effect === 'allowed') return outcome === `blocked-${direction}` ? 'wouldBeAllowed' : undefined;
  return effect === 'undecided' ? 'undecided' : undefined;
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

interface ModelCheck {
  readonly compare: (decided: DecidedRow, row: SignInRow, lastEpoch: number) => void;
  readonly disagreements: () => readonly ModelDisagreement[];
  readonly earlierPolicy: () => number;
}

/** Compares decisions about the live policy with what happened: a sign-in that worked was not blocked. */
function createEvidence(): ModelCheck {
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
