/*
 * The one way in which outputs for people shorten a list of findings. Findings that say the same at several lines are
 * one entry, which lists the other lines. Of each code, the first five entries are listed and the others are counted: a
 * tenant with hundreds of partners has hundreds of findings of one code in every plan, and a complete list would hide a
 * new finding of another code. JSON and annotations keep all findings apart.
 */
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

const maxPlaces = 5;

export interface ShortList<T> {
  readonly listed: readonly T[];
  /** A line for each code with more findings: `and 117 more redundant-setting`. */
  readonly others: readonly string[];
  /** The entries that count findings which the list never had. */
  readonly counted: readonly T[];
}

const maxPerCode = 5;

/** `isWhole`: findings that are listed in any case, each by itself. */
export function shortList<T extends Found>(
  findings: readonly T[],
  placeOf: (finding: T) => At,
  isWhole: (finding: T) => boolean = () => false,
): ShortList<T> {
  const own = findings.filter(({ hidden }) => hidden === undefined);
  const merged = mergeRepetitions(own, (each) => (isWhole(each) ? {} : placeOf(each)));
  const counts = new Map<string, number>();
  const listed = merged.filter((each) => {
    if (isWhole(each)) return true;
    const amount = (counts.get(each.code) ?? 0) + 1;
    counts.set(each.code, amount);
    return amount <= maxPerCode;
  });
  const others = [...counts].flatMap(([code, amount]) =>
    amount > maxPerCode ? [`and ${formatNumber(amount - maxPerCode)} more ${code}`] : [],
  );
  return { listed, others, counted: findings.filter(({ hidden }) => hidden !== undefined) };
}

/**
 * Each message once, at its first place. The message of a repeated finding ends with the other places. A finding without
 * a line is kept as it is.
 */
export function mergeRepetitions<T extends Found>(findings: readonly T[], placeOf: (finding: T) => At): readonly T[] {
  const byMessage = new Map<string, [T, ...T[]]>();
  for (const finding of findings) {
    const { code, message, hidden } = finding;
    const isPlaced = placeOf(finding).line !== undefined;
    const key = isPlaced ? JSON.stringify([code, message, hidden ?? null]) : `without a place ${byMessage.size}`;
    const same = byMessage.get(key);
    if (same) same.push(finding);
    else byMessage.set(key, [finding]);
  }
  return [...byMessage.values()].map(([first, ...others]) =>
    others.length === 0
      ? first
      : { ...first, message: `${first.message} (also at ${places(placeOf(first), others.map(placeOf))})` },
  );
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
