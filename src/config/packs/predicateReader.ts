/*
 * Reads the predicates of packs: a mapping with one key, which is the kind of the predicate. The set of kinds is
 * closed, and every name in a predicate is a word of the field table or of a list in `model/pack.ts`.
 */

import { clouds } from '../../model/cloud.ts';
import { membersOf } from '../../model/members.ts';
import {
  facts,
  labels,
  type Predicate,
  pairRelations,
  type Quantity,
  quantities,
  type SettingRef,
  valueSources,
} from '../../model/pack.ts';
import type { Leaf, Setting } from '../../model/setting.ts';
import { excerpt } from '../../platform/text.ts';
import { closed } from '../read/codecs/closed.ts';
import { list } from '../read/codecs/list.ts';
import { described, made, type Reader, reader, refuse } from '../read/codecs/reader.ts';
import { choice, guidSchema, objectId, oneOf } from '../read/codecs/scalars.ts';
import { definition, type Schema } from '../read/codecs/schema.ts';
import { didYouMean } from '../read/didYouMean.ts';
import { exactMapping, mapping } from './mapping.ts';

/** The predicates over a field table. */
export function predicateReader(table: readonly Setting[]): Reader<Predicate> {
  const parts = {
    all: described(
      several(() => self, 'all'),
      'All of these are true.',
    ),
    any: described(
      several(() => self, 'any'),
      'One of these is true.',
    ),
    not: described(
      inner(() => self, 'not'),
      'This is false.',
    ),
    home: described(
      inner(() => self, 'home'),
      'In rules about pairs: true for the home tenant.',
    ),
    other: described(
      inner(() => self, 'other'),
      'In rules about pairs: true for the other tenant.',
    ),
    ...valuePredicates(table),
    ...subjectPredicates(table),
  };
  const kinds = Object.keys(parts);
  const members = closed({ expected: 'a predicate', parts });
  const schema = definition('predicate', (definitions) => {
    return { ...members.schema(definitions), minProperties: 1, maxProperties: 1 };
  });
  const self: Reader<Predicate> = reader('a predicate', schema, (input, at) => {
    const read = members.read(input, at);
    if (!read) return undefined;
    const count = Object.keys(read.holder).length;
    if (count !== 1) {
      const message = `a predicate has one key, which says its kind; this one has ${count}`;
      return refuse(at, { code: 'bad-rule', message, hint: `the kinds are ${oneOf(kinds)}` });
    }
    return read.complete ? Object.values(read.parts).at(0) : undefined;
  });
  return self;
}

const combination = 'a list of predicates';

function several(self: () => Reader<Predicate>, kind: 'all' | 'any'): Reader<Predicate> {
  const schema: Schema = (definitions) => ({ type: 'array', items: self().schema(definitions), minItems: 1 });
  return reader(combination, schema, (input, at) => {
    const read = list(self(), combination).read(input, at);
    if (!read) return undefined;
    if (read.entries.length === 0) {
      return refuse(at, { code: 'bad-rule', message: `\`${kind}\` has no predicates` });
    }
    const isComplete = Array.isArray(input) && input.length === read.entries.length;
    return isComplete ? { kind, of: read.entries.map(({ value }) => value) } : undefined;
  });
}

function inner(self: () => Reader<Predicate>, kind: 'not' | 'home' | 'other'): Reader<Predicate> {
  return reader(
    'a predicate',
    (definitions) => self().schema(definitions),
    (input, at) => {
      const of = self().read(input, at);
      return of && { kind, of };
    },
  );
}

function valuePredicates(table: readonly Setting[]) {
  const access = settingReader(table, isAccess);
  const reach = {
    setting: access,
    users: described(choice(quantities), 'Which users. `unlisted`: users that no target list names.'),
    applications: described(applicationReader, 'Which applications, or one by its id.'),
  };
  const flag = {
    setting: settingReader(table, hasFlag),
    member: memberReader(table, 'flag'),
    is: described(switchReader, 'The value.'),
  };
  const from = described(choice(valueSources), '`own`: only a value of the partner itself.', { default: 'effective' });
  const setting = {
    name: settingReader(table, () => true),
    is: described(choice(['own', 'missing']), 'Who sets the value.'),
  };
  const targets = {
    setting: access,
    member: memberReader(table, 'targetConfiguration'),
    admit: described(objectId, 'The id of a user, a group or an application.'),
  };
  return {
    reach: described(
      exactMapping('`reach`', reach, (parts): Predicate => ({ kind: 'reach', ...parts })),
      'The users reach the applications, by the effective value.',
    ),
    flag: described(
      mapping(
        { expected: '`flag`', required: flag, optional: { from } },
        ({ from = 'effective', ...parts }): Predicate => ({ kind: 'flag', from, ...parts }),
      ),
      'A flag is on or off.',
    ),
    setting: described(
      exactMapping('`setting`', setting, ({ name, is }): Predicate => ({ kind: 'setting', setting: name, is })),
      'The resource sets the value itself, or does not.',
    ),
    targets: described(
      exactMapping('`targets`', targets, (parts): Predicate => ({ kind: 'targets', ...parts })),
      'A half of a setting lets the id in by its own list.',
    ),
  };
}

function subjectPredicates(table: readonly Setting[]) {
  const own = choice(table.filter(isAccess).map(({ name }) => name));
  const row = (name: string): Setting => table.find((each) => each.name === name) as Setting;
  const label = {
    name: described(choice(labels), 'The label of the partner.'),
    is: described(choice(['present', 'missing']), 'Whether it is written.'),
  };
  const date = {
    name: described(choice(['reviewBy']), 'The day.'),
    is: described(choice(['passed']), 'It is before today.'),
  };
  const fact = choice(facts);
  const cloudList = list(choice(clouds), 'a list of clouds');
  const pair = {
    is: described(choice(pairRelations), 'How the two sides relate.'),
    home: described(own, 'The setting of the home tenant.'),
    other: described(own, 'The setting of the other tenant.'),
  };
  return {
    label: described(
      exactMapping('`label`', label, ({ name, is }): Predicate => ({ kind: 'label', label: name, is })),
      'A partner has a label, or lacks it.',
    ),
    date: described(
      exactMapping('`date`', date, ({ name, is }): Predicate => ({ kind: 'date', label: name, is })),
      'A day has passed.',
    ),
    fact: described(
      made(fact, (fact): Predicate => ({ kind: 'fact', fact })),
      'A fact about the subject.',
    ),
    cloud: described(
      made(cloudList, ({ entries }): Predicate => ({ kind: 'cloud', clouds: entries.map(({ value }) => value) })),
      'The tenant is in one of these clouds.',
    ),
    pair: described(
      exactMapping(
        '`pair`',
        pair,
        ({ is, home, other }): Predicate => ({ kind: 'pair', is, home: row(home), other: row(other) }),
      ),
      'Compares the settings of the two sides of a pair.',
    ),
  };
}

const isAccess = ({ kind }: Setting): boolean => kind === 'access';
const hasFlag = (row: Setting): boolean => membersOf(row).some(({ leaf }) => leaf.type === 'flag');

/** The name of a setting, or `each`. */
function settingReader(table: readonly Setting[], fits: (row: Setting) => boolean): Reader<SettingRef> {
  const names = [...table.filter(fits).map(({ name }) => name), 'each'];
  const name = choice(names);
  return described(
    made(name, (read) => (read === 'each' ? read : table.find((row) => row.name === read))),
    'The setting.',
  );
}

/** The path of a member inside its setting: `isMfaAccepted`, `userSyncInbound.isSyncAllowed`. */
function memberReader(table: readonly Setting[], type: Leaf['type']): Reader<string> {
  const members = table.flatMap(membersOf).filter(({ leaf }) => leaf.type === type);
  const paths = members.map(({ path }) => path.join('.'));
  return described(choice([...new Set(paths)]), 'The member of the setting.');
}

const applicationReader: Reader<Quantity | { readonly id: string }> = reader(
  `${oneOf(quantities)} or an application id`,
  (definitions) => ({ anyOf: [{ enum: quantities }, guidSchema(definitions)] }),
  (input, at) => {
    const word = quantities.find((each) => each === input);
    if (word) return word;
    if (typeof input !== 'string' || !/^[a-z]+$/i.test(input)) {
      const id = objectId.read(input, at);
      return id === undefined ? undefined : { id };
    }
    const message = `\`applications\` takes ${oneOf(quantities)} or an application id, not "${excerpt(input)}"`;
    return refuse(at, { code: 'unknown-value', message, hint: () => didYouMean(input, quantities) });
  },
);

const switchReader: Reader<boolean> = made(choice(['on', 'off']), (word) => word === 'on');
