/* SARIF and JUnit: valid for the programs that read them, for every command that has them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import { runIn } from '../support/recordingIo.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

// The schema that OASIS publishes, from Microsoft's package @microsoft/jest-sarif 1.0.0-beta.0 (MIT).
// It is written for draft 4, and uses nothing that draft 7 reads otherwise.
const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'sarif-2.1.0-rtm.5.json'), 'utf8')) as Readonly<
  Record<string, unknown>
>;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const folder = folderForEach();
const policy = `${versionAndTenant}default:
  inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true }
  waivers: [{ rule: X004, reason: <until> & "after", until: 2027-01-31 }]
partners:
  - tenantId: ${fabrikam}
    name: "Fab\\u0007 <rikam> & 'co'"
    reviewBy: 2020-01-01
`;
const live = JSON.stringify({
  formatVersion: 1,
  tenantId: '6babcaad-604b-40ac-a9d7-9fd97c0b779f',
  cloud: 'global',
  apiVersion: 'v1.0',
  policy: {},
  default: {},
  partners: [],
});

const commands = [
  ['check', ['check', '--pack', 'xtap', '--pack', 'zero-trust']],
  ['validate', ['validate']],
  ['plan', ['plan', '--live', 'live.json']],
  ['plan with sign-ins', ['plan', '--live', 'live.json', '--sign-ins', 'm.json']],
  ['an error', ['validate', 'bad.yaml']],
] as const;

beforeEach(() => {
  folder.write('configs/a b.yaml', policy);
  folder.write('live.json', live);
  folder.write('m.json', serializeSignIns(signInsFile([signInRow({ direction: 'inbound', mfaRequired: true })])));
  folder.write('bad.yaml', 'version: 2\npartners: 7\n');
});

async function output(words: readonly string[], format: string): Promise<string> {
  const wallNow = () => Date.parse('2026-11-30T12:00:00Z');
  return (await runIn(folder.path, [...words, '--format', format], undefined, { wallNow })).stdout;
}

interface SarifLog {
  readonly runs: readonly {
    readonly automationDetails: { readonly id: string };
    readonly results: readonly {
      readonly ruleId: string;
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions?: readonly unknown[];
      readonly locations?: readonly unknown[];
    }[];
  }[];
}

test.each(commands)('SARIF of %s is valid against the published schema', async (_name, words) => {
  const log = JSON.parse(await output(words, 'sarif')) as SarifLog;
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  expect(log.runs.flatMap(({ results }) => results).length).toBeGreaterThan(0);
});

test('SARIF of check has a run for each pack, and waived findings as suppressions', async () => {
  const { runs } = JSON.parse(await output(commands[0][1], 'sarif')) as SarifLog;
  expect(runs.map(({ automationDetails }) => automationDetails.id)).toEqual(['xtap/xtap/', 'xtap/zero-trust/']);
  const results = runs[0]?.results ?? [];
  expect(results.find(({ ruleId }) => ruleId === 'X004')?.suppressions).toHaveLength(1);
  expect(results.find(({ ruleId }) => ruleId === 'X005')).toMatchObject({
    partialFingerprints: { 'xtapFinding/v1': 'X005 default inboundTrust.isCompliantDeviceAccepted' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'configs/a%20b.yaml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 4 },
        },
      },
    ],
  });
  expect(results.every(({ locations }) => locations?.length === 1)).toBe(true);
});

test('a fingerprint stays the same when lines move', async () => {
  const fingerprints = async () =>
    (JSON.parse(await output(commands[0][1], 'sarif')) as SarifLog).runs.flatMap(({ results }) =>
      results.map((each) => each.partialFingerprints['xtapFinding/v1']),
    );
  const before = await fingerprints();
  folder.write('configs/a b.yaml', `# moved\n\n${policy}`);
  expect(await fingerprints()).toEqual(before);
});

/**
 * The attributes that the schema of Jenkins' xUnit plugin (junit-10.xsd) knows, and Azure DevOps and GitLab read too.
 * It has no `skipped` for all suites together.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  testsuites: ['name', 'tests', 'failures', 'errors', 'time'],
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'],
  testcase: ['classname', 'name', 'time'],
  failure: ['message', 'type'],
  skipped: ['message'],
};

/** Every element with its attributes. Throws if the text is not well-formed. */
function elementsOf(xml: string): readonly { readonly name: string; readonly attributes: readonly string[] }[] {
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 does not allow these characters
  expect(body).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f]|&(?!(?:amp|lt|gt|quot);)/);
  const open: string[] = [];
  const found = [...body.matchAll(/<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|<|>/g)].map((match) => {
    const [text, end, name, attributes = '', empty] = match;
    if (name === undefined) throw new Error(`not well-formed: ${text} at ${match.index}`);
    if (end === '/') expect(open.pop()).toBe(name);
    else if (empty !== '/') open.push(name);
    return { end, name, attributes: [...attributes.matchAll(/ ([a-z]+)=/g)].map(([, each = '']) => each) };
  });
  expect(open).toEqual([]);
  return found.filter(({ end }) => end !== '/');
}

test.each(commands)('JUnit of %s has the shape that Azure DevOps, GitLab and Jenkins read', async (_name, words) => {
  const xml = await output(words, 'junit');
  const elements = elementsOf(xml);
  for (const { name, attributes } of elements) expect([name, attributes]).toEqual([name, allowed[name]]);
  const count = (name: string): number => elements.filter((each) => each.name === name).length;
  expect(xml).toContain(
    `<testsuites name="xtap" tests="${count('testcase')}" failures="${count('failure')}" errors="0" time="0">`,
  );
  const skipped = [...xml.matchAll(/<testsuite [^>]* skipped="(\d+)"/g)].map(([, each]) => Number(each));
  expect(skipped.reduce((sum, each) => sum + each, 0)).toBe(count('skipped'));
});

test('JUnit of check has a suite for each pack, and one case for each rule and subject', async () => {
  const xml = await output(commands[0][1], 'junit');
  expect([...xml.matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
    'xtap check xtap',
    'xtap check zero-trust',
  ]);
  const names = [...xml.matchAll(/<testcase classname="[^"]*" name="([^"]*)"/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(xml).toMatch(/name="X004 default: [^>]*>\s*<skipped message="waived: X004/);
  expect(xml).toMatch(/name="X001 default: [^>]*>\s*<skipped message="unknown\./);
});

test.each(['markdown', 'html'])('%s of check names rule, partner and reason, escaped', async (format) => {
  const text = await output(['check'], format);
  expect(text).toContain('X009');
  expect(text).toContain('X005');
  expect(text).not.toContain('<rikam>');
  expect(text).not.toContain('\u0007');
});

test('annotations are at the deciding line', async () => {
  expect(await output(['check'], 'github')).toContain(
    '::error file=configs/a b.yaml,line=4,col=3,title=xtap check%3A X005::',
  );
});
