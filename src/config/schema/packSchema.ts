/*
 * The JSON Schema (2020-12) of a pack of rules, published by `xtap schema --pack`. It has the words of the reader of
 * packs. Whether a predicate fits the subject of its rule is checked by that reader alone.
 */
import { clouds } from '../../model/cloud.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { JsonObject } from '../../model/json.ts';
import { membersOf } from '../../model/members.ts';
import {
  facts,
  findingSeverities,
  labels,
  pairRelations,
  quantities,
  remedyPlaces,
  ruleSeverities,
  ruleSubjects,
  valueSources,
} from '../../model/pack.ts';
import type { Leaf, Setting } from '../../model/setting.ts';
import { inDaysPattern } from '../packs/ruleReader.ts';
import { closed, describe, filledText, guid, identifier } from './basicSchemas.ts';
import { settingSchema } from './settingSchema.ts';
import { schemaParts } from './targetSchema.ts';

export function packSchema(table: readonly Setting[] = fieldTable): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'xtap pack',
    description: 'Rules for `xtap check`, as data.',
    ...closed({
      name: describe(identifier, 'The name of the pack, as outputs show it.'),
      version: describe(
        { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        'The version of this pack: a number that you choose.',
      ),
      extends: describe(filledText, 'The pack of xtap that this pack extends.'),
      rules: describe({ type: 'array', items: { $ref: '#/$defs/rule' } }, 'The rules.'),
      $schema: describe(true, 'For editors; xtap ignores it.'),
    }),
    patternProperties: { '^x-': true },
    required: ['name', 'version', 'rules'],
    $defs: { ...schemaParts, rule: ruleSchema(table), predicate: predicateSchema(table), lines: linesSchema(table) },
  };
}

const predicate: JsonObject = { $ref: '#/$defs/predicate' };
const nonEmpty = (items: JsonObject): JsonObject => ({ type: 'array', items, minItems: 1 });

/** A whole rule, or the severity of a rule of the extended pack. */
function ruleSchema(table: readonly Setting[]): JsonObject {
  const exception = {
    ...closed({
      when: describe(predicate, 'Where this severity counts.'),
      severity: describe({ enum: findingSeverities }, 'The severity there.'),
    }),
    required: ['when', 'severity'],
  };
  const whole = closed({
    id: describe(identifier, 'The id of the rule, such as X006. Waivers name it.'),
    title: describe(filledText, 'What is wrong where the rule fails.'),
    severity: describe({ enum: ruleSeverities }, '`off`: the rule is not run.'),
    subject: describe(
      { anyOf: [{ enum: ruleSubjects }, nonEmpty({ enum: ruleSubjects })] },
      'What the rule looks at. `pair`: two tenants that are checked together.',
    ),
    tenant: describe(guid, 'The one partner that the rule is about.'),
    each: describe(
      { type: 'array', items: { enum: table.map(({ name }) => name) } },
      'The rule has one result for each of these settings. The predicates name the setting `each`.',
    ),
    applies: describe(predicate, 'The rule is applied only where this is true.'),
    exceptions: describe({ type: 'array', items: exception }, 'Subjects with another severity.'),
    when: describe(predicate, 'True where the rule fails.'),
    because: describe(filledText, 'Why this is a finding.'),
    remedy: describe(remedySchema, 'How the finding disappears.'),
    source: describe(filledText, 'The address of a page that says why.'),
  });
  return {
    ...whole,
    anyOf: [
      { required: ['id', 'title', 'severity', 'subject', 'when', 'because', 'remedy'] },
      { required: ['id', 'severity'], maxProperties: 2 },
    ],
  };
}

const placeWords: Readonly<Record<(typeof remedyPlaces)[number], string>> = {
  subject: 'Keys of the entry that fails.',
  home: "Keys of the home tenant's entry for the other tenant.",
  other: "Keys of the other tenant's entry for the home tenant.",
  ignored: 'An entry of `ignored`, without its tenantId.',
  clouds: 'Each side allows the cloud of the other.',
};

const remedySchema: JsonObject = {
  ...closed({
    do: describe(filledText, 'The remedy as a sentence.'),
    ...Object.fromEntries(remedyPlaces.map((at) => [at, describe({ $ref: '#/$defs/lines' }, placeWords[at])])),
  }),
  required: ['do'],
};

/** The keys that a remedy may write, in the forms of a configuration. */
function linesSchema(table: readonly Setting[]): JsonObject {
  const rows = (['default', 'policy', 'partner'] as const).flatMap((place) =>
    table.filter(({ places }) => places.includes(place)).map((row) => [row.name, settingSchema(row, place)] as const),
  );
  return closed({
    owner: describe(filledText, 'An example of an owner.'),
    ticket: describe(filledText, 'An example of a ticket.'),
    reviewBy: describe({ type: 'string', pattern: inDaysPattern }, 'A day counted from today: `in 180 days`.'),
    reason: describe(filledText, 'An example of a reason.'),
    ...Object.fromEntries(rows),
  });
}

/** A mapping with one key, which is the kind of the predicate. */
function predicateSchema(table: readonly Setting[]): JsonObject {
  const settingNamed = (fits: (row: Setting) => boolean): JsonObject =>
    describe({ enum: [...table.filter(fits).map(({ name }) => name), 'each'] }, 'The setting.');
  const access = table.filter(({ kind }) => kind === 'access').map(({ name }) => name);
  const accessSetting = settingNamed(({ kind }) => kind === 'access');
  const inner = (words: string): JsonObject => describe(predicate, words);
  const all = (properties: JsonObject, optional: JsonObject = {}): JsonObject => ({
    ...closed({ ...properties, ...optional }),
    required: Object.keys(properties),
  });
  const kinds: JsonObject = {
    all: describe(nonEmpty(predicate), 'All of these are true.'),
    any: describe(nonEmpty(predicate), 'One of these is true.'),
    not: inner('This is false.'),
    home: inner('In rules about pairs: true for the home tenant.'),
    other: inner('In rules about pairs: true for the other tenant.'),
    reach: describe(
      all({
        setting: accessSetting,
        users: describe({ enum: quantities }, 'Which users. `unlisted`: users that no target list names.'),
        applications: describe({ anyOf: [{ enum: quantities }, guid] }, 'Which applications, or one by its id.'),
      }),
      'The users reach the applications, by the effective value.',
    ),
    flag: describe(
      all(
        {
          setting: settingNamed((row) => membersOf(row).some(({ leaf }) => leaf.type === 'flag')),
          member: memberSchema(table, 'flag'),
          is: describe({ enum: ['on', 'off'] }, 'The value.'),
        },
        { from: describe({ enum: valueSources, default: 'effective' }, '`own`: only a value of the partner itself.') },
      ),
      'A flag is on or off.',
    ),
    setting: describe(
      all({ name: settingNamed(() => true), is: describe({ enum: ['own', 'missing'] }, 'Who sets the value.') }),
      'The resource sets the value itself, or does not.',
    ),
    targets: describe(
      all({
        setting: accessSetting,
        member: memberSchema(table, 'targetConfiguration'),
        admit: describe(guid, 'The id of a user, a group or an application.'),
      }),
      'A half of a setting lets the id in by its own list.',
    ),
    label: describe(
      all({
        name: describe({ enum: labels }, 'The label of the partner.'),
        is: describe({ enum: ['present', 'missing'] }, 'Whether it is written.'),
      }),
      'A partner has a label, or lacks it.',
    ),
    date: describe(
      all({
        name: describe({ enum: ['reviewBy'] }, 'The day.'),
        is: describe({ enum: ['passed'] }, 'It is before today.'),
      }),
      'A day has passed.',
    ),
    fact: describe({ enum: facts }, 'A fact about the subject.'),
    cloud: describe({ type: 'array', items: { enum: clouds } }, 'The tenant is in one of these clouds.'),
    pair: describe(
      all({
        is: describe({ enum: pairRelations }, 'How the two sides relate.'),
        home: describe({ enum: access }, 'The setting of the home tenant.'),
        other: describe({ enum: access }, 'The setting of the other tenant.'),
      }),
      'Compares the settings of the two sides of a pair.',
    ),
  };
  return { ...closed(kinds), minProperties: 1, maxProperties: 1 };
}

function memberSchema(table: readonly Setting[], type: Leaf['type']): JsonObject {
  const members = table.flatMap((row) => membersOf(row).filter(({ leaf }) => leaf.type === type));
  return describe({ enum: [...new Set(members.map(({ path }) => path.join('.')))] }, 'The member of the setting.');
}
