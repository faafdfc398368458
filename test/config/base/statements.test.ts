import fc from 'fast-check';
import { mayHaveStatements, readStatements } from '../../../src/config/base/statements.ts';
import { fabrikam, home } from '../../support/tenants.ts';

const read = (text: string) => readStatements({ file: 'a.yaml', text });

const spellings: readonly string[] = [
  `protected: [${fabrikam}]`,
  `"protected" : [${fabrikam}]`,
  `'protected': [${fabrikam}]`,
  `  protected:\n  - ${fabrikam}`,
  `{ "protected": ["${fabrikam}"] }`,
  `{protected: [${fabrikam}]}`,
  `? protected\n: [${fabrikam}]`,
  `? protected # comment\n# comment\n: [${fabrikam}]`,
  `? |-\n  protected\n: [${fabrikam}]`,
  `"\\x70rotected": [${fabrikam}]`,
  `"prot\\u0065cted": [${fabrikam}]`,
  `? "prot\\\n  ected"\n: [${fabrikam}]`,
  `!!str protected: [${fabrikam}]`,
  `&key protected: [${fabrikam}]`,
  `x: &k protected\n*k : [${fabrikam}]`,
  `<<: { protected: [${fabrikam}] }`,
  `x: &m { protected: [${fabrikam}] }\n<<: *m`,
  `!!map\nprotected: [${fabrikam}]`,
  `&root\nprotected: [${fabrikam}]`,
  `{\n# comment\n"protected"\n:\n[${fabrikam}]}`,
];
const plain = fc.constantFrom(
  'a: 1',
  '# comment',
  'kind: Pod\nspec:\n  tenant: x',
  '- 1',
  '"q": 2',
  '',
  'x: |\n  text',
);
const files = fc.record({
  spelling: fc.constantFrom(...spellings),
  before: fc.array(plain, { maxLength: 3 }),
  after: fc.array(plain, { maxLength: 2 }),
  separator: fc.constantFrom('\n---\n', '\n--- # comment\n', '\n...\n---\n'),
  isCrlf: fc.boolean(),
});

test('the quick check finds a limit in every spelling of a key and at every place of a document', () => {
  fc.assert(
    fc.property(files, ({ spelling, before, after, separator, isCrlf }) => {
      const text = `${[...before, spelling, ...after].join(separator)}\n`;
      const shown = isCrlf ? text.replaceAll('\n', '\r\n') : text;
      const { limits } = read(shown);
      expect(limits.flatMap((each) => each.protected)).toEqual([fabrikam]);
      expect(mayHaveStatements(shown)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('the quick check skips files with such a key only below the root, or in text', () => {
  for (const text of [
    'kind: Pod\nspec:\n  tenant: x\n  guards: []\n',
    '# tenant: x\na: "protected: x"\n---\nb:\n  - protected: []\n',
    'tenantId: x\nprotectedBranches: []\n',
    '- tenant: x\n',
    'a: |\n  guards: x\n  \\x\n',
  ]) {
    expect([text, mayHaveStatements(text)]).toEqual([text, false]);
  }
});

test('a limit counts if it is written as xtap reads it, and its file contains nothing else', () => {
  const { limits, tenants, problem } = read(
    `unknown: 1\nguards: { maxDeletes: 3 }\nundeclaredPartners: ignore\nprotected: [${fabrikam.toUpperCase()}]\n`,
  );
  expect(limits).toEqual([
    { file: 'a.yaml', guards: { maxDeletes: 3 }, protected: [fabrikam], ignored: [], undeclaredPartners: 'ignore' },
  ]);
  expect({ tenants, problem }).toEqual({ tenants: [], problem: undefined });
});

test('a tenant is declared by a configuration, not by any file that has such a key', () => {
  const declares = (text: string): boolean => read(text).tenants.some(({ tenantId }) => tenantId === home);
  expect(declares(`tenant: ${home}\n`)).toBe(true);
  expect(declares(`a: 1\n---\ntenant: ${home.toUpperCase()}\npartners: []\n`)).toBe(true);
  expect(declares(`version: 1\ntenant: ${home}\nkeyOfANewerVersion: 1\n`)).toBe(true);
  expect(declares(`tenant: ${home}\nsubscription: x\n`)).toBe(false);
  expect(declares(`a: { tenant: ${home} }\n`)).toBe(false);
  expect(declares('tenant: contoso\n')).toBe(false);
});

test('an unreadable part of a file is a problem only if it looks like a limit', () => {
  const isProblem = (text: string): boolean => read(text).problem !== undefined;
  expect(isProblem(`protected: [${fabrikam}\nx: ]: [`)).toBe(true);
  expect(isProblem('guards: { maxDeletes: "0" }\n')).toBe(true);
  expect(isProblem('undeclaredPartners: never\n')).toBe(true);
  expect(isProblem(`protected: [${fabrikam}]\nprotected: []\n`)).toBe(true);
  expect(isProblem('protected: [main]\n')).toBe(false);
  expect(isProblem('guards: x\n')).toBe(false);
  expect(isProblem('kind: {{ .Values.kind }}\n  x: [\n')).toBe(false);
  expect(read(`tenant: "${home}"\nx: ]`).tenants.map(({ tenantId }) => tenantId)).toEqual([home]);
});
