import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import type { SignInRow, SignInsFile } from '../../src/model/signIns.ts';
import { planSchema } from '../../src/render/plan/planSchema.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { xtapIn } from '../support/recordingIo.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, proseware, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const emulator = emulatorForEach({ seed: 'empty' });

const narrowing = `${versionAndTenant}default:\n  b2bCollaborationOutbound: blocked\n`;
const rows: readonly Partial<SignInRow>[] = [
  { people: [1, 2, 3], signIns: 9 },
  { people: [3, 4], tenantId: proseware, outcome: 'other' },
];

function prepare(
  more: Partial<SignInsFile> = {},
  given = rows,
): (...words: readonly string[]) => ReturnType<ReturnType<typeof xtapIn>> {
  folder.write('configs/all.yaml', narrowing);
  folder.write('m.json', serializeSignIns(signInsFile(given.map(signInRow), more)));
  return xtapIn(folder, emulator);
}

const read = (name: string) => JSON.parse(readFileSync(join(folder.path, name), 'utf8'));

describe('replay', () => {
  test('plans the configuration and says who would be blocked', async () => {
    const xtap = prepare();
    const { code, stdout } = await xtap('replay', '--sign-ins', 'm.json', '-o', 'json=r.json');
    expect(code).toBe(0);
    expect(stdout).toContain('▼ would block 3 people in 1 tenant · 0 undecided · 30 days, 100 % read');
    const result = read('r.json');
    expect(Object.keys(result).slice(0, 5)).toEqual(['planDigest', 'signIns', 'summary', 'changes', 'exposure']);
    expect(result).toMatchObject({
      signIns: { complete: true, gaps: 0, events: 11, source: 'graph' },
      summary: { wouldBeBlocked: { people: 3, signIns: 9, tenants: 1 } },
    });
  });

  test('takes a saved plan, and a snapshot instead of the tenant', async () => {
    const xtap = prepare();
    expect((await xtap('plan', '-o', 'json=plan.json')).code).toBe(0);
    expect((await xtap('pull', '--snapshot', 'live.json')).code).toBe(0);
    const offline = xtapIn(folder, { url: 'http://127.0.0.1:9' });
    const words = ['--sign-ins', 'm.json', '--live', 'live.json', '--format', 'json'];
    const ofPlan = await offline('replay', 'plan.json', ...words);
    const ofFiles = await offline('replay', 'configs', ...words);
    expect([ofPlan.code, ofFiles.code]).toEqual([0, 0]);
    expect(JSON.parse(ofPlan.stdout).summary).toEqual(JSON.parse(ofFiles.stdout).summary);
    expect(JSON.parse(ofPlan.stdout).planDigest).toBe(read('plan.json').digest);
    const live = await xtap('replay', 'plan.json', '--sign-ins', 'm.json', '--format', 'json');
    expect(JSON.parse(live.stdout).summary).toEqual(JSON.parse(ofPlan.stdout).summary);
  });

  test.each([
    [['--fail-on', 'none'], 0],
    [['--fail-on', 'blocked'], 3],
    [['--fail-on', 'undecided'], 3],
    [['--max-blocked', '2'], 3],
    [['--max-blocked', '3'], 0],
    [['--require-complete'], 0],
  ] as const)('with %j exits with %i', async (words, code) => {
    expect((await prepare()('replay', '--sign-ins', 'm.json', ...words)).code).toBe(code);
  });

  test('exits with 3 for a gap if the log must be complete', async () => {
    const xtap = prepare({ complete: false });
    expect((await xtap('replay', '--sign-ins', 'm.json', '--require-complete')).code).toBe(3);
    expect((await xtap('replay', '--sign-ins', 'm.json')).code).toBe(0);
  });

  test('exits with 3 for an undecided sign-in only if told to', async () => {
    const xtap = prepare({}, [{ type: 'unknown' }]);
    expect((await xtap('replay', '--sign-ins', 'm.json', '--fail-on', 'blocked')).code).toBe(0);
    expect((await xtap('replay', '--sign-ins', 'm.json', '--fail-on', 'undecided')).code).toBe(3);
  });

  test('refuses the sign-ins of another tenant or cloud with 77', async () => {
    for (const more of [{ tenantId: fabrikam }, { cloud: 'usgov' }] as const) {
      const { code, stderr } = await prepare(more)('replay', '--sign-ins', 'm.json');
      expect(code).toBe(77);
      expect(stderr).toContain('m.json has the sign-ins of tenant');
    }
  });

  test('refuses a file that is not a sign-ins file with 65, and a missing flag with 64', async () => {
    const xtap = prepare();
    folder.write('m.json', '{"kind":"xtap-signins"');
    expect((await xtap('replay', '--sign-ins', 'm.json')).code).toBe(65);
    expect((await xtap('replay', '--sign-ins', 'none.json')).code).toBe(65);
    expect((await xtap('replay')).code).toBe(64);
    expect((await xtap('replay', '--sign-ins', 'configs/all.yaml', '-o', 'json=configs/all.yaml')).code).toBe(64);
  });

  test('never overwrites the file that it reads', async () => {
    const { code, stderr } = await prepare()('replay', '--sign-ins', 'm.json', '-o', 'json=m.json');
    expect(code).toBe(64);
    expect(stderr).toContain('which this run reads');
  });

  test('says that a tenant changed after the plan was saved', async () => {
    const xtap = prepare();
    await xtap('plan', '-o', 'json=plan.json');
    folder.write(
      'configs/all.yaml',
      narrowing.replace('blocked', '{ usersAndGroups: allowed, applications: { allowed: [Office365] } }'),
    );
    expect((await xtap('apply', '--yes', '--allow-broadening')).code).toBe(0);
    const { stderr, code } = await xtap('replay', 'plan.json', '--sign-ins', 'm.json');
    expect(code).toBe(0);
    expect(stderr).toContain('The tenant changed after this plan was made');
  });
});

describe('plan and apply with --sign-ins', () => {
  test('show the section in every format, with the same digest and the same exit code', async () => {
    const xtap = prepare();
    const plain = await xtap('plan', '-o', 'json=plain.json', '--detailed-exitcode');
    const words = ['-o', 'json=plan.json', '-o', 'markdown=plan.md', '-o', 'html=plan.html', '-o', 'github=plan.gh'];
    const { code, stdout } = await xtap('plan', '--sign-ins', 'm.json', '--detailed-exitcode', ...words);
    expect([plain.code, code]).toEqual([2, 2]);
    expect(stdout).toContain('▼ would block 3 people in 1 tenant');
    const [plan, other] = [read('plan.json'), read('plain.json')];
    expect(plan.replay.summary.wouldBeBlocked).toEqual({ people: 3, signIns: 9, tenants: 1 });
    expect([plan.digest, Object.hasOwn(other, 'replay')]).toEqual([other.digest, false]);
    const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
    expect(ajv.validate(planSchema, plan) || ajv.errors).toBe(true);
    for (const name of ['plan.md', 'plan.html', 'plan.gh']) {
      const text = readFileSync(join(folder.path, name), 'utf8');
      expect(text).toMatch(/▼ would block (?:<|&lt;)5 people in 1 tenant/);
      expect(text).not.toContain('3 people');
    }
  });

  test('list changes that block people as warnings in SARIF and JUnit, with hidden counts', async () => {
    const sarif = async (given: readonly Partial<SignInRow>[]) => {
      const { stdout } = await prepare({}, given)('plan', '--sign-ins', 'm.json', '--format', 'sarif');
      // Where Graph refuses to expand synchronization, the plan has a warning about that, too.
      const isOfSignIns = ({ ruleId }: { readonly ruleId: string }) => ruleId !== 'synchronization-not-watched';
      return JSON.parse(stdout).runs[0].results.filter(isOfSignIns);
    };
    const [result, ...others] = await sarif(rows);
    expect(others).toEqual([]);
    expect(result).toMatchObject({
      ruleId: 'sign-ins-blocked',
      level: 'warning',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'configs/all.yaml' }, region: { startLine: 4 } } }],
    });
    expect(result.message.text).toMatch(/^tenant default b2bCollaborationOutbound\n▼ would block <5 people\n/);
    // The alert stays the same alert while the numbers change.
    const [later] = await sarif([{ people: [1, 2, 3, 4, 5, 6] }]);
    expect(later.message.text).toContain('would block 6 people: 6 sign-ins');
    expect(later.partialFingerprints).toEqual(result.partialFingerprints);

    const junit = await prepare()('plan', '--sign-ins', 'm.json', '--format', 'junit');
    expect(junit.stdout).toMatch(
      /name="sign-ins-blocked: configs\/all.yaml:4:1 tenant default b2bCollaborationOutbound" time="0">\s*<skipped message="[^"]*would block &lt;5 people/,
    );
    const nobody = await prepare({}, [])('plan', '--sign-ins', 'm.json', '--format', 'junit');
    expect(nobody.stdout).toContain(
      'name="no sign-in of this window would be blocked · 0 undecided · 30 days, 100 % read" time="0"/>',
    );
  });

  test('change nothing about approval', async () => {
    const xtap = prepare();
    await xtap('plan', '--sign-ins', 'm.json', '-o', 'json=plan.json');
    const { digest } = read('plan.json');
    const refused = await xtap('apply', '--sign-ins', 'm.json', '--yes');
    expect(refused.code).toBe(3);
    const applied = await xtap('apply', 'plan.json', '--sign-ins', 'm.json', '--expect-digest', digest);
    expect(applied.code).toBe(0);
    for (const { stdout } of [refused, applied]) expect(stdout).toContain('▼ would block 3 people in 1 tenant');
  });

  test('send nothing with the file of another tenant', async () => {
    const xtap = prepare({ tenantId: fabrikam });
    const { code, stderr } = await xtap('apply', '--sign-ins', 'm.json', '--yes', '--allow-broadening');
    expect(code).toBe(77);
    expect(stderr).toContain('Nothing was sent.');
    expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await xtap('plan', '--sign-ins', 'm.json')).code).toBe(77);
  });
});
