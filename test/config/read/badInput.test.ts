import fc from 'fast-check';
import { stringify } from 'yaml';
import { type ConfigurationResult, readConfiguration } from '../../../src/config/read/readConfiguration.ts';
import { limits, maxCount } from '../../../src/config/read/sourceFile.ts';
import { toSource } from '../../../src/config/read/sourceText.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import { configuration, mutate, mutation } from '../../support/arbitraryConfiguration.ts';
import { fabrikam, versionAndTenant } from '../../support/tenants.ts';

const numRuns = process.env.XTAP_LONG ? 10_000 : 120;

function read(text: string): ConfigurationResult {
  return readConfiguration([{ file: 'a.yaml', text }], { sourceName: 'a.yaml', today: '2026-11-22' });
}

/** The properties of every result: a desired state or errors, at positions that exist. */
function expectAnswer(text: string): void {
  const { desired, diagnostics } = read(text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(desired === undefined).toBe(errors.length > 0);
  expect(diagnostics.length).toBeLessThanOrEqual(101);
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|[\n\r]/);
  for (const { position } of diagnostics) {
    if (!position) continue;
    expect(position.line).toBeGreaterThanOrEqual(1);
    expect(position.line).toBeLessThanOrEqual(lines.length + 1);
    expect(position.column).toBeGreaterThanOrEqual(1);
  }
}

function codes(text: string): readonly string[] {
  return read(text).diagnostics.map(({ code }) => code);
}

function message(text: string): string | undefined {
  return read(text).diagnostics[0]?.message;
}

const tokens = [
  '\n',
  '  ',
  '- ',
  ': ',
  '&a ',
  '*a',
  '<<: *a\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '|\n',
  '>-\n',
  '? ',
  '# ',
  '---\n',
  '...\n',
  '!!str ',
  '!x ',
  '%YAML 1.1\n',
  '\t',
  '\r\n',
  '\0',
  '\uFEFF',
  '~',
  'null',
  '\u2028',
  '\ud800',
  '__proto__: ',
  '@',
  '`',
];
const edit = fc.record({
  at: fc.nat(),
  length: fc.nat(12),
  with: fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 4 })),
});

describe('bad input', () => {
  test('that is nearly YAML gives a desired state or errors, never an exception', () => {
    const text = fc
      .tuple(configuration(fieldTable), fc.array(mutation, { maxLength: 2 }))
      .map(([value, mutations]) => stringify(mutations.reduce(mutate, value)));
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 4 }), (right, edits) => {
        const wrong = edits.reduce((before, { at, length, with: inserted }) => {
          const place = at % (before.length + 1);
          return before.slice(0, place) + inserted + before.slice(place + length);
        }, right);
        expectAnswer(wrong);
      }),
      { numRuns },
    );
  });

  test('that is made of YAML tokens in any order gives a desired state or errors, never an exception', () => {
    const words = ['version', 'partners', 'tenantId', 'profiles', 'inboundTrust', 'a', '1'];
    const text = fc.array(fc.constantFrom(...tokens, ...words), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(fc.property(text, expectAnswer), { numRuns: 2 * numRuns });
  });

  test('that is any bytes gives a desired state or errors, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const source = toSource('a.yaml', bytes);
        if ('text' in source) expectAnswer(source.text);
        else expect(source.code).toBe('not-text');
      }),
      { numRuns },
    );
  });

  test.each([
    ['lists', '['.repeat(1_000_000)],
    ['lists in blocks', '- '.repeat(500_000)],
    ['mappings', '{a: '.repeat(250_000)],
    ['keys', '? '.repeat(500_000)],
  ])('nested too deeply (%s) is refused before anything recurses', (_, text) => {
    expect(codes(text)).toEqual(['too-complex']);
    expect(message(text)).toBe('nested more than 64 levels deep');
  });

  test.each([
    ['scalars', `[${'a,'.repeat(500_000)}]`],
    ['commas', `[${','.repeat(1_000_000)}`],
    ['entries', '- a\n'.repeat(250_000)],
    ['comments', '#a\n'.repeat(330_000)],
  ])('with too many tokens for its size (%s) is refused', (_, text) => {
    expect(codes(text)).toEqual(['too-complex']);
    expect(message(text)).toBe(`more than ${maxCount('tokens', text.length)} YAML tokens in ${text.length} characters`);
  });

  test.each([
    ['in a short list', `partners:\n${'  - name: "\\q"\n'.repeat(150)}`],
    ['in a long list', `partners:\n${'  - name: [x\n'.repeat(5_000)}`],
  ])('with too many syntax errors (%s) stops at the limit, and each error has a message', (_, text) => {
    const { diagnostics } = read(text);
    expect(diagnostics).toHaveLength(limits.syntaxErrorsPerFile);
    expect(diagnostics.filter((each) => each.message === '' || each.code !== 'yaml-syntax')).toEqual([]);
  });

  test('with too many documents is refused', () => {
    expect(message('---\n'.repeat(limits.documentsPerFile + 2))).toBe('more than 20000 documents in one file');
  });

  test('with an alias bomb is refused before any code walks through it', () => {
    const names = [...'abcdefghij'];
    const lines = names.slice(1).map((name, index) => `${name}: &${name} [${`*${names[index]},`.repeat(9)}]\n`);
    const bomb = `a: &a [${'x,'.repeat(9)}]\n${lines.join('')}`;
    expect(codes(bomb)).toEqual(['too-complex']);
    expect(message(bomb)).toBe('aliases expand to more than 250000 values');
  });

  test('larger than the limit of a file is refused without parsing it', () => {
    const text = `# ${'x'.repeat(limits.fileBytes)}`;
    expect(message(text)).toBe('a.yaml is larger than 16 MB; split the configuration over several files');
    expect(codes(text)).toEqual(['file-too-large']);
  });

  test.each([
    ['plain', `${versionAndTenant}name: ${'x'.repeat(5_000_000)}\n`, ['unknown-key']],
    ['quoted', `${versionAndTenant}protected: ["${'9'.repeat(5_000_000)}"]\n`, ['bad-guid']],
    ['in a line without a colon', `${versionAndTenant}${'x'.repeat(5_000_000)} a:b\nc: 1\n`, ['yaml-syntax']],
    ['after quotes', `${versionAndTenant}name: "a" ${'x"'.repeat(2_500_000)}\n`, ['yaml-syntax']],
    ['as a key', `${versionAndTenant}${'x'.repeat(5_000_000)}: 1\n`, ['yaml-syntax']],
    ['as an explicit key', `${versionAndTenant}? ${'x'.repeat(5_000_000)}\n: 1\n`, ['unknown-key']],
    [
      'as a domain',
      `${versionAndTenant}partners: [{ tenantId: ${fabrikam}, inboundTrust: inherit, domain: ${'a.'.repeat(500_000)} }]\n`,
      ['bad-domain'],
    ],
  ])('with a scalar of five megabytes (%s) is read, and quoted briefly', (_, text, expected) => {
    const { diagnostics } = read(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(expected);
    for (const each of diagnostics) expect(each.message.length + (each.sourceLine ?? '').length).toBeLessThan(1_000);
  });

  test('with hundreds of thousands of errors lists the first thousand and counts the rest', () => {
    const { diagnostics } = read(`${versionAndTenant}protected:\n${'  - not a guid, at all\n'.repeat(40_000)}`);
    expect(diagnostics).toHaveLength(1001);
    expect(diagnostics[999]?.position).toEqual({ file: 'a.yaml', line: 1003, column: 5 });
    expect(diagnostics.at(-1)).toEqual({
      severity: 'error',
      code: 'more-findings',
      message: '… and 39000 more',
      hidden: 39_000,
    });
  });

  // A linear search for each key took four minutes here.
  test('with a mapping of very many keys finds the position of each', () => {
    const long = 'a-name-of-some-length-';
    const profiles = Array.from({ length: 25_000 }, (_, index) => `  ${long}${index}: { inboundTrust: inherit }\n`);
    const { diagnostics } = read(
      `${versionAndTenant}profiles:\n${profiles.join('')}---\nprofiles: { ${long}24999: {} }\n`,
    );
    expect(diagnostics.map(({ code, message: said }) => `${code}: ${said}`)).toEqual([
      'duplicate-profile: profile `a-name-of-some-length-24999` is declared twice, first at a.yaml:25003:3',
    ]);
  });

  test('with keys of Object.prototype only changes the findings', () => {
    const text = `${versionAndTenant}__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\nprofiles: { __proto__: { inboundTrust: inherit }, toString: { inboundTrust: inherit } }\npartners:\n  - tenantId: ${fabrikam}\n    profiles: [hasOwnProperty, __proto__]\n`;
    expect(read(text).diagnostics.map(({ code, position }) => `${code} ${position?.line}`)).toEqual([
      'unknown-key 3',
      'unknown-key 4',
      'unknown-profile 8',
    ]);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test('with merge keys in a long chain is read, or refused, without recursion', () => {
    const links = Array.from({ length: 600 }, (_, index) => `  p${index + 1}: &p${index + 1} { <<: *p${index} }\n`);
    const text = `${versionAndTenant}profiles:\n  p0: &p0 { inboundTrust: { isMfaAccepted: 1 } }\n${links.join('')}`;
    expect(read(text).diagnostics.map(({ code, position }) => `${code} ${position?.line}`)).toEqual(['wrong-type 4']);
  });
});
