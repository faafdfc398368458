/*
 * The sentences of a replay, the same in every format. A format gives its style: how names and code are written, and
 * whether small counts are hidden. Formats that others can read (Markdown, HTML, annotations) hide them.
 */
import { type NotJudgedReason, notJudgedReasons } from '../../model/signIns.ts';
import type { Exposure, Reasons, Replay, ReplayedChange } from '../../replay/replay.ts';
import { notJudgedWords } from '../signIns/notJudgedWords.ts';
import { count, firstFew, formatNumber } from '../text/amounts.ts';
import { type CountWords, mostFirst, peopleWords, signInWords, type Whole } from './countWords.ts';

export interface ReplayView {
  readonly replay: Replay;
  /** Labels of tenants and applications. */
  readonly names: ReadonlyMap<string, string>;
}

export interface ReplayStyle {
  /** A label from the tenant or the configuration, escaped. */
  readonly name: (text: string) => string;
  /** An id or the name of a setting, escaped. */
  readonly code: (text: string) => string;
  readonly counts: CountWords;
}

const maxTenants = 8;
const maxApps = 4;

export const replayFooter =
  'Invitations, redemption, sharing, tokens that live on for up to an hour, service principals and anything rarer than the window are not in these logs.';

/** `▼ would block 214 people in 31 tenants · 12 undecided · 30 days, 98 % read` */
export function replayHeadline({ replay }: ReplayView, { counts }: ReplayStyle): string {
  const { summary, signIns, changes } = replay;
  const { wouldBeBlocked, wouldBeAllowed } = summary;
  const least = signIns.complete ? '' : 'at least ';
  const amount = (whole: Whole): string => atLeast(least, counts.total(whole));
  const tenants = count(wouldBeBlocked.tenants, 'tenant');
  const people = (kind: Kind): string =>
    peopleWords(amount({ amount: summary[kind].people, divisions: allDivisions(changes, kind) }));
  const blocked =
    wouldBeBlocked.signIns === 0
      ? 'no sign-in of this window would be blocked'
      : `▼ would block ${people('wouldBeBlocked')} in ${tenants}`;
  const allowed = wouldBeAllowed.signIns === 0 ? [] : [`▲ would allow ${people('wouldBeAllowed')}`];
  const open = `${amount(undecidedWhole(replay))} undecided`;
  return [blocked, ...allowed, open, windowWords(replay)].join(' · ');
}

/**
 * `at least` once, whether a gap or a hidden count is the reason. A count that is hidden itself says too little for it.
 */
function atLeast(least: string, words: string): string {
  return /^\d/.test(words) ? `${least}${words}` : words;
}

type Kind = 'wouldBeBlocked' | 'wouldBeAllowed' | 'undecided';

function allDivisions(changes: readonly ReplayedChange[], kind: Kind): Whole['divisions'] {
  const effects = changes.map((change) => change[kind]).filter(({ signIns }) => signIns > 0);
  const people = (lists: readonly (readonly { readonly people: number }[])[]): readonly number[] =>
    lists.flat().map((each) => each.people);
  return [people([effects]), people(effects.map(({ tenants }) => tenants)), people(effects.map(({ apps }) => apps))];
}

function undecidedWhole({ changes, summary: { undecided } }: Replay): Whole {
  const divisions = [...allDivisions(changes, 'undecided'), Object.values(undecided.reasons)];
  return { amount: undecided.people, divisions };
}

function wholeOf(change: ReplayedChange, kind: Kind): Whole {
  const divisions = allDivisions([change], kind);
  const reasons = kind === 'undecided' ? [Object.values(change.undecided.reasons)] : [];
  return { amount: change[kind].people, divisions: [...divisions, ...reasons] };
}

/** `30 days, 98 % read`, rounded down, so that only a complete file is read to 100 %. */
function windowWords({ signIns }: Replay): string {
  const hours = Math.round((Date.parse(signIns.to) - Date.parse(signIns.from)) / 3_600_000);
  const span = hours < 24 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day');
  return `${span}, ${Math.floor(signIns.read * 100)} % read`;
}

/** Why the result must not be trusted; empty if the log agrees with the policy as xtap reads it. */
export function distrustLines({ replay, names }: ReplayView, style: ReplayStyle): readonly string[] {
  const { disagreements, summary, signIns } = replay;
  if (disagreements.length === 0) return [];
  const parts = disagreements.map((each) => each.signIns);
  const whole = { amount: summary.modelDisagrees, divisions: [parts] };
  const total = signInWords(style.counts.total(whole));
  const because =
    signIns.policyChanges === 'read'
      ? 'xtap reads the policy wrongly, or a change of it is not in the audit log.'
      : 'The policy may have changed: the file does not know its changes.';
  const named = disagreements.map(({ tenantId, setting, signIns: number, lastSeen }) => {
    return `${nameOf(tenantId, names, style)} ${style.code(setting)}: ${signInWords(style.counts.part(number, whole))}, the last on ${lastSeen}`;
  });
  return [
    `Do not trust this result: ${total} worked that the live policy blocks. ${because}`,
    ...listed(named, maxTenants),
  ];
}

export interface ReplayItem {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Changes that affect somebody, the most blocked people first. */
export function changeItems(view: ReplayView, style: ReplayStyle): readonly ReplayItem[] {
  const { changes } = view.replay;
  const affecting = changes.filter((each) => kinds.some((kind) => each[kind].signIns > 0));
  const ranked = [...affecting].sort((a, b) =>
    kinds.reduce((order, kind) => order || style.counts.rank(b[kind].people) - style.counts.rank(a[kind].people), 0),
  );
  return ranked.map((change) => ({
    title: `${subjectOf(change, view, style)} ${style.code(change.setting)}`,
    lines: kinds.flatMap((kind) => effectLines(change, kind, { view, style })),
  }));
}

const kinds = ['wouldBeBlocked', 'undecided', 'wouldBeAllowed'] as const;
const kindWords: Readonly<Record<Kind, string>> = {
  wouldBeBlocked: '▼ would block',
  wouldBeAllowed: '▲ would allow',
  undecided: '? undecided for',
};

function subjectOf({ resource, tenantId }: ReplayedChange, { names }: ReplayView, style: ReplayStyle): string {
  if (tenantId) return nameOf(tenantId, names, style);
  return resource === 'default' ? 'tenant default' : 'policy';
}

function effectLines(
  change: ReplayedChange,
  kind: Kind,
  { view, style }: { readonly view: ReplayView; readonly style: ReplayStyle },
): readonly string[] {
  const effect = change[kind];
  if (effect.signIns === 0) return [];
  const least = view.replay.signIns.complete ? '' : 'at least ';
  const whole = wholeOf(change, kind);
  const people = peopleWords(atLeast(least, style.counts.total(whole)));
  const last = effect.lastSeen === null ? '' : `, the last on ${effect.lastSeen}`;
  const reasons = kind === 'undecided' ? ` (${reasonWords(change.undecided.reasons, whole, style)})` : '';
  const tenants = mostFirst(effect.tenants, ({ people, tenantId }) => [people, tenantId], style.counts).map(
    (each) => `${nameOf(each.tenantId, view.names, style)} ${style.counts.part(each.people, whole)}`,
  );
  const apps = mostFirst(effect.apps, ({ people, app }) => [people, app], style.counts).map(
    (each) => `${nameOf(each.app, view.names, style)} ${style.counts.part(each.people, whole)}`,
  );
  return [
    `${kindWords[kind]} ${people}${reasons}: ${signInWords(style.counts.of(effect.signIns))}${last}`,
    ...(change.tenantId ? [] : [`tenants: ${firstFew(tenants, maxTenants)}`]),
    `applications: ${firstFew(apps, maxApps)}`,
  ];
}

/** Reasons are totals too: a single reason counts everybody. */
function reasonWords(reasons: Reasons, whole: Whole, { counts }: ReplayStyle): string {
  return Object.entries(reasons)
    .map(([reason, people]) => `${reason} ${counts.part(people, whole)}`)
    .join(', ');
}

function nameOf(id: string, names: ReadonlyMap<string, string>, { name, code }: ReplayStyle): string {
  const label = names.get(id);
  return label === undefined ? code(id) : name(label);
}

/** One line for each flag: never a lock-out that is certain. */
export function exposureLines({ replay, names }: ReplayView, style: ReplayStyle): readonly string[] {
  const groups = new Map<string, Exposure[]>();
  for (const each of replay.exposure) {
    const key = `${each.flag} ${each.type ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups].map(([, exposures]) => {
    const parts = exposures.map(({ people }) => people);
    const whole = { amount: parts.reduce((sum, people) => sum + people, 0), divisions: [parts] };
    const people = atLeast(replay.signIns.complete ? '' : 'at least ', style.counts.total(whole));
    const tenants = exposures.map(
      (each) => `${nameOf(each.tenantId, names, style)} ${style.counts.part(each.people, whole)}`,
    );
    const [first] = exposures;
    const sentence = first ? exposureSentence(first, peopleWords(people)) : '';
    return `${style.code(first?.flag ?? '')}: ${sentence} (${firstFew(tenants, maxTenants)})`;
  });
}

/** Only of the trust in MFA does the log say who relied on it, and in which kind of sign-in. */
function exposureSentence({ type }: Exposure, people: string): string {
  if (type === undefined) {
    return `${people}; those whom a policy asks for a compliant or joined device would be blocked; the log does not say whom`;
  }
  return type === 'b2bDirectConnect'
    ? `${people} would be blocked where a policy asks for MFA`
    : `${people} passed an MFA requirement and may have to do MFA here`;
}

/** What the numbers do not say. */
export function replayNotes({ replay }: ReplayView, style: ReplayStyle): readonly string[] {
  const { signIns, summary } = replay;
  const { reasons } = summary.undecided;
  const notJudged = notJudgedReasons.flatMap((reason: NotJudgedReason) =>
    summary.notJudged[reason] === 0 ? [] : [`${style.counts.of(summary.notJudged[reason])} ${notJudgedWords[reason]}`],
  );
  return [
    ...(Object.keys(reasons).length === 0
      ? []
      : [`Undecided people by reason: ${reasonWords(reasons, undecidedWhole(replay), style)}.`]),
    ...(signIns.complete
      ? []
      : [`${count(signIns.gaps, 'span')} of the log could not be read, so every number is "at least".`]),
    ...(signIns.policyChanges === 'read' ? [] : ['It is unknown whether the policy changed in this time.']),
    ...(summary.earlierPolicy === 0
      ? []
      : [
          `${signInWords(style.counts.of(summary.earlierPolicy))} worked under an earlier policy and would be blocked today.`,
        ]),
    ...(notJudged.length === 0 ? [] : [`Counted and not judged: ${notJudged.join(', ')}.`]),
  ];
}

/** The first lines, and the number of the others. */
function listed(lines: readonly string[], max: number): readonly string[] {
  const more = lines.length - max;
  return more > 0 ? [...lines.slice(0, max), `and ${formatNumber(more)} more`] : lines;
}
