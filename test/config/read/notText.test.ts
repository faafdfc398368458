import { toSource } from '../../../src/config/read/sourceText.ts';

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

test.each([
  ['a letter of Latin-1', bytes('a: 1\nname: Caf', 0xe9, ' Nord\n'), [2, 10], '0xE9'],
  ['the first of several', bytes('ä: ', 0xe9, 'x\ny: ', 0xff), [1, 4], '0xE9'],
  ['behind characters of several bytes', bytes('a: "ä€😀', 0x80, '"'), [1, 9], '0x80'],
  ['behind replacement characters that are in the text', bytes('\uFFFD\n\uFFFDx', 0xa0), [2, 3], '0xA0'],
  ['a replacement character that is cut off', bytes('a\uFFFD', 0xef, 0xbf, 'b'), [1, 3], '0xEF'],
  ['a character that the end cuts off', bytes('a\r\nb: ', 0xe2, 0x82), [2, 4], '0xE2'],
  ['behind a byte order mark, which has no column', bytes('\uFEFFa', 0xc0, 0xaf), [1, 2], '0xC0'],
  ['a surrogate', bytes('a: ', 0xed, 0xa0, 0x80), [1, 4], '0xED'],
])('a byte that is not UTF-8 is reported with its position: %s', (_, content, [line, column], byte) => {
  expect(toSource('a.yaml', content)).toEqual({
    severity: 'error',
    code: 'not-text',
    position: { file: 'a.yaml', line, column },
    message: `a.yaml is not UTF-8 text: it has the invalid byte ${byte} here`,
    hint: 'save it as UTF-8',
  });
});

test('replacement characters in the text are text', () => {
  expect(toSource('a.yaml', bytes('\uFEFFa: \uFFFD\n'))).toEqual({ file: 'a.yaml', text: 'a: \uFFFD\n' });
});
