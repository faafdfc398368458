import { distance } from 'fastest-levenshtein';

/** `did you mean …?`, if one of the words is near enough to be what was meant. */
export function didYouMean(written: string, words: Iterable<string>): string | undefined {
  if (written.length > 80) return undefined;
  const lower = written.toLowerCase();
  let best: { readonly word: string; readonly steps: number } | undefined;
  for (const word of words) {
    const steps = distance(lower, word.toLowerCase());
    if (!best || steps < best.steps) best = { word, steps };
  }
  const near = best !== undefined && best.steps <= Math.max(1, Math.floor(best.word.length / 3));
  return near ? `did you mean \`${best?.word}\`?` : undefined;
}
