import fc from 'fast-check';
import { createRowScanner, unwrapRow } from '../../../src/graph/signIns/exportedRows.ts';

/** The rows of a text that arrives in pieces. */
function scan(text: string, size = text.length): readonly unknown[] {
  const scanner = createRowScanner();
  const rows: unknown[] = [];
  for (let start = 0; start < text.length; start += size) rows.push(...scanner.push(text.slice(start, start + size)));
  scanner.end();
  return rows;
}

const row = fc.record({
  id: fc.string({ unit: 'binary', maxLength: 6 }),
  list: fc.array(fc.record({ value: fc.array(fc.integer(), { maxLength: 2 }) }), { maxLength: 2 }),
  text: fc.constantFrom('}', '{"', '\\', '\\"', '[', ']', '"value": [', ','),
});

const forms: readonly (readonly [string, (rows: readonly unknown[]) => string])[] = [
  ['a list', (rows) => JSON.stringify(rows, null, 2)],
  ['a page of Graph', (rows) => JSON.stringify({ '@odata.context': 'x', value: rows, '@odata.nextLink': { a: [1] } })],
  ['one row on each line', (rows) => rows.map((each) => `${JSON.stringify(each)}\n`).join('')],
  [
    'several pages of Graph',
    (rows) => rows.map((each) => JSON.stringify({ more: {}, value: [each], after: [[], {}] }, null, 1)).join('\n'),
  ],
];

test.each(forms)('%s gives its rows, in whatever pieces the text arrives', (_name, write) => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (rows, size) => {
      expect(scan(write(rows), size)).toEqual(rows);
    }),
  );
});

test.each([
  ['id,userPrincipalName\n1,a', 'it is not a list of rows'],
  ['[1, 2]', 'it is not a list of rows'],
  ['[[{"a":1}]]', 'it has a list where a row is expected'],
  ['[{"a":1', 'it ends in the middle of a row'],
  ['[{"a":1}]]', 'it has a bracket too many'],
  ['[{"a" 1}]', "Expected ':'"],
])('the text %j is refused: %s', (text, message) => {
  expect(() => scan(text)).toThrow(message);
});

test('a record of Azure Monitor contains the row', () => {
  expect(unwrapRow({ category: 'SignInLogs', properties: { id: 1 } })).toEqual({ id: 1 });
  expect(unwrapRow({ id: 1 })).toEqual({ id: 1 });
});
