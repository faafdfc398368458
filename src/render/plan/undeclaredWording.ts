/* Sentences about what is live and not declared, in words that every format shares. Plain text, not escaped. */
import type { Undeclared } from '../../model/plan.ts';
import type { Review } from '../review.ts';
import { count, formatNumber, inWords } from '../text/amounts.ts';
import { undeclaredAmounts } from './countWording.ts';

export const undeclaredTitle = 'Undeclared, not touched';
export const ignoredTitle = 'Ignored: others manage these partners, and xtap sends nothing to them';

/** Where names come from, what the list leaves out, and how to accept broader settings; empty if there is nothing. */
export function undeclaredNotes(
  review: Pick<Review, 'unaccepted' | 'undeclaredReleased' | 'directoryNames'>,
): readonly string[] {
  const { undeclaredReleased, unaccepted, directoryNames } = review;
  return [
    ...(directoryNames === 0 ? [] : [directorySentence(directoryNames)]),
    ...(undeclaredReleased.length === 0
      ? []
      : [`Also undeclared, and listed under "No longer managed": ${inWords(undeclaredAmounts(undeclaredReleased))}.`]),
    ...(unaccepted.length === 0 ? [] : [acceptanceSentence(unaccepted)]),
  ];
}

/** Names of third parties, and no labels of the configuration. */
function directorySentence(amount: number): string {
  const names = amount === 1 ? 'The name of 1 undeclared partner is' : `The names of ${amount} undeclared partners are`;
  return `${names} from the directory, not from the configuration.`;
}

function acceptanceSentence(broader: readonly Undeclared[]): string {
  const ways = [
    ...(broader.some(({ resource }) => resource === undefined)
      ? ["`unmanaged: [SETTING]` in the partner's entry"]
      : []),
    ...(broader.some(({ resource }) => resource !== undefined)
      ? [`\`unmanaged: [${resourcesOf(broader).join(', ')}]\` at the top`]
      : []),
  ];
  const found = `${count(broader.length, 'undeclared setting')} ${broader.length === 1 ? 'is' : 'are'} broader than the default, or may be.`;
  return `${found} To revert one, declare the value that you want. To accept it, declare the live value (xtap pull does), or write ${ways.join(' or ')}.`;
}

function resourcesOf(broader: readonly Undeclared[]): readonly string[] {
  return [...new Set(broader.flatMap(({ resource }) => resource ?? []))];
}

/** What `silence` left out, by code; empty where it left out nothing. */
export function silencedSentences({ silenced }: Pick<Review, 'silenced'>): readonly string[] {
  if (silenced.length === 0) return [];
  const codes = silenced.map(({ code, count: amount }) => `${code} (${formatNumber(amount)})`);
  return [`Silenced: ${codes.join(', ')}.`];
}
