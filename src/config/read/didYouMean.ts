/*
 * Suggestions for misspelt words. People accept suggestions, so a suggestion with another meaning does harm. Words that
 * differ in a word of meaning (inbound or outbound, allow or block …) are never suggested for each other.
 */
import { distance } from 'fastest-levenshtein';

/** `did you mean …?`, if one word, or two that are equally near, are near enough. */
export function didYouMean(written: string, words: Iterable<string>): string | undefined {
  const near = nearestWords(written, words);
  return near.length === 0 ? undefined : `did you mean ${near.map((word) => `\`${word}\``).join(' or ')}?`;
}

/** The nearest word, or the two nearest; none where there are more, since then it is a guess. */
export function nearestWords(written: string, words: Iterable<string>): readonly string[] {
  if (written.length > 80) return [];
  const lower = written.toLowerCase();
  const corrected = withCorrectedParts(written);
  let best: Near[] = [];
  const others: Near[] = [];
  for (const word of new Set(words)) {
    const steps = distance(lower, word.toLowerCase());
    if (steps > Math.max(1, Math.floor(word.length / 3)) || meansOtherThan(corrected, word)) continue;
    const least = best[0]?.steps ?? Number.POSITIVE_INFINITY;
    if (steps > least) others.push({ word, steps });
    else {
      if (steps < least) others.push(...best.splice(0));
      best.push({ word, steps });
    }
  }
  const [only] = best;
  // `b2bDirectConnect` is one step nearer to one direction, and means neither.
  if (only && best.length === 1) {
    best = [only, ...others.filter(({ word, steps }) => steps === only.steps + 1 && meansOtherThan(only.word, word))];
  }
  return best.length > 2 ? [] : best.map(({ word }) => word);
}

interface Near {
  readonly word: string;
  readonly steps: number;
}

const negation = /(?:^|[a-z\d_-])(?:Not|No|Non|Never)(?![a-z])|^(?:not|non|no|un|dis)(?=[A-Z_-]|allow|block)/;

const meanings: readonly (readonly RegExp[])[] = [
  [/inbound/i, /outbound/i],
  [/allow/i, /den(?:y|ied)/i, /block/i],
  [/user/i, /group/i],
  [/device/i, /network/i, /mfa/i],
  [/compliant/i, /hybrid/i],
  [/collab/i, /direct/i, /appservice/i],
  [/b2b/i, /m365/i],
  [negation],
];

/** The words of `meanings`, for parts that have a typing error. */
const spelledOut = 'inbound outbound allowed denied blocked user group device network compliant hybrid direct'.split(
  ' ',
);

/** Whether `written` says something that `word` does not say, or the reverse where it says anything about it. */
function meansOtherThan(written: string, word: string): boolean {
  return meanings.some((opposites) => {
    const said = opposites.map((each) => each.test(written));
    const meant = opposites.map((each) => each.test(word));
    return said.includes(true) && said.some((each, index) => each !== meant[index]);
  });
}

/** `outbondTrust` is `outboundTrust` with one typing error, and not `inboundTrust` with three. */
function withCorrectedParts(written: string): string {
  return written.replace(/[A-Za-z][a-z]+/g, (part) => {
    if (meanings.flat().some((each) => each.test(part))) return part;
    const near = spelledOut
      .map((word) => ({ word, steps: distance(part.toLowerCase(), word) }))
      .filter(({ word, steps }) => steps <= (word.length < 7 ? 1 : 2))
      .sort((a, b) => a.steps - b.steps);
    const [first, second] = near;
    if (first === undefined || first.steps === second?.steps) return part;
    return `${first.word.charAt(0).toUpperCase()}${first.word.slice(1)}`;
  });
}
