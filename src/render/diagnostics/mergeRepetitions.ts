/*
 * Findings that say the same at several lines are one entry, which lists the other lines. JSON and annotations keep
 * them apart.
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
