/* Recognizes other files that xtap writes, so that the error says what a file is when it was passed as a plan. */
import type { JsonObject } from '../../model/json.ts';

const planAgain = '"xtap plan -o json=FILE" saves a plan';
const fromDrift = `it is what "xtap drift" printed, with more in it than a plan; ${planAgain}`;

interface OtherFileKind {
  /** Keys that such a file has; a plan does not have all of them. */
  readonly keys: readonly string[];
  readonly words: string;
}

const kinds: readonly OtherFileKind[] = [
  {
    keys: ['partners', 'apiVersion'],
    words: `it is a snapshot, which says what is there and not what to change; ${planAgain}`,
  },
  { keys: ['planDigest', 'outcomes'], words: `it is the report of an apply; ${planAgain}` },
  { keys: ['partner', 'settings'], words: `it is what "xtap explain" printed; ${planAgain}` },
  { keys: ['checks'], words: `it is what "xtap doctor" printed; ${planAgain}` },
  { keys: ['error'], words: `it is the error that a run ended with; ${planAgain}` },
  { keys: ['attribution'], words: fromDrift },
  { keys: ['attributionNotRead'], words: fromDrift },
  { keys: ['correction'], words: fromDrift },
];

/** A journal has one JSON value per line, so the complete text is not JSON. */
const journal = { beginning: /^\{[^\n]*"type":"header"/, characters: 256 };

/** Recognizes a journal by its text, before the text is parsed. */
export function describeJournal(text: string): string | undefined {
  const isJournal = journal.beginning.test(text.slice(0, journal.characters));
  return isJournal ? 'it is a journal; "xtap apply --resume FILE" goes on from it' : undefined;
}

/** Says what a file is instead of a plan, and what to do; undefined for an unknown file. */
export function describeOtherFile(file: JsonObject): string | undefined {
  return kinds.find(({ keys }) => keys.every((key) => Object.hasOwn(file, key)))?.words;
}
