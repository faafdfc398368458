/*
 * The one way in which outputs for people shorten a list of findings: at most ten entries, and of a longer list the
 * first nine and a count of the others. Ten is what GitHub shows of a level (docs/problem-matchers.md of
 * actions/toolkit), and enough elsewhere: a tenant with hundreds of partners has hundreds of findings of one code in
 * every plan, and a complete list would hide a new finding of another code. `rankFindings` decides which come first.
 * JSON, SARIF, JUnit and the HTML page list all of them.
 */
import { countFindings, rankFindings } from '../../model/diagnostic.ts';
import { formatNumber } from '../text/amounts.ts';

interface Found {
  readonly code: string;
  readonly message: string;
  readonly hidden?: number | undefined;
}

interface At {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

const maxShown = 10;
const maxPlaces = 5;

/** What a person sees of a ranked list. */
export function firstShown<T>(ranked: readonly T[]): readonly T[] {
  return ranked.length > maxShown ? ranked.slice(0, maxShown - 1) : ranked;
}

export interface ShownFindings<T> {
  /** In the given order; a finding that repeats at other lines is one entry, which lists these lines. */
  readonly listed: readonly T[];
  /**
   * `and 115 more redundant-setting` or `and 117 more: 115 redundant-setting, 2 review-overdue`, if not all are listed.
   */
  readonly others: string | undefined;
}

/** `isWhole`: findings that are listed in any case, each by itself. */
export function showFindings<T extends Found>(
  findings: readonly T[],
  placeOf: (finding: T) => At,
  isWhole: (finding: T) => boolean = () => false,
): ShownFindings<T> {
  const groups = groupRepetitions(findings, (each) => (isWhole(each) ? {} : placeOf(each)));
  const optional = groups.map(([first]) => first).filter((first) => !isWhole(first));
  const shown = new Set(firstShown(rankFindings(optional)));
  const isShown = ([first]: Repetitions<T>): boolean => isWhole(first) || shown.has(first);
  const left = groups.filter((group) => !isShown(group)).flat();
  return {
    listed: groups.filter(isShown).map((group) => withOtherPlaces(group, placeOf)),
    others: left.length === 0 ? undefined : countByCode(left),
  };
}

function countByCode(findings: readonly Found[]): string {
  const counts = new Map<string, number>();
  for (const { code, hidden = 1 } of findings) {
    const kind = code === 'more-findings' ? 'that xtap only counts' : code;
    counts.set(kind, (counts.get(kind) ?? 0) + hidden);
  }
  const total = formatNumber(countFindings(findings));
  if (counts.size === 1) return `and ${total} more ${[...counts.keys()].join('')}`;
  return `and ${total} more: ${[...counts].map(([kind, amount]) => `${formatNumber(amount)} ${kind}`).join(', ')}`;
}

type Repetitions<T> = readonly [T, ...T[]];

/** Each message once, at its first place. The message of a repeated finding ends with the other places. */
export function mergeRepetitions<T extends Found>(findings: readonly T[], placeOf: (finding: T) => At): readonly T[] {
  return groupRepetitions(findings, placeOf).map((group) => withOtherPlaces(group, placeOf));
}

/** The findings that say the same at several lines. A finding without a line is alone. */
function groupRepetitions<T extends Found>(
  findings: readonly T[],
  placeOf: (finding: T) => At,
): readonly Repetitions<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const finding of findings) {
    const { code, message, hidden } = finding;
    const isPlaced = placeOf(finding).line !== undefined;
    const key = isPlaced ? JSON.stringify([code, message, hidden ?? null]) : `without a place ${groups.size}`;
    const same = groups.get(key);
    if (same) same.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

function withOtherPlaces<T extends Found>([first, ...others]: Repetitions<T>, placeOf: (finding: T) => At): T {
  if (others.length === 0) return first;
  return { ...first, message: `${first.message} (also at ${places(placeOf(first), others.map(placeOf))})` };
}

/** `lines 113, 115 and 3 more`; a line of another file has the name of that file. */
function places({ file }: At, others: readonly At[]): string {
  const listed = others.slice(0, maxPlaces);
  const isOneFile = listed.every((place) => place.file === file);
  const words = listed.map((place) => (isOneFile ? `${place.line}` : `${place.file}:${place.line}`));
  const more = others.length - words.length;
  const title = isOneFile ? (others.length === 1 ? 'line ' : 'lines ') : '';
  return `${title}${words.join(', ')}${more > 0 ? ` and ${formatNumber(more)} more` : ''}`;
}
