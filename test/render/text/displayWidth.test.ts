import { displayWidth, padTo, shorten } from '../../../src/render/text/displayWidth.ts';

test.each([
  ['', 0],
  ['Fabrikam', 8],
  ['S\u00f6hne', 5],
  ['So\u0308hne', 5],
  ['\u6f22\u5b57', 4],
  ['\uff21\uff22', 4],
  ['\uff8a\uff9d', 2],
  ['\ud55c\uae00', 4],
  ['\u{1f600}', 2],
  ['\u2192 \u25b2', 3],
  ['\u0395\u03bb', 2],
])('%s takes the columns that a terminal gives it', (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

test('a text is shortened to whole characters and never beyond its columns', () => {
  expect(shorten('Fabrikam', 8)).toBe('Fabrikam');
  expect(shorten('Fabrikam', 7)).toBe('Fabrik\u2026');
  expect(shorten('\u6f22\u5b57\u6f22\u5b57', 6)).toBe('\u6f22\u5b57\u2026');
  expect(shorten('a \u{1f600}\u{1f600}', 4)).toBe('a\u2026');
});

test('padding counts columns, and always leaves a gap', () => {
  expect(padTo('\u6f22', 5)).toBe('\u6f22   ');
  expect(padTo('long', 2)).toBe('long  ');
});
