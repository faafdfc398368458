import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { parseSignIns, serializeSignIns } from '../../../src/graph/signIns/signInsFile.ts';
import { signInsSchema } from '../../../src/graph/signIns/signInsShape.ts';
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import type { SignInsFile } from '../../../src/model/signIns.ts';
import { a2, g1, g2 } from '../../support/builders.ts';
import { arbitraryRow, manySignIns, signInRow, signInsFile } from '../../support/signIns.ts';
import { fabrikam, proseware } from '../../support/tenants.ts';

const ajv = new Ajv2020.default({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(signInsSchema);

const sample = signInsFile(
  [
    signInRow({ app: a2, epoch: 1, people: [3, 7], mfaRequired: true }),
    signInRow({ in: [g1], inUnknown: [{ group: g2, reason: 'small-cohort' }] }),
    signInRow({ direction: 'inbound', tenantId: proseware, outcome: 'blocked-inbound' }),
  ],
  {
    policyChanges: {
      state: 'read',
      changes: [{ at: '2026-11-10T08:00:00Z', resource: 'partner', tenantId: fabrikam }],
    },
  },
);

test('the text of a file has one row on each line, sorted', () => {
  const lines = serializeSignIns(sample).split('\n');
  const rows = lines.slice(lines.indexOf('  "rows": [') + 1, lines.indexOf('  ],', lines.indexOf('  "rows": [')));
  expect(rows).toEqual([
    expect.stringContaining('{"direction":"inbound"'),
    expect.stringContaining(`"in":["${g1}"],"inUnknown":[{"group":"${g2}","reason":"small-cohort"}],"outcome":"ok"`),
    expect.stringContaining('{"epoch":1,"direction":"outbound"'),
  ]);
});

test('a file that was written reads as itself, fits the schema and does not depend on the order of its rows', () => {
  const files = fc.array(arbitraryRow(), { maxLength: 12 }).map((rows) => signInsFile(rows));
  fc.assert(
    fc.property(files, (file) => {
      const text = serializeSignIns(file);
      const again = parseSignIns(text, 'F.json');
      expect(serializeSignIns(again)).toBe(text);
      expect(new Set(again.rows)).toEqual(new Set(file.rows));
      expect({ ...again, rows: [] }).toEqual({ ...file, rows: [] });
      expect(serializeSignIns({ ...file, rows: [...file.rows].reverse() })).toBe(text);
      validate(JSON.parse(text));
      expect(validate.errors).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test('a missing policyChanges is unknown, and a missing count of sign-ins that are not judged is 0', () => {
  const { policyChanges: _changes, ...rest } = JSON.parse(serializeSignIns(sample));
  const file = parseSignIns(JSON.stringify({ ...rest, notJudged: { passthrough: 4 } }), 'F.json');
  expect(file.policyChanges).toEqual({ state: 'unknown', changes: [] });
  expect(file.notJudged).toEqual({ ...sample.notJudged, passthrough: 4 });
});

/** The file as JSON, with one member replaced at a path. */
function altered([key = '', ...others]: readonly string[], value: unknown, of: unknown = sample): unknown {
  const copy: Record<string, unknown> = Array.isArray(of)
    ? (Object.assign([], of) as never)
    : { ...(of as JsonObject) };
  copy[key] = others.length === 0 ? value : altered(others, value, copy[key]);
  return copy;
}

test.each<[path: string, value: unknown, complaint: string]>([
  ['formatVersion', 2, 'its formatVersion is 2, this xtap reads 1'],
  ['kind', 'other', 'kind is not "xtap-signins"'],
  ['tenantId', 'X', 'tenantId is not a tenant id (GUID in lower case)'],
  ['from', '2026-11-30', 'from is not a time in ISO 8601'],
  ['coverage.0.state', 'maybe', 'coverage[0].state is not one of read, gap'],
  ['resolved.groups', [1], 'resolved.groups is not true, false or a list of GUIDs in lower case'],
  ['rows.1.people', ['alice'], 'rows[1].people[0] is not a whole number of at least 0'],
  ['rows.0.app', 'alice@contoso.example', 'rows[0].app is not a GUID in lower case'],
  ['rows.2.first', '30.11.2026', 'rows[2].first is not a day such as 2026-11-30'],
  ['rows.2.signIns', -1, 'rows[2].signIns is not a whole number of at least 0'],
  [
    'rows.2.inUnknown',
    [{ group: g1, reason: 'no' }],
    'rows[2].inUnknown[0].reason is not one of small-cohort, group-not-resolved',
  ],
  ['policyChanges.changes.0.at', 'then', 'policyChanges.changes[0].at is not a time in ISO 8601'],
  ['notJudged.passthrough', 1.5, 'notJudged.passthrough is not a whole number of at least 0'],
])('a file with another %s is refused, and the message names the place', (path, value, complaint) => {
  const file = altered(path.split('.'), value);
  expect(() => parseSignIns(JSON.stringify(file), 'F.json')).toThrow(
    `F.json cannot be used as a sign-ins file: ${complaint}. "xtap signins -o FILE" writes one.`,
  );
  expect(validate(file)).toBe(false);
});

test.each([
  ['{', 'it is not valid JSON'],
  ['[]', 'it is not an object'],
  ['{"digest":"","changes":[]}', 'it is a saved plan'],
  ['version: 1\n', 'it is a configuration'],
])('the text %j is refused with the reason', (text, reason) => {
  expect(() => parseSignIns(text, 'F.json')).toThrow(reason);
});

test('a file of 2,000,000 sign-ins of 2,000 tenants can be written and read', () => {
  const tenants = Array.from({ length: 2000 }, (_, index) => fabrikam.slice(0, -4) + (1000 + index)) as never[];
  const file: SignInsFile = manySignIns(tenants, { people: 50, signInsEach: 5 });
  expect(file.rows.reduce((sum, { signIns }) => sum + signIns, 0)).toBe(2_000_000);
  const read = parseSignIns(serializeSignIns(file), 'F.json');
  expect(read.rows).toHaveLength(8000);
  expect(isJsonObject(read)).toBe(true);
});
