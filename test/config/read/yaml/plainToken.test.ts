/*
 * The law of plain YAML: what convertPlain accepts has no error for the library, and gives the same values, order of
 * keys and offsets. And it accepts all that the library reads without error and that uses nothing unusual.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  Parser,
  type Scalar,
  Schema,
} from 'yaml';
import { keyText, type OffsetsBuilder, offsetOf } from '../../../../src/config/read/yaml/places.ts';
import { convertPlain } from '../../../../src/config/read/yaml/plainToken.ts';
import { configurationText, edit, edited, textWithoutAliases } from '../../../support/arbitraryYaml.ts';

const numRuns = process.env.XTAP_LONG ? 20_000 : 500;
const between = new Set(['comment', 'newline', 'space', 'byte-order-mark']);

interface Both {
  /** The values with the offsets of all members; undefined if it is not accepted. */
  readonly ours: unknown;
  readonly stock: Document.Parsed | undefined;
}

/** Undefined for text that is not one document. */
function readBoth(text: string, offset: number): Both | undefined {
  const parser = new Parser();
  parser.offset = offset;
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) tokens.push(...parser.next(lexeme));
  tokens.push(...parser.end());
  const [token, ...others] = tokens.filter(({ type }) => !between.has(type));
  if (token?.type !== 'document' || others.length > 0) return undefined;
  const offsets: OffsetsBuilder = new Map();
  const plain = convertPlain(token, offsets);
  const schema = new Schema({ schema: 'core', merge: false, resolveKnownTags: false });
  const [stock] = [...new Composer({ schema, uniqueKeys: true, strict: true }).compose(tokens)];
  const isSound = stock && stock.errors.length === 0 && stock.warnings.length === 0;
  const ours = plain && { root: plain.offset, tree: describeValue(plain.converted, offsets) };
  return { ours, stock: isSound ? (stock as Document.Parsed) : undefined };
}

function describeValue(value: unknown, offsets: OffsetsBuilder): unknown {
  if (typeof value !== 'object' || value === null) return { value };
  const starts = offsets.get(value);
  const members = Object.entries(value).map(([key, member]) => [key, describeValue(member, offsets)]);
  return { isList: Array.isArray(value), starts, members };
}

function describeNode(node: unknown): unknown {
  if (isScalar(node)) return { value: node.value };
  if (isSeq(node)) {
    const members = node.items.map((item, index) => [String(index), describeNode(item)]);
    return { isList: true, starts: node.items.map(offsetOf), members };
  }
  const pairs = isMap(node) ? node.items : [];
  const starts = [...pairs.map(({ key }) => offsetOf(key)), ...pairs.map(({ value }) => offsetOf(value))];
  return { isList: false, starts, members: pairs.map(({ key, value }) => [keyText(key), describeNode(value)]) };
}

/** Whether the library's document has only what convertPlain accepts. */
function isUsual(node: unknown, textOf: (node: Scalar) => string): boolean {
  if (isAlias(node) || !(isScalar(node) || isMap(node) || isSeq(node)) || node.anchor || node.tag) return false;
  if (isScalar(node)) {
    const text = textOf(node);
    return text !== '' && !text.includes('\n') && !node.type?.startsWith('BLOCK');
  }
  if (isSeq(node)) return node.items.every((item) => isUsual(item, textOf) && !isPairInList(item, node));
  return node.items.every(
    ({ key, value }: Pair) =>
      isScalar(key) &&
      isUsual(key, textOf) &&
      !/^(?:\d|<<$|__proto__$)/.test(keyText(key) ?? '') &&
      isUsual(value, textOf),
  );
}

/** `[a: b]` */
function isPairInList(item: unknown, list: { readonly flow?: boolean }): boolean {
  const [pair] = isMap(item) && list.flow === true ? item.items : [];
  return pair !== undefined && offsetOf(item) === offsetOf(pair.key);
}

function check(text: string, offset = 0): 'accepted' | 'composed' | 'wrong' {
  const both = readBoth(text, offset);
  if (!both?.stock) {
    expect(both?.ours).toBeUndefined();
    return 'wrong';
  }
  const { ours, stock } = both;
  const textOf = ({ range }: Scalar): string => text.slice((range?.[0] ?? 0) - offset, (range?.[1] ?? 0) - offset);
  const isPlain =
    isUsual(stock.contents, textOf) && !text.includes('\t') && !/^%|^---|(?:^|[-:?[{,\s])\?\s/m.test(text);
  if (isPlain && ours === undefined) throw new Error(`not accepted: ${text}`);
  if (ours === undefined) return 'composed';
  expect(ours).toEqual({ root: offsetOf(stock.contents), tree: describeNode(stock.contents) });
  return 'accepted';
}

test('what is accepted is what the library reads, and all usual YAML is accepted', () => {
  const counts = { accepted: 0, composed: 0, wrong: 0 };
  const edits = fc.array(edit, { maxLength: 2 });
  fc.assert(
    fc.property(configurationText, edits, fc.nat(100), (right, changes, offset) => {
      counts[check(edited(right, changes), offset)] += 1;
    }),
    { numRuns },
  );
  expect(counts.accepted).toBeGreaterThan(numRuns / 4);
  expect(counts.wrong).toBeGreaterThan(numRuns / 8);
});

test('configurations of every kind are accepted', () => {
  fc.assert(
    fc.property(textWithoutAliases, (text) => {
      fc.pre(!text.includes('__proto__'));
      expect(check(text)).toBe('accepted');
    }),
    { numRuns: numRuns / 5 },
  );
});

const root = join(__dirname, '..', '..', '..', '..');

test('the sample and the sound examples are accepted', () => {
  const examples = readdirSync(join(root, 'test', 'golden', 'configuration'));
  const golden = examples.map((name) => join(root, 'test', 'golden', 'configuration', name, 'config.yaml'));
  const sample = ['contoso.yaml', 'partners.yaml'].map((name) => join(root, 'configs', name));
  const results = [...sample, ...golden].map((file) => check(readFileSync(file, 'utf8')));
  expect(results.slice(0, 2)).toEqual(['accepted', 'accepted']);
  expect(results.filter((result) => result === 'accepted').length).toBeGreaterThan(results.length / 2);
});

test.each([
  ['1234567e-12345678901234567890123456', 'a number that looks like a GUID'],
  ['12345678-1234-1234-1234-123456789012', 'a GUID'],
  ['1e3', 'a number in another spelling'],
  ['0o17', 'an octal number'],
  ['-.inf', 'infinity'],
  ['~', 'null'],
  ['"a \\u00e4 \\" b"', 'escapes'],
  [`'it''s'`, 'a quote in quotes'],
  ['2026-11-30', 'a date'],
  ['no', 'a word that is not a boolean'],
])('%s is read as the library reads it: %s', (scalar) => {
  expect(check(`a: ${scalar}\nb: [${scalar}, { c: ${scalar} }]\n`)).toBe('accepted');
});

test.each([
  'a: &x 1\nb: *x\n',
  'a: !!str 1\n',
  'a: |\n  b\n',
  'a: b\n  c\n',
  'a:\n',
  '? a\n: b\n',
  'a: { b }\n',
  'a: [b: c]\n',
  '<<: { a: 1 }\n',
  '1: a\n',
  'a:\t1\n',
  '---\na: 1\n',
])('%j is left to the library', (text) => {
  expect(check(text)).toBe('composed');
});

test.each(['a: 1\na: 2\n', 'a: @b\n', 'a: "b\n', 'a: [b\n', 'a: b: c\n', 'a: "\\q"\n', 'a: "b"#c\n', 'a: [,b]\n'])(
  '%j is an error, so it is not accepted',
  (text) => {
    expect(check(text)).toBe('wrong');
  },
);
