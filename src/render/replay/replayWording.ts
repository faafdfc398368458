/*
 * The sentences of a replay, the same in every format. A format gives its style: how names and code are written, and
 * whether small counts are hidden. Formats that others can read (Markdown, HTML, annotations) hide them.
 */

import type { ExposureFigures } from '../../replay/exposureFigures.ts';
import type { Audience, Figure } from '../../replay/figure.ts';
import { isNone } from '../../replay/figure.ts';
import type { EffectKind, Replay } from '../../replay/replay.ts';
import type { ChangeFigures, EffectFigures, ReplayFigures } from '../../replay/replayFigures.ts';
import type { Part } from '../../replay/visiblePart.ts';
import { notJudgedWords } from '../signIns/notJudgedWords.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import { type FigureWords, peopleWords, signInWords } from './figureWords.ts';

export interface ReplayView {
  /** Exact: for JSON and exit codes. */
  readonly replay: Replay;
  readonly figuresFor: (audience: Audience) => ReplayFigures;
  /** Labels of tenants and applications. */
  readonly names: ReadonlyMap<string, string>;
}

export interface ReplayStyle {
  /** A label from the tenant or the configuration, escaped. */
  readonly name: (text: string) => string;
  /** An id or the name of a setting, escaped. */
  readonly code: (text: string) => string;
  readonly figures: FigureWords;
}

/** A replay for one reader, in one format. */
export interface ReplayPage extends ReplayStyle {
  readonly replay: ReplayFigures;
  readonly names: ReadonlyMap<string, string>;
}

export function replayPage({ figuresFor, names }: ReplayView, audience: Audience, style: ReplayStyle): ReplayPage {
  return { ...style, replay: figuresFor(audience), names };
}

const maxTenants = 8;
const maxApps = 4;

export const replayFooter =
  'Invitations, redemption, sharing, tokens that live on for up to an hour, service principals and anything rarer than the window are not in these logs.';

/** `▼ would block 214 people in 31 tenants · 12 undecided · 30 days, 98 % read` */
export function replayHeadline(page: ReplayPage): string {
  const { people, tenants } = page.replay;
  const of = (kind: EffectKind): string => peopleWords(totalWords(people[kind], page));
  const blocked = isNone(people.wouldBeBlocked)
    ? 'no sign-in of this window would be blocked'
    : `▼ would block ${of('wouldBeBlocked')} in ${count(tenants, 'tenant')}`;
  const allowed = isNone(people.wouldBeAllowed) ? [] : [`▲ would allow ${of('wouldBeAllowed')}`];
  const open = `${totalWords(people.undecided, page)} undecided`;
  return [blocked, ...allowed, open, windowWords(page)].join(' · ');
}

/** With a gap, every number is "at least". */
function totalWords(figure: Figure, { replay, figures }: ReplayPage): string {
  const words = figures.total(figure);
  return figure.is === 'exact' && !replay.signIns.complete ? `at least ${words}` : words;
}

/** `30 days, 98 % read`, rounded down, so that only a complete file is read to 100 %. */
function windowWords({ replay: { signIns } }: ReplayPage): string {
  const hours = Math.round((Date.parse(signIns.to) - Date.parse(signIns.from)) / 3_600_000);
  const span = hours < 24 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day');
  return `${span}, ${Math.floor(signIns.read * 100)} % read`;
}

/** Why the result must not be trusted; empty if the log agrees with the policy as xtap reads it. */
export function distrustLines(page: ReplayPage): readonly string[] {
  const { disagreements, signIns } = page.replay;
  if (disagreements.each.length === 0) return [];
  const total = signInWords(page.figures.total(disagreements.signIns));
  const because =
    signIns.policyChanges === 'read'
      ? 'xtap reads the policy wrongly, or a change of it is not in the audit log.'
      : 'The policy may have changed: the file does not know its changes.';
  const named = disagreements.each.map(({ tenantId, setting, signIns: number, lastSeen }) => {
    return `${nameOf(tenantId, page)} ${page.code(setting)}: ${signInWords(page.figures.total(number))}, the last on ${lastSeen}`;
  });
  return [
    `Do not trust this result: ${total} worked that the live policy blocks. ${because}`,
    ...listed(named, maxTenants),
  ];
}

export interface ReplayItem {
  readonly change: ChangeFigures;
  readonly title: string;
  readonly lines: readonly string[];
}

/** Changes that affect somebody. */
export function changeItems(page: ReplayPage): readonly ReplayItem[] {
  return page.replay.changes
    .filter(({ effects }) => effects.length > 0)
    .map((change) => ({
      change,
      title: `${subjectOf(change, page)} ${page.code(change.setting)}`,
      lines: change.effects.flatMap((effect) => effectLines(effect, change, page)),
    }));
}

const kindWords: Readonly<Record<EffectKind, string>> = {
  wouldBeBlocked: '▼ would block',
  wouldBeAllowed: '▲ would allow',
  undecided: '? undecided for',
};

function subjectOf({ resource, tenantId }: ChangeFigures, page: ReplayPage): string {
  if (tenantId) return nameOf(tenantId, page);
  return resource === 'default' ? 'tenant default' : 'policy';
}

function effectLines(effect: EffectFigures, { tenantId }: ChangeFigures, page: ReplayPage): readonly string[] {
  const { kind, people, signIns, lastSeen, tenants, apps, reasons } = effect;
  const because = kind === 'undecided' ? ` (${reasonWords(reasons, page)})` : '';
  const times = signIns.is === 'hidden' ? '' : `: ${signInWords(page.figures.total(signIns))}`;
  const last = lastSeen === null ? '' : `, the last on ${lastSeen}`;
  return [
    `${kindWords[kind]} ${peopleWords(totalWords(people, page))}${because}${times}${last}`,
    ...(tenantId ? [] : [`tenants: ${partWords(tenants, maxTenants, page)}`]),
    `applications: ${partWords(apps, maxApps, page)}`,
  ];
}

function partWords(parts: readonly Part[], max: number, page: ReplayPage): string {
  return firstFew(
    parts.map(({ id, figure }) => `${nameOf(id, page)}${page.figures.behind(figure)}`),
    max,
  );
}

function reasonWords(reasons: ReplayFigures['reasons'], { figures }: ReplayPage): string {
  return reasons.map(({ id, figure }) => `${id}${figures.behind(figure)}`).join(', ');
}

function nameOf(id: string, { names, name, code }: ReplayPage): string {
  const label = names.get(id);
  return label === undefined ? code(id) : name(label);
}

/** One line for each flag: never a lock-out that is certain. */
export function exposureLines(page: ReplayPage): readonly string[] {
  return page.replay.exposure.map((exposure) => {
    const sentence = exposureSentence(exposure, peopleWords(totalWords(exposure.people, page)));
    return `${page.code(exposure.flag)}: ${sentence} (${partWords(exposure.tenants, maxTenants, page)})`;
  });
}

/** Only of the trust in MFA does the log say who relied on it, and in which kind of sign-in. */
function exposureSentence({ type }: ExposureFigures, people: string): string {
  if (type === undefined) {
    return `${people}; those whom a policy asks for a compliant or joined device would be blocked; the log does not say whom`;
  }
  return type === 'b2bDirectConnect'
    ? `${people} would be blocked where a policy asks for MFA`
    : `${people} passed an MFA requirement and may have to do MFA here`;
}

/** What the numbers do not say. */
export function replayNotes(page: ReplayPage): readonly string[] {
  const { signIns, reasons, earlierPolicy, notJudged } = page.replay;
  const { figures } = page;
  return [
    ...(reasons.length === 0 ? [] : [`Undecided people by reason: ${reasonWords(reasons, page)}.`]),
    ...(signIns.complete
      ? []
      : [`${count(signIns.gaps, 'span')} of the log could not be read, so every number is "at least".`]),
    ...(signIns.policyChanges === 'read' ? [] : ['It is unknown whether the policy changed in this time.']),
    ...(isNone(earlierPolicy)
      ? []
      : [`${signInWords(figures.total(earlierPolicy))} worked under an earlier policy and would be blocked today.`]),
    ...(notJudged.length === 0
      ? []
      : [
          `Counted and not judged: ${notJudged.map(({ id, figure }) => `${figures.total(figure)} ${notJudgedWords[id]}`).join(', ')}.`,
        ]),
  ];
}

/** The first lines, and the number of the others. */
function listed(lines: readonly string[], max: number): readonly string[] {
  const more = lines.length - max;
  return more > 0 ? [...lines.slice(0, max), `and ${formatNumber(more)} more`] : lines;
}
