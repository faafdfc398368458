/*
 * signins over a log of 300,000 sign-ins, with everything that goes wrong in a large tenant. Time passes a hundred
 * times as fast for the program and for the emulator, so that the rate limit can be kept and checked.
 */
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/http/server.ts';
import { withMonth } from '../../src/emulator/signIns/month.ts';
import { personOf } from '../../src/emulator/signIns/people.ts';
import { traffic } from '../../src/emulator/signIns/traffic.ts';
import { seedOf } from '../../src/emulator/state/seed.ts';
import { type Started, start } from '../support/program.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const signIns = 300_000;
const speed = 100;
const begun = Date.now();
const clock = (): number => Math.round(begun + (Date.now() - begun) * speed);
const day = 86_400_000;
const [from, to] = [new Date(begun - 29.5 * day), new Date(begun - 0.5 * day)].map((time) =>
  time.toISOString().replace(/\.\d+Z/, 'Z'),
);
const purchasing = 'b7d1e2f4-3a58-4c96-8e07-5f2d9c1a6b30';
const pilots = '3c9f6a10-d8e2-47b5-91c4-e6a0b7f25d83';
const configuration = `${versionAndTenant}partners:
  - tenantId: ${fabrikam}
    b2bCollaborationOutbound:
      usersAndGroups: { allowed: [{ group: ${purchasing} }, { group: ${pilots} }] }
      applications: allowed
`;

/** The same for every emulator. */
const month = withMonth(seedOf('sample'), { signIns, end: begun });

const folder = folderForEach();
const running: Emulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

async function emulate(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({
    seed: month,
    signIns: 0,
    clock,
    facts: { signInFilter: 'accepted' },
    ...options,
  });
  running.push(emulator);
  return emulator;
}

function signins(cwd: string, emulator: Emulator, ...words: readonly string[]): Started {
  return start(['signins', ...words], {
    cwd,
    timeoutMs: 240_000,
    env: {
      XTAP_GRAPH_URL: emulator.url,
      NODE_OPTIONS: `--require ${join(__dirname, 'fixtures', 'fastClock.cjs')}`,
      XTAP_TEST_SPEED: String(speed),
      XTAP_TEST_START: String(begun),
      XTAP_TEST_MEMORY: join(cwd, 'memory.txt'),
    },
  });
}

/** Kills the program when so many requests for sign-ins have arrived. */
async function killAfter(requests: number, { child, done }: Started, emulator: Emulator): Promise<void> {
  while (logRequests(emulator).length < requests) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await done;
}

const logRequests = ({ requests }: Emulator) => requests.filter(({ path }) => path === '/auditLogs/signIns');

function hoursOf({ query }: Emulator['requests'][number]): number {
  const [first = '', last = ''] = (query.$filter ?? '').match(/\d{4}-[\dT:.-]+Z/g) ?? [];
  return (Date.parse(last) - Date.parse(first)) / 3_600_000;
}

const read = (...path: readonly string[]): string => readFileSync(join(folder.path, ...path), 'utf8');

test('a log of 300,000 sign-ins gives the same file with and without trouble, within Graph’s limit and 300 MB', async () => {
  // Both runs continue the same first part, so that they have the same key and the same groups.
  folder.write('calm/configs/all.yaml', configuration);
  const stopped = await emulate({ faults: ['GET /auditLogs/signIns hang'] });
  const words = ['-o', 'month.json', '--from', `${from}`, '--to', `${to}`];
  await killAfter(1, signins(join(folder.path, 'calm'), stopped, ...words), stopped);
  expect(readdirSync(join(folder.path, 'calm'))).toEqual(expect.arrayContaining(['month.json.key']));
  cpSync(join(folder.path, 'calm'), join(folder.path, 'rough'), { recursive: true });

  const calm = await emulate();
  const whole = await signins(join(folder.path, 'calm'), calm, '--resume', 'month.json').done;
  expect(whole).toMatchObject({ code: 0 });
  expect(logRequests(calm).filter(({ status }) => status !== 200)).toEqual([]);

  const faults = [
    'GET /auditLogs/signIns wider=12 hang',
    'GET /auditLogs/signIns 5th 429 retry-after=3',
    'GET /auditLogs/signIns 20th nextlink-loop',
    'GET /auditLogs/signIns 30th 500',
  ];
  const rough = await emulate({ faults });
  const rest = ['--resume', 'month.json', '--request-timeout', '3'];
  await killAfter(150, signins(join(folder.path, 'rough'), rough, ...rest), rough);
  const partial = JSON.parse(read('rough', 'month.json'));
  expect(partial).toMatchObject({
    complete: false,
    coverage: expect.arrayContaining([expect.objectContaining({ reason: 'not-read' })]),
  });
  for (const name of ['month.json', 'month.json.key']) {
    expect(statSync(join(folder.path, 'rough', name)).mode & 0o777).toBe(0o600);
  }
  const resumed = await signins(join(folder.path, 'rough'), rough, ...rest).done;
  expect(resumed).toMatchObject({ code: 0 });

  const file = JSON.parse(read('calm', 'month.json'));
  expect(file).toMatchObject({
    complete: true,
    resolved: { groups: [pilots, purchasing] },
    policyChanges: { state: 'read' },
  });
  expect(file.coverage).toHaveLength(2);
  expect(read('rough', 'month.json') === read('calm', 'month.json')).toBe(true);
  expect(['calm', 'rough'].map((name) => existsSync(join(folder.path, name, 'month.json.key')))).toEqual([
    false,
    false,
  ]);

  const widths = new Set(logRequests(rough).map(hoursOf));
  expect(Math.max(...widths)).toBe(24);
  expect([...widths].some((hours) => hours <= 12)).toBe(true);
  for (const emulator of [calm, rough]) expect(mostInTenSeconds(emulator)).toBeLessThanOrEqual(5);
  for (const name of ['calm', 'rough']) expect(Number(read(name, 'memory.txt'))).toBeLessThan(300);

  const outputs = [whole, resumed].flatMap(({ stdout, stderr }) => [stdout, stderr]);
  const written = [read('calm', 'month.json'), JSON.stringify(partial), ...outputs].join('\n');
  for (const { people } of traffic) {
    for (let index = people[1]; index <= people[2]; index += 1) {
      const { id, displayName, mail, userPrincipalName } = personOf(people[0], index);
      for (const text of [id, displayName, mail, userPrincipalName]) expect(written.includes(text)).toBe(false);
    }
  }
}, 600_000);

/** By the clock of the emulator. */
function mostInTenSeconds(emulator: Emulator): number {
  const times = logRequests(emulator).map(({ at }) => Date.parse(at));
  return Math.max(...times.map((time) => times.filter((other) => other > time - 10_000 && other <= time).length));
}
