/* No person of the sample tenant is named by any file or stream of signins, replay, plan, apply, discover and check. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { homeDomain, personOf } from '../../src/emulator/signIns/people.ts';
import { traffic } from '../../src/emulator/signIns/traffic.ts';
import { fastTime } from '../support/fastTime.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const start = Date.parse('2026-11-30T12:00:00Z');
const configuration = `${versionAndTenant}default:
  b2bCollaborationInbound: blocked
  b2bCollaborationOutbound: blocked
  inboundTrust: { isMfaAccepted: false }
partners:
  - tenantId: ${fabrikam}
    b2bCollaborationOutbound:
      usersAndGroups: { allowed: [{ group: b7d1e2f4-3a58-4c96-8e07-5f2d9c1a6b30 }] }
      applications: allowed
`;

/** Everything that could point to a person: ids, names, addresses, and where and how they signed in. */
const seeds: readonly string[] = [
  ...traffic.flatMap(({ people: [domain, first, last] }) =>
    Array.from({ length: last - first + 1 }, (_, index) => personOf(domain, first + index)).flatMap(
      ({ id, displayName, mail, userPrincipalName }) => [id, displayName, mail, userPrincipalName],
    ),
  ),
  '203.0.113.',
  'Mozilla/5.0',
  'LAPTOP-',
  'Zürich',
];

let emulator: Emulator;
afterEach(() => emulator?.close());

const formats = ['text', 'json', 'markdown', 'html', 'github'] as const;
const outOf = (name: string, more: readonly string[] = []): readonly string[] =>
  [...formats, ...more].flatMap((format) => ['-o', `${format}=${name}.${format}`]);

test('no file and no stream contains a person', async () => {
  const time = fastTime(start);
  emulator = await startEmulator({ signIns: 3000, clock: time.now, quirks: false });
  folder.write('configs/all.yaml', configuration);
  const streams: string[] = [];
  const xtap = async (...words: readonly string[]): Promise<number> => {
    const { code, stdout, stderr } = await runIn(folder.path, words, emulator.url, time);
    streams.push(stdout, stderr);
    return code;
  };
  const signIns = ['--sign-ins', 'm.json'];
  expect(await xtap('signins', '-o', 'm.json', '--verbose')).toBe(0);
  for (const format of formats) {
    expect(await xtap('replay', ...signIns, '--format', format)).toBe(0);
    expect(await xtap('discover', ...signIns, '--guests', '--lookup', 'graph', '--format', format)).toBe(0);
  }
  expect(await xtap('replay', ...signIns, ...outOf('replay'))).toBe(0);
  expect(await xtap('discover', ...signIns, '--guests', ...outOf('discover'))).toBe(0);
  expect(await xtap('plan', ...signIns, ...outOf('plan', ['sarif', 'junit', 'digest']))).toBe(0);
  expect(
    await xtap('apply', ...signIns, '--yes', '--allow-broadening', '--allow-deletes', '9', ...outOf('apply')),
  ).toBe(0);
  expect(await xtap('discover', ...signIns, '--guests', '--write', '--min-people', '1')).toBe(0);
  expect(await xtap('check', '--online', ...outOf('check'))).toBe(3);

  const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  expect(files.length).toBeGreaterThan(25);
  const texts = [...streams, ...files.map((each) => readFileSync(join(each.parentPath, each.name), 'utf8'))];
  const all = texts.join('\n').toLowerCase();
  expect(seeds.length).toBeGreaterThan(1000);
  expect(seeds.filter((seed) => all.includes(seed.toLowerCase()))).toEqual([]);
  expect(all).toContain('undecided');
  // The search itself works: the emulator does hold these people.
  expect(JSON.stringify(emulator.state())).toContain(personOf(homeDomain, 0).id);
});
