/* The codec of a rule of a pack. */
import type { JsonObject } from '../../model/json.ts';
import {
  findingSeverities,
  type Remedy,
  type RemedyStep,
  type Rule,
  type RuleSeverity,
  type RuleSubject,
  remedyPlaces,
  ruleSeverities,
  ruleSubjects,
} from '../../model/pack.ts';
import type { Position } from '../../model/position.ts';
import type { Setting } from '../../model/setting.ts';
import { closed } from '../read/codecs/closed.ts';
import { rowReaders } from '../read/codecs/configuration.ts';
import { list } from '../read/codecs/list.ts';
import { described, named, nameOf, type Reader, reader, refuse } from '../read/codecs/reader.ts';
import { choice, filledText, tenantId } from '../read/codecs/scalars.ts';
import { definition, type Schema } from '../read/codecs/schema.ts';
import { identifier } from '../read/codecs/waiver.ts';
import { positionOf } from '../read/decodePosition.ts';
import type { Places } from '../read/yaml/places.ts';
import { exactMapping, mapping } from './mapping.ts';
import { predicateReader } from './predicateReader.ts';
import { misuseIn } from './ruleMisuse.ts';

/** A whole rule; or, without `rule`, the severity of a rule of the extended pack. */
export interface RuleEntry {
  readonly id: string;
  readonly severity: RuleSeverity;
  readonly rule?: Rule;
  readonly position: Position;
}

/** One subject, or a list of them. */
const subject = { enum: ruleSubjects };
const subjectsSchema = { anyOf: [subject, { type: 'array', items: subject, minItems: 1 }] };
const subjectsReader: Reader<readonly RuleSubject[]> = reader('a subject', subjectsSchema, (input, at) => {
  if (!Array.isArray(input)) {
    const one = choice(ruleSubjects).read(input, at);
    return one && [one];
  }
  const read = list(choice(ruleSubjects), 'a list of subjects').read(input, at);
  if (read?.entries.length === 0) return refuse(at, { code: 'bad-rule', message: 'a rule needs a subject' });
  return read?.entries.map(({ value }) => value);
});

type RuleParts = ReturnType<typeof rulePartsOf>;

function rulePartsOf(table: readonly Setting[]) {
  const predicate = predicateReader(table);
  const settingNames = table.map(({ name }) => name);
  const exception = {
    when: described(predicate, 'Where this severity counts.'),
    severity: described(choice(findingSeverities), 'The severity there.'),
  };
  return {
    id: described(identifier, 'The id of the rule, such as X006. Waivers name it.'),
    title: described(filledText, 'What is wrong where the rule fails.'),
    severity: described(choice(ruleSeverities), '`off`: the rule is not run.'),
    subject: described(subjectsReader, 'What the rule looks at. `pair`: two tenants that are checked together.'),
    tenant: described(tenantId, 'The one partner that the rule is about.'),
    each: described(
      list(choice(settingNames), 'a list of settings'),
      'The rule has one result for each of these settings. The predicates name the setting `each`.',
    ),
    applies: described(predicate, 'The rule is applied only where this is true.'),
    exceptions: described(
      list(
        exactMapping('an exception', exception, (parts) => parts),
        'a list of exceptions',
      ),
      'Subjects with another severity.',
    ),
    when: described(predicate, 'True where the rule fails.'),
    because: described(filledText, 'Why this is a finding.'),
    remedy: described(remedyReader(table), 'How the finding disappears.'),
    source: described(filledText, 'The address of a page that says why.'),
  };
}

const severityOnly = ['id', 'severity'] as const;

export function ruleReader(table: readonly Setting[], places: Places): Reader<RuleEntry> {
  const parts = rulePartsOf(table);
  const { id, severity, ...others } = parts;
  const { title, subject, when, because, remedy, ...optional } = others;
  const short = mapping({ expected: 'a rule', required: { id, severity }, optional: others }, (read) => read);
  const required = { id, severity, title, subject, when, because, remedy };
  const whole = mapping(
    { expected: 'a rule', required, optional },
    ({ subject: subjects, each, exceptions, ...read }) => {
      const names = each?.entries.map(({ value }) => value);
      const rows = names && table.filter(({ name }) => names.includes(name));
      return {
        ...read,
        subjects,
        ...(rows && { each: rows }),
        exceptions: exceptions?.entries.map(({ value }) => value) ?? [],
      };
    },
  );
  return reader('a rule', ruleSchema(parts, Object.keys(required)), (input, at) => {
    const position = positionOf(at.context, places);
    const isShort = typeof input === 'object' && input !== null && Object.keys(input).length <= severityOnly.length;
    if (isShort) {
      const read = short.read(input, at);
      return read && { id: read.id, severity: read.severity, position };
    }
    const read = whole.read(input, at);
    const rule = read && { ...read, position };
    const misuse = rule && misuseIn(rule);
    if (misuse) return refuse(at, { code: 'bad-rule', ...misuse });
    return rule && { id: rule.id, severity: rule.severity, rule, position };
  });
}

function ruleSchema(parts: RuleParts, wholeRule: readonly string[]): Schema {
  const forms = [{ required: wholeRule }, { required: severityOnly, maxProperties: severityOnly.length }];
  const { schema } = closed({ expected: 'a rule', parts });
  return definition('rule', (definitions) => ({ ...schema(definitions), anyOf: forms }));
}

/** `do` says it in a sentence; the other keys are the lines that do it, in the form of a configuration. */
function remedyReader(table: readonly Setting[]): Reader<Remedy> {
  const lineParts = {
    owner: described(filledText, 'An example of an owner.'),
    ticket: described(filledText, 'An example of a ticket.'),
    reviewBy: described(inDays, 'A day counted from today: `in 180 days`.'),
    reason: described(filledText, 'An example of a reason.'),
  };
  const lines = named(
    'lines',
    closed({
      expected: 'the lines of a remedy',
      parts: lineParts,
      rows: new Map([...rowReaders(table, 'default'), ...rowReaders(table, 'policy'), ...rowReaders(table, 'partner')]),
    }),
  );
  const places = Object.fromEntries(remedyPlaces.map((place) => [place, described(lines, placeWords[place])]));
  const parts = { do: described(filledText, 'The remedy as a sentence.'), ...places };
  const members = closed({ expected: 'a remedy', parts, required: ['do'] });
  return reader('a remedy', members.schema, (input, at) => {
    const read = members.read(input, at);
    const { do: text } = read?.parts ?? {};
    if (!read?.complete || typeof text !== 'string') return undefined;
    return { text, steps: remedyPlaces.flatMap((at) => stepAt(at, read.holder)) };
  });
}

const placeWords: Readonly<Record<RemedyStep['at'], string>> = {
  subject: 'Keys of the entry that fails.',
  home: "Keys of the home tenant's entry for the other tenant.",
  other: "Keys of the other tenant's entry for the home tenant.",
  ignored: 'An entry of `ignored`, without its tenantId.',
  clouds: 'Each side allows the cloud of the other.',
};

function stepAt(at: RemedyStep['at'], holder: object): readonly RemedyStep[] {
  const written = (holder as Readonly<Record<string, JsonObject>>)[at];
  return written === undefined ? [] : [{ at, keys: written }];
}

const inDaysForm = /^in [1-9][0-9]{0,2} days$/;

/** A day that is counted from the day of the run. */
const inDays: Reader<string> = reader('a day', { type: 'string', pattern: inDaysForm.source }, (input, at) => {
  if (typeof input === 'string' && inDaysForm.test(input)) return input;
  const message = `${nameOf(at)} of a remedy takes a day counted from today, such as \`in 180 days\``;
  return refuse(at, { code: 'unknown-value', message });
});
