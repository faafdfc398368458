import type { Json } from '../../../src/model/json.ts';
import { valueWords } from '../../../src/render/plan/fieldWords.ts';

const shown = (value: Json): string =>
  valueWords(value, 12)
    .map(({ text }) => text)
    .join(' ');

test.each(['true', 'False', 'null', '12', '-1.5', '1e3', '0x1f', '', ' ', 'inherit'])(
  'the text %j is shown in quotes, since it would read as another type without them',
  (text) => {
    expect(shown(text)).toBe(JSON.stringify(text));
    expect(shown(['azureActiveDirectory', text])).toBe(`azureActiveDirectory, ${JSON.stringify(text)}`);
  },
);

test.each(['azureActiveDirectory', 'microsoftonline.us', '90e29127-71ad-49c7-9ce8-db3f41ea06f1', 'trueish'])(
  'the text %s needs no quotes',
  (text) => {
    expect(shown(text)).toBe(text);
  },
);

test('only the label of an id is quiet, also in a value that is shown as JSON', () => {
  const [first, second] = ['90e29127-71ad-49c7-9ce8-db3f41ea06f1', '3d0f5dec-5d3d-455c-8016-e2af1ae4d31a'];
  const words = valueWords({ a: [first, second], b: true }, 12, { [first]: 'Portal', [second]: 'Shop' });
  expect(words).toEqual([
    { text: `{"a":["${first}` },
    { text: '(Portal)', tone: 'quiet' },
    { text: `","${second}` },
    { text: '(Shop)', tone: 'quiet' },
    { text: '"],"b":true}' },
  ]);
});

test.each([
  [true, 'true'],
  [12, '12'],
  [null, 'not set'],
])('%j is shown without quotes', (value, words) => {
  expect(shown(value)).toBe(words);
});
