/* The codec of waivers, and of the ids of rules that they name. */
import { excerpt } from '../../../platform/text.ts';
import { type ClosedValue, closed } from './closed.ts';
import { type ListValue, list } from './list.ts';
import { nameOf, type Reader, reader, refuse } from './reader.ts';
import { date, filledText } from './scalars.ts';

export const identifierPattern = '^[A-Za-z0-9][A-Za-z0-9._-]*$';
const identifierForm = new RegExp(identifierPattern);

/** The name of a pack or the id of a rule. People write both in `waivers` and search for them. */
export const identifier: Reader<string> = reader('a name', (input, context, report) => {
  // An id such as 21790 is a number to YAML.
  const written = Number.isSafeInteger(input) ? String(input) : filledText.read(input, context, report);
  if (written === undefined || identifierForm.test(written)) return written;
  const message = `${nameOf(context)} takes letters, digits, \`.\`, \`_\` and \`-\`, not "${excerpt(written)}"`;
  return refuse(context, report, { code: 'unknown-value', message });
});

/** In characters, without white space at the ends. */
export const shortestReason = 10;

/** In characters. Reviewers read both in a line of a comment. */
export const longestTexts = { reason: 500, approvedBy: 200 } as const;

function boundedText(name: keyof typeof longestTexts): Reader<string> {
  return reader('text', (input, context, report) => {
    const read = filledText.read(input, context, report);
    // Characters, not UTF-16 units, as JSON Schema counts.
    const length = [...(read ?? '')].length;
    if (length <= longestTexts[name]) return read;
    const message = `the ${name} of a waiver has at most ${longestTexts[name]} characters, this one has ${length}`;
    return refuse(context, report, { code: 'bad-waiver', message, hint: 'shorten it, or link to the longer text' });
  });
}

const boundedReason = boundedText('reason');
const waiverReason: Reader<string> = reader('text', (input, context, report) => {
  const reason = boundedReason.read(input, context, report);
  if (reason === undefined || reason.trim().length >= shortestReason) return reason;
  const message = `the reason of a waiver has at least ${shortestReason} characters, "${excerpt(reason)}" has fewer`;
  return refuse(context, report, { code: 'bad-waiver', message, hint: 'say why the finding is accepted' });
});

const waiverParts = { rule: identifier, reason: waiverReason, until: date, approvedBy: boundedText('approvedBy') };

export type WaiverValue = ClosedValue<typeof waiverParts, never>;
export type WaiverList = ListValue<WaiverValue>;

/** Every waiver ends: `until` is required. */
export const waivers: Reader<WaiverList> = list(
  closed({ expected: 'a waiver', parts: waiverParts, required: ['rule', 'reason', 'until'] }),
  'a list of waivers',
);
