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
import { type Reader, reader, refuse } from '../read/codecs/reader.ts';
import { choice, objectId, oneOf } from '../read/codecs/scalars.ts';
import { didYouMean } from '../read/didYouMean.ts';
import { exactMapping, mapping } from './mapping.ts';

/** The predicates over a field table. */
export function predicateReader(table: readonly Setting[]): Reader<Predicate> {
  const parts = {
    all: several(() => self, 'all'),
    any: several(() => self, 'any'),
    not: inner(() => self, 'not'),
    home: inner(() => self, 'home'),
    other: inner(() => self, 'other'),
    ...valuePredicates(table),
    ...subjectPredicates(table),
  };
  const kinds = Object.keys(parts);
  const members = closed({ expected: 'a predicate', parts });
  const self: Reader<Predicate> = reader('a predicate', (input, context, report) => {
    const read = members.read(input, context, report);
    if (!read) return undefined;
    const count = Object.keys(read.holder).length;
    if (count !== 1) {
      const message = `a predicate has one key, which says its kind; this one has ${count}`;
      return refuse(context, report, { code: 'bad-rule', message, hint: `the kinds are ${oneOf(kinds)}` });
    }
    return read.complete ? Object.values(read.parts).at(0) : undefined;
  });
  return self;
}

const combination = 'a list of predicates';

function several(self: () => Reader<Predicate>, kind: 'all' | 'any'): Reader<Predicate> {
  return reader(combination, (input, context, report) => {
    const read = list(self(), combination).read(input, context, report);
    if (!read) return undefined;
    if (read.entries.length === 0) {
      return refuse(context, report, { code: 'bad-rule', message: `\`${kind}\` has no predicates` });
    }
    const isComplete = Array.isArray(input) && input.length === read.entries.length;
    return isComplete ? { kind, of: read.entries.map(({ value }) => value) } : undefined;
  });
}

function inner(self: () => Reader<Predicate>, kind: 'not' | 'home' | 'other'): Reader<Predicate> {
  return reader('a predicate', (input, context, report) => {
    const of = self().read(input, context, report);
    return of && { kind, of };
  });
}

function valuePredicates(table: readonly Setting[]) {
  const access = settingReader(table, isAccess);
  return {
    reach: exactMapping(
      '`reach`',
      { setting: access, users: choice(quantities), applications: applicationReader },
      (parts): Predicate => ({ kind: 'reach', ...parts }),
    ),
    flag: mapping(
      {
        expected: '`flag`',
        required: { setting: settingReader(table, hasFlag), member: memberReader(table, 'flag'), is: switchReader },
        optional: { from: choice(valueSources) },
      },
      ({ from = 'effective', ...parts }): Predicate => ({ kind: 'flag', from, ...parts }),
    ),
    setting: exactMapping(
      '`setting`',
      { name: settingReader(table, () => true), is: choice(settingStates) },
      ({ name, is }): Predicate => ({ kind: 'setting', setting: name, is }),
    ),
    targets: exactMapping(
      '`targets`',
      { setting: access, member: memberReader(table, 'targetConfiguration'), admit: objectId },
      (parts): Predicate => ({ kind: 'targets', ...parts }),
    ),
  };
}

function subjectPredicates(table: readonly Setting[]) {
  const own = choice(table.filter(isAccess).map(({ name }) => name));
  const row = (name: string): Setting => table.find((each) => each.name === name) as Setting;
  return {
    label: exactMapping(
      '`label`',
      { name: choice(labels), is: choice(labelStates) },
      ({ name, is }): Predicate => ({ kind: 'label', label: name, is }),
    ),
    date: exactMapping(
      '`date`',
      { name: choice(dateLabels), is: choice(dateStates) },
      ({ name, is }): Predicate => ({ kind: 'date', label: name, is }),
    ),
    fact: reader('a fact', (input, context, report): Predicate | undefined => {
      const fact = choice(facts).read(input, context, report);
      return fact && { kind: 'fact', fact };
    }),
    cloud: reader('a list of clouds', (input, context, report): Predicate | undefined => {
      const read = list(choice(clouds), 'a list of clouds').read(input, context, report);
      return read && { kind: 'cloud', clouds: read.entries.map(({ value }) => value) };
    }),
    pair: exactMapping(
      '`pair`',
      { is: choice(pairRelations), home: own, other: own },
      ({ is, home, other }): Predicate => ({ kind: 'pair', is, home: row(home), other: row(other) }),
    ),
  };
}

const settingStates = ['own', 'missing'] as const;
const labelStates = ['present', 'missing'] as const;
const dateLabels = ['reviewBy'] as const;
const dateStates = ['passed'] as const;

const isAccess = ({ kind }: Setting): boolean => kind === 'access';
const hasFlag = (row: Setting): boolean => membersOf(row).some(({ leaf }) => leaf.type === 'flag');

/** The name of a setting, or `each`. */
function settingReader(table: readonly Setting[], fits: (row: Setting) => boolean): Reader<SettingRef> {
  const names = [...table.filter(fits).map(({ name }) => name), 'each'];
  const name = choice(names);
  return reader(name.name, (input, context, report) => {
    const read = name.read(input, context, report);
    return read === 'each' ? read : table.find((row) => row.name === read);
  });
}

/** The path of a member inside its setting: `isMfaAccepted`, `userSyncInbound.isSyncAllowed`. */
function memberReader(table: readonly Setting[], type: Leaf['type']): Reader<string> {
  const members = table.flatMap(membersOf).filter(({ leaf }) => leaf.type === type);
  const paths = members.map(({ path }) => path.join('.'));
  return choice([...new Set(paths)]);
}

const applicationReader: Reader<Quantity | { readonly id: string }> = reader(
  `${oneOf(quantities)} or an application id`,
  (input, context, report) => {
    const word = quantities.find((each) => each === input);
    if (word) return word;
    if (typeof input !== 'string' || !/^[a-z]+$/i.test(input)) {
      const id = objectId.read(input, context, report);
      return id === undefined ? undefined : { id };
    }
    const message = `\`applications\` takes ${oneOf(quantities)} or an application id, not "${excerpt(input)}"`;
    return refuse(context, report, { code: 'unknown-value', message, hint: () => didYouMean(input, quantities) });
  },
);

const switchReader: Reader<boolean> = reader('`on` or `off`', (input, context, report) => {
  const word = choice(['on', 'off']).read(input, context, report);
  return word === undefined ? undefined : word === 'on';
});
