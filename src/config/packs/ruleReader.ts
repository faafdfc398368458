/* The codec of a rule of a pack. */
import type * as t from 'io-ts';
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
import { type ClosedValue, closed } from '../read/codecs/closed.ts';
import { rowReaders } from '../read/codecs/configuration.ts';
import { list } from '../read/codecs/list.ts';
import { nameOf, type Reader, reader, refuse } from '../read/codecs/reader.ts';
import { choice, filledText, tenantId } from '../read/codecs/scalars.ts';
import { identifier } from '../read/codecs/waiver.ts';
import type { Places } from '../read/yaml/places.ts';
import { exactMapping } from './mapping.ts';
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
const subjectsReader: Reader<readonly RuleSubject[]> = reader('a subject', (input, context, report) => {
  if (!Array.isArray(input)) {
    const one = choice(ruleSubjects).read(input, context, report);
    return one && [one];
  }
  const read = list(choice(ruleSubjects), 'a list of subjects').read(input, context, report);
  if (read?.entries.length === 0)
    return refuse(context, report, { code: 'bad-rule', message: 'a rule needs a subject' });
  return read?.entries.map(({ value }) => value);
});

type RuleParts = ReturnType<typeof rulePartsOf>;
type RuleValue = ClosedValue<RuleParts, never>;

function rulePartsOf(table: readonly Setting[]) {
  const predicate = predicateReader(table);
  const settingNames = table.map(({ name }) => name);
  return {
    id: identifier,
    title: filledText,
    severity: choice(ruleSeverities),
    subject: subjectsReader,
    tenant: tenantId,
    each: list(choice(settingNames), 'a list of settings'),
    applies: predicate,
    exceptions: list(
      exactMapping('an exception', { when: predicate, severity: choice(findingSeverities) }, (parts) => parts),
      'a list of exceptions',
    ),
    when: predicate,
    because: filledText,
    remedy: remedyReader(table),
    source: filledText,
  };
}

const severityOnly = ['id', 'severity'] as const;
const wholeRule = [...severityOnly, 'title', 'subject', 'when', 'because', 'remedy'] as const;

export function ruleReader(table: readonly Setting[], places: Places): Reader<RuleEntry> {
  const parts = rulePartsOf(table);
  const [short, whole] = [severityOnly, wholeRule].map((required) =>
    closed({ expected: 'a rule', parts, required: [...required] }),
  ) as [Reader<RuleValue>, Reader<RuleValue>];
  return reader('a rule', (input, context, report) => {
    const isShort = typeof input === 'object' && input !== null && Object.keys(input).length <= severityOnly.length;
    const read = (isShort ? short : whole).read(input, context, report);
    if (!read?.complete) return undefined;
    const { id, severity } = read.parts;
    if (id === undefined || severity === undefined) return undefined;
    const position = positionOf(context, places);
    if (isShort) return { id, severity, position };
    const rule = ruleOf(read, { table, position });
    const misuse = rule && misuseIn(rule);
    if (misuse) return refuse(context, report, { code: 'bad-rule', ...misuse });
    return rule && { id, severity, rule, position };
  });
}

/** Of the entry of a list. */
function positionOf(context: t.Context, places: Places): Position {
  const holder: unknown = context.at(-2)?.actual;
  const isHolder = typeof holder === 'object' && holder !== null;
  return isHolder ? places.ofValue(holder, context.at(-1)?.key ?? '') : places.ofRoot();
}

function ruleOf(
  { parts }: RuleValue,
  { table, position }: { readonly table: readonly Setting[]; readonly position: Position },
): Rule | undefined {
  const {
    id,
    title,
    severity,
    subject: subjects,
    tenant,
    each,
    applies,
    exceptions,
    when,
    because,
    remedy,
    source,
  } = parts;
  const isWhole = id !== undefined && title !== undefined && severity && subjects && when && because !== undefined;
  if (!isWhole || !remedy) return undefined;
  const names = each?.entries.map(({ value }) => value);
  return {
    id,
    title,
    severity,
    subjects,
    ...(tenant && { tenant }),
    ...(names && { each: table.filter(({ name }) => names.includes(name)) }),
    ...(applies && { applies }),
    exceptions: exceptions?.entries.map(({ value }) => value) ?? [],
    when,
    because,
    remedy,
    ...(source !== undefined && { source }),
    position,
  };
}

/** `do` says it in a sentence; the other keys are the lines that do it, in the form of a configuration. */
function remedyReader(table: readonly Setting[]): Reader<Remedy> {
  const lines = closed({
    expected: 'the lines of a remedy',
    parts: { owner: filledText, ticket: filledText, reviewBy: inDays, reason: filledText },
    rows: new Map([...rowReaders(table, 'default'), ...rowReaders(table, 'policy'), ...rowReaders(table, 'partner')]),
  });
  const places = Object.fromEntries(remedyPlaces.map((place) => [place, lines]));
  const members = closed({ expected: 'a remedy', parts: { do: filledText, ...places }, required: ['do'] });
  return reader('a remedy', (input, context, report) => {
    const read = members.read(input, context, report);
    const { do: text } = read?.parts ?? {};
    if (!read?.complete || typeof text !== 'string') return undefined;
    return { text, steps: remedyPlaces.flatMap((at) => stepAt(at, read.holder)) };
  });
}

function stepAt(at: RemedyStep['at'], holder: object): readonly RemedyStep[] {
  const written = (holder as Readonly<Record<string, JsonObject>>)[at];
  return written === undefined ? [] : [{ at, keys: written }];
}

export const inDaysPattern = '^in [1-9][0-9]{0,2} days$';
const inDaysForm = new RegExp(inDaysPattern);

/** A day that is counted from the day of the run. */
const inDays: Reader<string> = reader('a day', (input, context, report) => {
  if (typeof input === 'string' && inDaysForm.test(input)) return input;
  const message = `${nameOf(context)} of a remedy takes a day counted from today, such as \`in 180 days\``;
  return refuse(context, report, { code: 'unknown-value', message });
});
