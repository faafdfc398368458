/* The codec of waivers, and of the ids of rules that they name. */
import type { JsonObject } from '../../../model/json.ts';
import { excerpt } from '../../../platform/text.ts';
import { type ClosedValue, closed } from './closed.ts';
import { type ListValue, list } from './list.ts';
import { described, nameOf, type Reader, reader, refuse } from './reader.ts';
import { date, filledText } from './scalars.ts';

const identifierForm = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const identifierSchema: JsonObject = {
  anyOf: [
    { type: 'string', pattern: identifierForm.source },
    { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  ],
};

/** The name of a pack or the id of a rule. People write both in `waivers` and search for them. */
export const identifier: Reader<string> = reader('a name', identifierSchema, (input, at) => {
  // An id such as 21790 is a number to YAML.
  const written = Number.isSafeInteger(input) ? String(input) : filledText.read(input, at);
  if (written === undefined || identifierForm.test(written)) return written;
  const message = `${nameOf(at)} takes letters, digits, \`.\`, \`_\` and \`-\`, not "${excerpt(written)}"`;
  return refuse(at, { code: 'unknown-value', message });
});

/** In characters, without white space at the ends. */
const shortestReason = 10;

/** In characters. Reviewers read both in a line of a comment. */
const longestTexts = { reason: 500, approvedBy: 200 } as const;

function boundedText(name: keyof typeof longestTexts): Reader<string> {
  const schema = { type: 'string', pattern: '\\S', maxLength: longestTexts[name] };
  return reader('text', schema, (input, at) => {
    const read = filledText.read(input, at);
    // Characters, not UTF-16 units, as JSON Schema counts.
    const length = [...(read ?? '')].length;
    if (length <= longestTexts[name]) return read;
    const message = `the ${name} of a waiver has at most ${longestTexts[name]} characters, this one has ${length}`;
    return refuse(at, { code: 'bad-waiver', message, hint: 'shorten it, or link to the longer text' });
  });
}

const boundedReason = boundedText('reason');
const reasonSchema = {
  type: 'string',
  pattern: `\\S(?:[\\s\\S]{${shortestReason - 2},})\\S`,
  maxLength: longestTexts.reason,
};
const waiverReason: Reader<string> = reader('text', reasonSchema, (input, at) => {
  const reason = boundedReason.read(input, at);
  if (reason === undefined || reason.trim().length >= shortestReason) return reason;
  const message = `the reason of a waiver has at least ${shortestReason} characters, "${excerpt(reason)}" has fewer`;
  return refuse(at, { code: 'bad-waiver', message, hint: 'say why the finding is accepted' });
});

const waiverParts = {
  rule: described(identifier, 'The id of the rule, such as X006.'),
  reason: described(
    waiverReason,
    `Why the finding is accepted, in at least ten and at most ${longestTexts.reason} characters.`,
  ),
  until: described(date, 'The last day of the waiver (UTC), at most 400 days from today.'),
  approvedBy: described(
    boundedText('approvedBy'),
    `Who approved it, in at most ${longestTexts.approvedBy} characters: a label, not evidence.`,
  ),
};

export type WaiverValue = ClosedValue<typeof waiverParts, never>;
export type WaiverList = ListValue<WaiverValue>;

/** Every waiver ends: `until` is required. */
export const waivers: Reader<WaiverList> = described(
  list(
    closed({ expected: 'a waiver', parts: waiverParts, required: ['rule', 'reason', 'until'] }),
    'a list of waivers',
  ),
  'Findings of `xtap check` that are accepted, each until a day.',
);
