/* Parsing a file in pieces and as a whole must give the same result. */
import fc from 'fast-check';
import type { NewFinding } from '../../../../src/config/read/findings.ts';
import { cutIntoPieces } from '../../../../src/config/read/yaml/pieces.ts';
import { readYaml } from '../../../../src/config/read/yaml/readYaml.ts';
import { configurationText, edit, edited } from '../../../support/arbitraryYaml.ts';

const numRuns = process.env.XTAP_LONG ? 10_000 : 80;

function read(text: string, pieceSize: number) {
  const findings: NewFinding[] = [];
  const { documents, complete } = readYaml({ file: 'a.yaml', text }, (finding) => findings.push(finding), pieceSize);
  const shown = documents.map(({ value, places }) => ({
    value,
    root: places.ofRoot(),
    written: placesIn(value, places),
  }));
  return { documents: shown, complete, findings };
}

/** The positions of every member of every list and mapping. */
function placesIn(value: unknown, places: ReturnType<typeof readYaml>['documents'][number]['places']): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([key, member]) => ({
    key,
    of: [places.ofKey(value, key), places.ofValue(value, key)],
    below: placesIn(member, places),
  }));
}

const whole = Number.POSITIVE_INFINITY;

test('a long list gives the same result in pieces and as a whole', () => {
  let cut = 0;
  fc.assert(
    fc.property(configurationText, fc.integer({ min: 1, max: 300 }), (yaml, size) => {
      cut += cutIntoPieces(yaml, size) === undefined ? 0 : 1;
      expect(read(yaml, size)).toEqual(read(yaml, whole));
    }),
    { numRuns },
  );
  expect(cut).toBeGreaterThan(numRuns / 4);
});

test('invalid or unusual YAML gives the same result in pieces', () => {
  fc.assert(
    fc.property(
      configurationText,
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 200 }),
      (right, edits, size) => {
        const wrong = edited(right, edits);
        const [pieces, all] = [read(wrong, size), read(wrong, whole)];
        expect(pieces.complete).toBe(all.complete);
        // Invalid text has errors in both cases, at different positions.
        if (all.complete) expect(pieces).toEqual(all);
        else expect(pieces.findings.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 2 * numRuns },
  );
});

const head = 'version: 1\nx: &trust { isMfaAccepted: true }\npartners: # all of them\n';
const entries = '  # one\n  - tenantId: a\n    inboundTrust: *trust\n\n  # two\n  - tenantId: b\n    <<: *more\n';

test.each([
  ['anchors before the list', `${head}${entries.replace('*more', '*trust')}`],
  ['an anchor of an entry before', `${head}${entries.replace('a\n', 'a\n    y: &more { z: 1 }\n')}tail: *more\n`],
  ['an anchor after the list', `${head}${entries}later: &more { z: 1 }\n`],
  ['a key twice, on both sides of the list', `${head}${entries.replace('*more', '*trust')}version: 2\n`],
  ['a list in the first column', `${head}${entries.replace(/^ {2}/gm, '')}version: 2\n`],
  ['line ends of Windows', `${head}${entries}`.replaceAll('\n', '\r\n')],
  ['a second list', `${head}${entries}partners:\n${entries}`],
  ['two documents', `${head}${entries}---\npartners:\n${entries}`],
  ['a text that looks like a list', `x: |\n  partners:\n  - a\npartners:\n  - |+\n    partners:\n\n\n  - b\n`],
])('positions and findings are the same with %s', (_, yaml) => {
  expect(read(yaml, 1)).toEqual(read(yaml, whole));
});

test('an unclosed quote breaks its own entry, and the others are still checked', () => {
  const yaml = 'partners:\n  - name: "a\n  - name: b\n  - name: [c\n  - name: d\n';
  const { findings, complete } = read(yaml, 1);
  expect(complete).toBe(false);
  expect(findings.map(({ position }) => position?.line)).toEqual([2, 4]);
});
