import { distance } from 'fastest-levenshtein';

/** `did you mean …?`, if one of the words is similar enough. */
export function didYouMean(written: string, words: Iterable<string>): string | undefined {
  if (written.length > 80) return undefined;
  const lower = written.toLowerCase();
  let nearest: { readonly word: string; readonly steps: number } | undefined;
  for (const word of words) {
    const steps = distance(lower, word.toLowerCase());
    if (!nearest || steps < nearest.steps) nearest = { word, steps };
  }
  const isNear = nearest !== undefined && nearest.steps <= Math.max(1, Math.floor(nearest.word.length / 3));
  return isNear ? `did you mean \`${nearest?.word}\`?` : undefined;
}
