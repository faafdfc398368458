/* The findings beside an explanation and a trust map. */
import { usualPack } from '../../src/app/loadPacks.ts';
import { concerns, findingsOf } from '../../src/check/findingsOf.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import {
  desiredState,
  livePartner,
  liveState,
  open,
  partner,
  sync,
  systemDefault,
  trust,
} from '../support/builders.ts';
import { today } from '../support/checked.ts';
import { fabrikam } from '../support/tenants.ts';

const pack = usualPack();
const live = liveState(
  [livePartner(fabrikam, { identitySynchronization: sync(true), b2bDirectConnectInbound: open })],
  { default: { ...systemDefault, inboundTrust: trust(true) }, policy: {} },
);
const words = (desired: Parameters<typeof findingsOf>[0]['desired']): readonly string[] =>
  findingsOf({ pack, live, desired, table: fieldTable, today }).map(
    ({ rule, subject, result }) => `${rule.id} ${subject.resource} ${result}`,
  );

test('are those that fail, also with a waiver', () => {
  const waivers = [
    { rule: 'X007', reason: 'until the owner is found', until: today, position: { file: 'a', line: 1, column: 1 } },
  ];
  expect(words(desiredState([partner(fabrikam, {}, { waivers })]))).toEqual([
    'X001 default fail',
    'X004 default fail',
    'X002 default fail',
    'X007 partner waived',
  ]);
});

test('without a configuration, leave out the rules that ask about it', () => {
  expect(words(undefined)).toEqual(['X001 default fail', 'X004 default fail', 'X002 default fail']);
});

test('concern a tenant if they are about it, or about a value of the default that it inherits', () => {
  const found = findingsOf({ pack, live, desired: desiredState([]), table: fieldTable, today });
  const about = (inherited: string): readonly string[] =>
    found.filter((each) => concerns(each, fabrikam, (setting) => setting === inherited)).map(({ rule }) => rule.id);
  expect(about('inboundTrust')).toEqual(['X004', 'X007']);
  expect(about('tenantRestrictions')).toEqual(['X007']);
});
