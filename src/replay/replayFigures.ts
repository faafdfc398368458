/*
 * The numbers of a replay for a reader: the one place that decides which of them may be published. A total contains
 * no row that another number hides, neither of its own parts nor of another list. The JSON has exact numbers instead;
 * it is never published.
 */
import { type NotJudgedReason, notJudgedReasons, type SignInRow } from '../model/signIns.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { ChangeFacts, ChangeRows, RowsByReason } from './changeRows.ts';
import { countReasons } from './changeRows.ts';
import { lastDayOf, peopleOf, signInsOf } from './countPeople.ts';
import type { ExposedRows } from './exposure.ts';
import { type ExposureFigures, exposureFigures } from './exposureFigures.ts';
import { type Audience, atLeast, exactly, type Figure, figureOf, hidden, rankOf, sumOf, totalOf } from './figure.ts';
import {
  type EffectKind,
  effectKinds,
  type ModelDisagreement,
  type Replay,
  type ReplayedSignIns,
  type UndecidedReason,
} from './replay.ts';
import { ownerOnly, type Part, type VisiblePart, visiblePart } from './visiblePart.ts';

export interface EffectFigures {
  readonly kind: EffectKind;
  readonly people: Figure;
  readonly signIns: Figure;
  /** The last day, in UTC; null where it is hidden. */
  readonly lastSeen: string | null;
  readonly tenants: readonly Part<TenantId>[];
  readonly apps: readonly Part[];
  /** Of undecided sign-ins. */
  readonly reasons: readonly Part<UndecidedReason>[];
}

export interface ChangeFigures extends ChangeFacts {
  /** Only effects that there are; none if the change affects no sign-in. */
  readonly effects: readonly EffectFigures[];
}

export interface DisagreementFigures {
  readonly signIns: Figure;
  readonly each: readonly (Omit<ModelDisagreement, 'signIns'> & { readonly signIns: Figure })[];
}

export interface ReplayFigures {
  readonly planDigest: string;
  readonly signIns: Omit<ReplayedSignIns, 'events'>;
  readonly people: Readonly<Record<EffectKind, Figure>>;
  /** With a sign-in that would be blocked. */
  readonly tenants: number;
  readonly reasons: readonly Part<UndecidedReason>[];
  /** The most blocked people first. */
  readonly changes: readonly ChangeFigures[];
  readonly exposure: readonly ExposureFigures[];
  readonly disagreements: DisagreementFigures;
  readonly earlierPolicy: Figure;
  readonly notJudged: readonly Part<NotJudgedReason>[];
}

export interface DecidedSignIns {
  readonly replay: Replay;
  readonly changes: readonly ChangeRows[];
  readonly exposed: readonly ExposedRows[];
}

export function replayFigures({ replay, changes, exposed }: DecidedSignIns, audience: Audience): ReplayFigures {
  const { planDigest, signIns, summary, disagreements } = replay;
  const { events: _, ...window } = signIns;
  const parts = changes.map((change) => ({
    change,
    of: mapKinds((kind) => visiblePart(change.rows[kind], audience)),
  }));
  const hiddenRows = new Set(
    parts.flatMap(({ change, of }) => effectKinds.flatMap((kind) => rowsWithout(change.rows[kind], of[kind]))),
  );
  return {
    planDigest,
    signIns: window,
    people: mapKinds((kind) => unionOf(parts.map(({ of }) => of[kind]).filter(hasRows))),
    tenants: summary.wouldBeBlocked.tenants,
    reasons: reasonFigures(
      changes.map(({ byReason }) => byReason),
      audience,
    ),
    changes: rankChanges(
      parts.map(({ change, of }) => ({
        ...change.facts,
        effects: effectKinds.flatMap((kind) => effectFigures(kind, { change, part: of[kind] }, audience)),
      })),
    ),
    exposure: exposureFigures(exposed, hiddenRows, audience),
    disagreements: disagreementFigures(disagreements, audience),
    earlierPolicy: figureOf(summary.earlierPolicy, audience),
    notJudged: notJudgedReasons.flatMap((id) =>
      summary.notJudged[id] === 0 ? [] : [{ id, figure: figureOf(summary.notJudged[id], audience) }],
    ),
  };
}

function mapKinds<Value>(get: (kind: EffectKind) => Value): Readonly<Record<EffectKind, Value>> {
  return {
    wouldBeBlocked: get('wouldBeBlocked'),
    undecided: get('undecided'),
    wouldBeAllowed: get('wouldBeAllowed'),
  };
}

const hasRows = ({ tenants }: VisiblePart): boolean => tenants.length > 0;

function rowsWithout(rows: readonly SignInRow[], part: VisiblePart): readonly SignInRow[] {
  if (part.isWhole) return [];
  const visible = new Set(part.rows);
  return rows.filter((row) => !visible.has(row));
}

/** The distinct people of several changes. */
function unionOf(parts: readonly VisiblePart[]): Figure {
  return totalOf(
    { amount: peopleOf(parts.flatMap(({ rows }) => rows)), isWhole: parts.every(({ isWhole }) => isWhole) },
    parts.map(({ people }) => people),
  );
}

function effectFigures(
  kind: EffectKind,
  { change, part }: { readonly change: ChangeRows; readonly part: VisiblePart },
  audience: Audience,
): readonly EffectFigures[] {
  const { rows, isWhole, people, tenants, apps } = part;
  if (!hasRows(part)) return [];
  const signIns = signInsOf(rows);
  return [
    {
      kind,
      people,
      signIns: rows.length === 0 ? hidden : isWhole ? exactly(signIns) : atLeast(signIns),
      lastSeen: lastDayOf(rows),
      tenants,
      apps,
      reasons: kind === 'undecided' ? reasonFigures([change.byReason], audience) : [],
    },
  ];
}

/** A person may have several reasons, as with applications. */
function reasonFigures(all: readonly RowsByReason[], audience: Audience): readonly Part<UndecidedReason>[] {
  return Object.entries(countReasons(all)).map(([id, people]) => ({
    id: id as UndecidedReason,
    figure: ownerOnly(people, audience),
  }));
}

function rankChanges(changes: readonly ChangeFigures[]): readonly ChangeFigures[] {
  const rank = ({ effects }: ChangeFigures, kind: EffectKind): number => {
    const effect = effects.find((each) => each.kind === kind);
    return effect ? rankOf(effect.people) : 0;
  };
  return [...changes].sort((a, b) => effectKinds.reduce((order, kind) => order || rank(b, kind) - rank(a, kind), 0));
}

/** Number and day are those of sign-ins that must not have worked: people look for these sign-ins in the log. */
function disagreementFigures(found: readonly ModelDisagreement[], audience: Audience): DisagreementFigures {
  const each = found.map((one) => ({ ...one, signIns: figureOf(one.signIns, audience) }));
  return { signIns: sumOf(each.map(({ signIns }) => signIns)), each };
}
