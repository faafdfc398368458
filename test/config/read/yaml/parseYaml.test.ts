import type { NewFinding } from '../../../../src/config/read/findings.ts';
import { parseYaml } from '../../../../src/config/read/yaml/parseYaml.ts';
import { plainDocument } from '../../../../src/config/read/yaml/plainValue.ts';

function parse(text: string) {
  const findings: NewFinding[] = [];
  const file = parseYaml({ file: 'a.yaml', text }, (finding) => findings.push(finding));
  const plain = file.documents.map((document) => plainDocument(file, document, (finding) => findings.push(finding)));
  return { file, plain, findings };
}

describe('a YAML document', () => {
  test('keeps its comments, order, anchors and merge keys when printed, also after an edit', () => {
    const text = '# head\nb: &x 1 # one\n\n# about a\na:\n  <<: { c: d }\n  e: *x\n';
    const [document] = parse(text).file.documents;
    expect(String(document)).toBe(text);
    document?.set('b', 2);
    expect(String(document)).toBe(text.replace('&x 1', '&x 2'));
  });

  test('knows the position of each value, through aliases, merge keys and merged lists', () => {
    const { plain } = parse('base: &base\n  one: &v {x: 1}\nuse:\n  <<: [{two: 2}, *base]\n  three: *v\n');
    const [document] = plain;
    const value = document?.value as { readonly use: { readonly three: object } };
    const place = (holder: object, key: string): readonly (readonly number[])[] => {
      const [ofKey, ofValue] = [document?.places.ofKey(holder, key), document?.places.ofValue(holder, key)];
      return [ofKey, ofValue].map((position) => [position?.line ?? 0, position?.column ?? 0]);
    };
    expect(place(value, 'use')).toEqual([
      [3, 1],
      [4, 3],
    ]);
    expect(place(value.use, 'one')).toEqual([
      [2, 3],
      [2, 11],
    ]);
    expect(place(value.use, 'two')).toEqual([
      [4, 9],
      [4, 14],
    ]);
    expect(place(value.use, 'three')).toEqual([
      [5, 3],
      [2, 11],
    ]);
    expect(place(value.use.three, 'x')).toEqual([
      [2, 12],
      [2, 15],
    ]);
  });

  test('shares the values of its aliases, and uses the last anchor of a name', () => {
    const { plain } = parse('a: &n {x: 1}\nb: *n\nc: &n {x: 2}\nd: *n\n');
    const value = plain[0]?.value as Readonly<Record<string, unknown>>;
    expect(value.b).toBe(value.a);
    expect(value.d).toBe(value.c);
  });

  test('reads dates, yes and no as text in every version of YAML', () => {
    const { plain, findings } = parse('%YAML 1.1\n---\n[2027-03-31, yes, no, on, 0o17, 1_000, "<<"]\n');
    expect(plain[0]?.value).toEqual(['2027-03-31', 'yes', 'no', 'on', 15, '1_000', '<<']);
    expect(findings).toEqual([]);
  });

  test('reads a quoted merge key as an ordinary key', () => {
    expect(parse('"<<": 1\n').plain[0]?.value).toEqual({ '<<': 1 });
  });

  test('counts lines with any line ending', () => {
    const { findings } = parse('a: 1\r\nb: 1\r\nb: 2\r\n');
    expect(findings.map(({ position }) => position)).toEqual([{ file: 'a.yaml', line: 3, column: 1 }]);
  });
});

describe('a syntax error', () => {
  const problemOf = (text: string) => {
    const [{ message, hint, position } = { message: '' }] = parse(text).findings;
    return { message, hint, place: [position?.line, position?.column] };
  };

  test.each([
    ['"', 'a:\n  name: "Fabrikam\n  b: 1\nc: 2\n'],
    ["'", "x: 'y'\nb:\n  name: 'Fabrikam\n  d: 1\n"],
  ])('of an open %s names the place where it opens', (quote, text) => {
    const line = text.split('\n').findIndex((each) => each.includes('Fabrikam')) + 1;
    expect(problemOf(text)).toMatchObject({
      message: expect.stringContaining(`no closing ${quote}`),
      place: [line, 9],
    });
  });

  test('in a line that is indented with a tab names the tab', () => {
    expect(problemOf('a:\n  b: 1\n\tc: 2\n').message).toContain('a tab indents this line');
  });

  test.each(['a:\n    b: 1\n   c: 2\n', 'a:\n  b:\n     c: 1\n    d: 1\n', 'p:\n  - a: 1\n   b: 2\n'])(
    'of a line in the wrong column has a hint about the indentation: %j',
    (text) => {
      expect(problemOf(text).hint).toContain('indentation');
    },
  );
});
