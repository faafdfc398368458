import { startEmulator } from '../../../src/emulator/http/server.ts';
import { runIn } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { versionAndTenant } from '../../support/tenants.ts';

const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/a.yaml', `${versionAndTenant}partners: []\n`);
  folder.write('live.json', '{"value": []}');
});

async function xtap(words: readonly string[], env: Record<string, string> = {}) {
  return runIn(folder.path, words, undefined, { env });
}

const offline = ['plan', '--live', 'live.json'];
const refusing = (message: string) => ({ code: 64, stdout: '', stderr: expect.stringContaining(message) });

it.each(['base', 'live', 'graph-url', 'only'])(
  'refuses --%s with an empty value, which an unset variable would give',
  async (flag) => {
    expect(await xtap(['plan', `--${flag}`, ''])).toEqual(refusing(`--${flag} is empty`));
  },
);

it('treats an empty environment variable as unset', async () => {
  expect(await xtap(offline, { XTAP_BASE: '', XTAP_ONLY: '', XTAP_QUIET: '' })).toMatchObject({ code: 0 });
});

it('treats an empty --expect-digest as a digest that does not match', async () => {
  const emulator = await startEmulator({ seed: 'empty' });
  const ended = await xtap(['apply', '--yes', '--expect-digest', '', '--graph-url', emulator.url]);
  await emulator.close();
  expect(ended.code).toBe(4);
});

it.each([
  ['allow-deletes', 'of 0 or more'],
  ['allow-changes', 'of 0 or more'],
  ['concurrency', 'above 0'],
  ['burst', 'above 0'],
])('takes whole numbers for --%s', async (flag, range) => {
  expect(await xtap(['apply', `--${flag}`, '1.5'])).toEqual(
    refusing(`--${flag} takes a whole number ${range}, not "1.5"`),
  );
});

it.each([
  ['apply', 'request-timeout', 2_147_483],
  ['plan', 'retry-timeout', 2_147_483],
  ['apply', 'verify-timeout', 2_147_483],
  ['emulate', 'latency', 2_147_483_647],
  ['emulate', 'port', 65_535],
])('limits %s --%s to what a timer or a port accepts', async (command, flag, most) => {
  const words = [command, command === 'emulate' ? '--seed' : '--base', 'nowhere'];
  const range = flag === 'request-timeout' ? `above 0, up to ${most}` : `of 0 to ${most}`;
  const reason = `takes a ${flag === 'port' ? 'whole ' : ''}number ${range}, not "${most + 1}"`;
  expect(await xtap([...words, `--${flag}`, `${most + 1}`])).toEqual(refusing(`--${flag} ${reason}`));
  const variable = `XTAP_${flag.toUpperCase().replace('-', '_')}`;
  expect(await xtap(words, { [variable]: `${most + 1}` })).toEqual(refusing(`${variable} ${reason}`));
  expect(await xtap([...words, `--${flag}`, `${most}`])).toMatchObject({ stderr: expect.not.stringContaining(flag) });
});

it('reads switches in the environment as words for yes and no, and refuses other words', async () => {
  expect(await xtap(offline, { XTAP_QUIET: 'no', XTAP_SHOW_REQUESTS: 'on' })).toMatchObject({ code: 0 });
  expect(await xtap(offline, { XTAP_QUIET: 'maybe' })).toEqual(refusing('XTAP_QUIET is "maybe"'));
});

it('refuses two results in one file', async () => {
  expect(await xtap([...offline, '-o', 'json=a', '-o', 'text=./a'])).toEqual(refusing('--out names ./a twice'));
});

it.each([
  [['nowhere'], 'nowhere does not exist', 'There is no configuration to read. `xtap pull` writes one'],
  [['--base', 'nowhere'], 'nowhere does not exist', '--base takes a path, `git:REF` or `git:REF:PATH`'],
])('says what to do about a missing path: %j', async (words, what, way) => {
  const { code, stderr } = await xtap([...offline, ...words]);
  expect(code).toBe(65);
  expect(stderr).toContain(what);
  expect(stderr).toContain(way);
});

it.each(['yesterday', '1', '2026-13-01', '22.11.2026'])('refuses --since %s before it reads anything', async (time) => {
  const refused = refusing(`--since takes an ISO time such as 2026-11-22T01:00:00Z, not "${time}"`);
  expect(await xtap(['drift', '--live', 'live.json', '--since', time])).toEqual(refused);
  expect(await xtap(['drift', '--live', 'live.json'], { XTAP_SINCE: time })).toEqual(refused);
});

it.each(['2026-11-22', '2026-11-22T01:00:00Z', '2026-11-22T01:00:00.1234567+01:00'])(
  'takes %s for --since',
  async (time) => {
    expect(await xtap(['drift', '--live', 'live.json', '--since', time])).toMatchObject({ code: 0 });
  },
);

it.each([
  ['emulate', 'page-size', 'whole number above 0'],
  ['emulate', 'quota', 'number above 0'],
  ['emulate', 'quota-burst', 'whole number above 0'],
  ['plan', 'request-timeout', 'number above 0, up to 2147483'],
  ['apply', 'concurrency', 'whole number above 0'],
  ['apply', 'max-writes-per-second', 'number above 0'],
  ['apply', 'burst', 'whole number above 0'],
])('refuses 0 for %s --%s, and names the variable that set it', async (command, flag, range) => {
  expect(await xtap([command, `--${flag}`, '0'])).toEqual(refusing(`--${flag} takes a ${range}, not "0"`));
  const variable = `XTAP_${flag.toUpperCase().replaceAll('-', '_')}`;
  expect(await xtap([command], { [variable]: '0' })).toEqual(refusing(`${variable} takes a ${range}, not "0"`));
});

it.each([
  ['XTAP_ONLY', 'Fabrikam,'],
  ['XTAP_OUT', ' , json=a'],
  ['XTAP_ONLY', ' '],
])('refuses %s="%s" because a value is missing', async (variable, value) => {
  expect(await xtap(offline, { [variable]: value })).toEqual(refusing(`${variable} is "${value}"`));
});

it('reports an unknown flag in a whole sentence', async () => {
  expect(await xtap(['plan', '--nonsense'])).toEqual(
    refusing(`unknown option '--nonsense'. No plan was made. See "xtap plan --help".`),
  );
  expect(await xtap(['plan', '--verbos'])).toEqual(
    refusing(`(Did you mean --verbose?) No plan was made. See "xtap plan --help".`),
  );
});
