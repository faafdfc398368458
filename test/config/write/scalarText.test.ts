import { parse } from 'yaml';
import { choosePartnerFileNames } from '../../../src/config/write/fileNames.ts';
import { commentText, scalarText } from '../../../src/config/write/scalarText.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';

const hostile = [
  ...[
    'true',
    'Null',
    'yes',
    'NO',
    'on',
    '~',
    '',
    '007',
    '1e3',
    '.inf',
    '0x1f',
    '2026-11-22',
    '-',
    '- a',
    '? b',
    '*c',
    '&d',
  ],
  ...['!e', '%f', '@g', '`h`', '{i}', '[j]', 'k: l', 'm # n', '#o', '"p"', "'q'", 'r\\s', ' t', 'u ', 'v\nw', 'x\r\ny'],
  ...[
    '\u0000',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\ud800',
    '\u{e0001}',
    'A. Datum',
    'Ä 漢 🙂',
  ],
];

it.each(hostile)('any text becomes one scalar on one line and reads back unchanged: %j', (text) => {
  const written = scalarText(text);
  expect(written).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  for (const version of ['1.1', '1.2'] as const) {
    expect(parse(`{ a: [${written}, b] }\n`, { version })).toEqual({ a: [text, 'b'] });
    expect(parse(`a: ${written} # b\n`, { version })).toEqual({ a: text });
  }
});

it('ordinary names have no quotes', () => {
  const names = ['Fabrikam', 'A. Datum', 'Müller & Söhne', "O'Brien (UK)"];
  expect(names.map(scalarText)).toEqual(names);
});

it('a comment is one line of limited length', () => {
  expect(commentText('a\nb\u2028c')).toBe('a\\u000ab\\u2028c');
  expect(commentText('x'.repeat(1000))).toHaveLength(301);
});

it('each partner gets its own file name that every file system accepts', () => {
  const names = [
    'Fabrikam',
    'FABRIKAM',
    'Société Générale',
    'con',
    '漢字',
    '../../etc/passwd',
    'taken',
    'x'.repeat(300),
  ];
  const partners = names.map((name, index) => ({
    name,
    tenantId: `0000000${index}-0000-4000-8000-000000000000` as TenantId,
  }));
  const found = [...choosePartnerFileNames(partners, new Set(['taken'])).values()];
  expect(found).toEqual([
    'fabrikam-00000000',
    'fabrikam-00000001',
    'societe-generale',
    'con-00000003',
    '00000004-0000-4000-8000-000000000000',
    'etc-passwd',
    'taken-00000006',
    'x'.repeat(60),
  ]);
});
