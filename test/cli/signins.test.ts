// The built-in emulator and the program share one clock, which passes only while the program waits.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/http/server.ts';
import type { JsonObject } from '../../src/emulator/json.ts';
import { withMonth } from '../../src/emulator/signIns/month.ts';
import { personOf } from '../../src/emulator/signIns/people.ts';
import { traffic } from '../../src/emulator/signIns/traffic.ts';
import { seedOf } from '../../src/emulator/state/seed.ts';
import { parseSignIns } from '../../src/graph/signIns/signInsFile.ts';
import { signInsSchema } from '../../src/graph/signIns/signInsShape.ts';
import { compareText } from '../../src/model/json.ts';
import type { SignInsFile } from '../../src/model/signIns.ts';
import { type FastTime, fastTime } from '../support/fastTime.ts';
import { type Run, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home, litware, versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();
const start = Date.parse('2026-11-30T12:00:00Z');
const path = '/auditLogs/signIns';

let time: FastTime;
let emulator: Emulator;
beforeEach(() => {
  time = fastTime(start);
});
afterEach(() => emulator?.close());

async function emulate(options: EmulatorOptions = {}): Promise<void> {
  const facts = { signInFilter: 'accepted', ...options.facts } as const;
  emulator = await startEmulator({ signIns: 3000, clock: time.now, quirks: false, ...options, facts });
}

const signins = (line: string, io: Parameters<typeof runIn>[3] = {}): Promise<Run> =>
  runIn(folder.path, ['signins', ...line.split(' ').filter(Boolean)], emulator.url, { ...time, ...io });

const read = (name = 'm.json'): string => readFileSync(join(folder.path, name), 'utf8');
const written = (name?: string): SignInsFile => parseSignIns(read(name), 'm.json');
const logRequests = () => emulator.requests.filter((request) => request.path === path);
const rowsWithoutPeople = (file: SignInsFile) =>
  file.rows.map(({ people, ...row }) => ({ ...row, people: people.length }));

/** The events that the log has in a time. */
function eventsBetween(from: number, to: number): readonly JsonObject[] {
  const log = withMonth(seedOf('sample'), { signIns: 3000, end: start }).signIns;
  const indexes = Array.from({ length: log?.length ?? 0 }, (_, index) => index);
  return indexes
    .filter((index) => (log?.timeAt(index) ?? 0) >= from && (log?.timeAt(index) ?? 0) < to)
    .map((index) => log?.eventAt(index) ?? {});
}

describe('a month of the sample tenant', () => {
  test('is written to a private file, in windows of 24 hours, five requests in ten seconds', async () => {
    await emulate();
    const { code, stdout, stderr } = await signins('-o m.json');
    expect(code).toBe(0);
    expect(readdirSync(folder.path)).toEqual(['m.json']);
    expect(statSync(join(folder.path, 'm.json')).mode & 0o777).toBe(0o600);
    expect(stdout).toMatch(
      /^1,\d{3} cross-tenant sign-ins of \d+ people with \d+ tenants, out of 1,\d{3} sign-ins read, from\s/,
    );
    expect(stdout).toContain('The policy changed 2 times in this time.');
    expect(stdout).toContain('Wrote m.json. It is pseudonymous, not anonymous: it is personal data.');
    expect(stderr).toContain('in windows of 24 hours, at most 5 requests in 10 seconds: about 2 minutes or more.');
    const requests = logRequests();
    expect(requests).toHaveLength(60);
    expect(requests.map(({ status }) => status)).toEqual(requests.map(() => 200));
    const times = requests.map(({ at }) => Date.parse(at));
    for (const at of times) expect(times.filter((other) => other > at - 10_000 && other <= at).length).toBeLessThan(6);
  });

  test('is asked for in beta, without anything that names people', async () => {
    await emulate();
    await signins('-o m.json --from -1d');
    const [first, second] = logRequests();
    expect(first).toMatchObject({ version: 'beta', headers: { prefer: 'include-unknown-enum-members' } });
    expect(first?.query).toEqual({
      $filter:
        "createdDateTime ge 2026-11-29T12:00:00Z and createdDateTime lt 2026-11-30T12:00:00Z and crossTenantAccessType ne 'none'",
      $select:
        'id,createdDateTime,userId,appId,resourceId,homeTenantId,resourceTenantId,crossTenantAccessType,tokenIssuerType,authenticationRequirement,status,isInteractive,signInEventTypes',
    });
    expect(second?.query.$filter).toContain(" and signInEventTypes/any(t: t eq 'nonInteractiveUser') and ");
  });

  test('fits the published schema and counts what the log has', async () => {
    await emulate();
    await signins('-o m.json --from -10d --to -1d');
    const ajv = new Ajv2020.default({ strict: true, strictTypes: false, strictRequired: false });
    addFormats.default(ajv);
    expect(ajv.validate(signInsSchema, JSON.parse(read())) || ajv.errors).toBe(true);

    const file = written();
    const day = 86_400_000;
    const events = eventsBetween(start - 10 * day, start - day);
    const own = events.filter(
      (event) =>
        event.resourceTenantId === litware &&
        event.homeTenantId === home &&
        event.crossTenantAccessType === 'b2bCollaboration',
    );
    const rows = file.rows.filter(({ tenantId, direction }) => tenantId === litware && direction === 'outbound');
    expect(own.length).toBeGreaterThan(10);
    expect(rows.reduce((sum, row) => sum + row.signIns, 0)).toBe(own.length);
    expect(new Set(rows.flatMap(({ people }) => people)).size).toBe(new Set(own.map(({ userId }) => userId)).size);
    const blocked = own.filter(({ status }) => (status as JsonObject).errorCode === 500212).length;
    expect(
      rows.filter(({ outcome }) => outcome === 'blocked-outbound').reduce((sum, row) => sum + row.signIns, 0),
    ).toBe(blocked);
    const withMfa = own.filter((event) => event.authenticationRequirement === 'multiFactorAuthentication').length;
    expect(rows.filter((row) => row.mfaRequired).reduce((sum, row) => sum + row.signIns, 0)).toBe(withMfa);
    const serviceProvider = events.filter((event) => event.crossTenantAccessType === 'serviceProvider').length;
    expect(file.notJudged).toMatchObject({ serviceProvider });
    const notInternal = events.filter((event) => event.crossTenantAccessType !== 'none').length;
    expect(file.coverage.reduce((sum, each) => sum + each.events, 0)).toBe(notInternal);
  });

  test('is split where the policy changed, for the tenants that a change concerns', async () => {
    await emulate();
    await signins('-o m.json');
    const { policyChanges, rows } = written();
    expect(policyChanges).toMatchObject({
      state: 'read',
      changes: [
        { at: '2026-11-10T12:00:00.000Z', resource: 'partner', tenantId: 'e59d3b07-2c18-4fa4-b6c3-0a9d8e7f1524' },
        { at: '2026-11-18T12:00:00.000Z', resource: 'default' },
      ],
    });
    const epochsOf = (tenant: string) =>
      new Set(rows.filter(({ tenantId }) => tenantId === tenant).map(({ epoch }) => epoch));
    expect(epochsOf('e59d3b07-2c18-4fa4-b6c3-0a9d8e7f1524')).toEqual(new Set([0, 1, 2]));
    expect(epochsOf(litware)).toEqual(new Set([0, 1]));
    for (const { epoch = 0, last, first, tenantId } of rows) {
      if (tenantId === litware) expect(epoch === 1 ? first >= '2026-11-18' : last <= '2026-11-18').toBe(true);
    }
  });

  test('--only keeps the sign-ins with one partner', async () => {
    await emulate();
    await signins(`-o m.json --from -5d --only ${fabrikam}`);
    expect(new Set(written().rows.map(({ tenantId }) => tenantId))).toEqual(new Set([fabrikam]));
    expect(logRequests()[0]?.query.$filter).toContain(
      ` and (homeTenantId eq '${fabrikam}' or resourceTenantId eq '${fabrikam}')`,
    );
  });

  test('as JSON, the result on stdout is a summary', async () => {
    await emulate();
    const { stdout } = await signins('-o json=m.json --from -2d --format json');
    const { file, complete, events, gaps, unfinished } = JSON.parse(stdout);
    expect({ file, complete, gaps, unfinished }).toEqual({
      file: 'm.json',
      complete: true,
      gaps: [],
      unfinished: false,
    });
    expect(events).toBe(written().coverage.reduce((sum, each) => sum + each.events, 0));
  });
});

describe('when Graph refuses', () => {
  test('a filter term, xtap leaves it out for the rest of the run, filters by itself and warns', async () => {
    await emulate();
    await signins('-o filtered.json --from 2026-11-26 --to 2026-11-29');
    emulator.clearLog();
    emulator.addFault(`GET ${path} filter=crossTenantAccessType invalid-filter`);
    const { code, stderr } = await signins('-o m.json --from 2026-11-26 --to 2026-11-29');
    expect(code).toBe(0);
    expect(stderr).toContain('Graph does not filter by the kind of access here, so xtap reads every sign-in');
    expect(logRequests().filter(({ status }) => status === 400)).toHaveLength(1);
    expect(rowsWithoutPeople(written())).toEqual(rowsWithoutPeople(written('filtered.json')));
    expect(written().notJudged).toEqual(written('filtered.json').notJudged);
  });

  test('beta, xtap reads v1.0 and says what is missing', async () => {
    await emulate({ faults: [`GET ${path} first=1 404`] });
    const { code, stdout, stderr } = await signins('-o m.json --from -3d');
    expect(code).toBe(0);
    expect(stderr).toContain('Graph does not offer the sign-in log in beta here, so xtap reads v1.0.');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'non-interactive 2026-11-27T12:00:00Z to 2026-11-30T12:00:00Z (Graph does not offer these',
    );
    const { apiVersion, complete, rows } = written();
    expect([apiVersion, complete]).toEqual(['v1.0', false]);
    expect(new Set(rows.map(({ type }) => type))).toEqual(new Set(['unknown']));
  });

  test.each<[string, EmulatorOptions]>([
    ['the list of', { faults: [`GET ${path} filter=nonInteractiveUser invalid-filter`] }],
    ['any() with a range of dates for', { facts: { signInFilter: 'refused' } }],
  ])('%s non-interactive sign-ins, these are a gap', async (_, options) => {
    await emulate(options);
    const { code, stderr } = await signins('-o m.json --from -2d');
    expect(code).toBe(0);
    expect(stderr).toContain('Graph does not list non-interactive sign-ins here');
    expect(written()).toMatchObject({
      apiVersion: 'beta',
      coverage: [
        { kind: 'interactiveUser', state: 'read' },
        { kind: 'nonInteractiveUser', state: 'gap', reason: 'not-offered' },
      ],
    });
  });

  test.each([
    ['no-licence', 'Graph gives the sign-in log only to tenants with Entra ID P1 or P2.'],
    ['403', 'The identity needs the permission AuditLog.Read.All (with admin consent).'],
  ])('everything (%s), the run ends with 77, and nothing is left behind', async (fault, message) => {
    await emulate({ faults: [`GET ${path} ${fault}`] });
    const { code, stderr } = await signins('-o m.json --from -2d');
    expect(code).toBe(77);
    expect(stderr).toContain(message);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('the audit log, it is unknown when the policy changed, and rows have no epoch', async () => {
    await emulate({ faults: ['GET /auditLogs/directoryAudits 403'] });
    const { code, stderr } = await signins('-o m.json --from -2d');
    expect(code).toBe(0);
    expect(stderr).toContain('It is not known when the policy changed');
    expect(written().policyChanges).toEqual({ state: 'unknown', changes: [] });
    expect(written().rows.some((row) => 'epoch' in row)).toBe(false);
  });
});

describe('what cannot be read', () => {
  test('in time is read in smaller windows, which the next days keep', async () => {
    await emulate();
    await signins('-o calm.json --from 2026-11-26 --to 2026-11-29');
    emulator.clearLog();
    emulator.addFault(`GET ${path} wider=3 504`);
    await signins('-o m.json --from 2026-11-26 --to 2026-11-29');
    const refused = logRequests().filter(({ status }) => status === 504);
    expect(refused).toHaveLength(6);
    expect(written().coverage).toEqual(written('calm.json').coverage);
    expect(rowsWithoutPeople(written())).toEqual(rowsWithoutPeople(written('calm.json')));
  });

  test('in a quarter of an hour is a gap, too, in the file and in every sentence', async () => {
    await emulate({ faults: [`GET ${path} filter=2026-11-28T12:00:00Z 504`] });
    const { code, stdout } = await signins('-o m.json --from -2d');
    expect(code).toBe(0);
    const gap = {
      from: '2026-11-28T12:00:00Z',
      to: '2026-11-28T12:15:00Z',
      events: 0,
      state: 'gap',
      reason: 'timeout',
    };
    expect(written().coverage.filter(({ state }) => state === 'gap')).toEqual([
      { kind: 'interactiveUser', ...gap },
      { kind: 'nonInteractiveUser', ...gap },
    ]);
    expect(written().complete).toBe(false);
    expect(stdout).toContain('Not read, so everything that is said from this file is "at least": interactive');
    expect(readdirSync(folder.path)).toEqual(['m.json']);
  });

  test('in time for a day is a gap, and everything else is read as fast as before', async () => {
    await emulate({ faults: [`GET ${path} filter=2026-11-28T 504`] });
    const { code } = await signins('-o m.json --from 2026-11-25T00:00:00Z');
    expect(code).toBe(0);
    const gap = { from: '2026-11-27T23:45:00Z', to: '2026-11-29T00:00:00Z', state: 'gap', reason: 'timeout' };
    expect(written().coverage.filter(({ state }) => state === 'gap')).toEqual([
      expect.objectContaining({ kind: 'interactiveUser', ...gap }),
      expect.objectContaining({ kind: 'nonInteractiveUser', ...gap }),
    ]);
    expect(readdirSync(folder.path)).toEqual(['m.json']);
    // A day later the windows are as wide as before.
    expect(logRequests().filter(({ query }) => query.$filter?.includes('ge 2026-11-29'))).toHaveLength(2);
  });

  test('in time on the first day of the log is a gap, too', async () => {
    await emulate({ faults: [`GET ${path} filter=2026-11-26T 504`, `GET ${path} filter=2026-11-27T0 504`] });
    const { code } = await signins('-o m.json --from 2026-11-26T12:00:00Z');
    expect(code).toBe(0);
    expect(written().coverage.map(({ state, to }) => [state, to])).toEqual([
      ['gap', '2026-11-27T10:00:00Z'],
      ['read', '2026-11-30T12:00:00Z'],
      ['gap', '2026-11-27T10:00:00Z'],
      ['read', '2026-11-30T12:00:00Z'],
    ]);
    expect(readdirSync(folder.path)).toEqual(['m.json']);
  });

  test('of one kind is a gap, and the other kind is read', async () => {
    await emulate({ faults: [`GET ${path} filter=nonInteractiveUser 504`] });
    const { code } = await signins('-o m.json --from -1d');
    expect(code).toBe(0);
    expect(written().coverage.map(({ kind, state, reason }) => [kind, state, reason])).toEqual([
      ['interactiveUser', 'read', undefined],
      ['nonInteractiveUser', 'gap', 'timeout'],
    ]);
    expect(readdirSync(folder.path)).toEqual(['m.json']);
  });

  test('at all in time ends the run after some minutes and not after hours', async () => {
    await emulate({ faults: [`GET ${path} 504`] });
    const { code, stderr } = await signins('-o m.json');
    expect(code).toBe(1);
    expect(stderr).toContain('answered 504');
    expect(time.now() - start).toBeLessThan(10 * 60_000);
  });

  test('because its chain of pages loops is read in halves, and nothing counts twice', async () => {
    await emulate({ signInPageSize: 20 });
    await signins('-o calm.json --from -3d');
    for (const rule of ['2nd nextlink-loop', '9th nextlink-loop', '15th 429 retry-after=2'])
      emulator.addFault(`GET ${path} ${rule}`);
    await signins('-o m.json --from -3d --to 2026-11-30T12:00:00Z');
    expect(written().rows.reduce((sum, { signIns }) => sum + signIns, 0)).toBeGreaterThan(50);
    const calm = written('calm.json');
    expect(written().coverage.map(({ events, state }) => [events, state])).toEqual(
      calm.coverage.map(({ events, state }) => [events, state]),
    );
  });

  test('at all ends the run with 1, and no file is written', async () => {
    await emulate({ faults: [`GET ${path} 500`] });
    const { code, stderr } = await signins('-o m.json --from -3d --retry-timeout 10');
    expect(code).toBe(1);
    expect(stderr).toContain('answered 500');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('after Graph became unavailable can be read later: the run is unfinished', async () => {
    await emulate({ faults: [`GET ${path} after=5 503`] });
    const { code, stdout } = await signins('-o m.json --from -9d --retry-timeout 10');
    expect(code).toBe(0);
    expect(stdout).toContain('The run is unfinished. Continue it with: xtap signins --resume m.json');
    expect(written().coverage.some(({ reason }) => reason === 'not-read')).toBe(true);
    emulator.clearFaults();
    const resumed = await signins('--resume m.json');
    expect(resumed.code).toBe(0);
    expect(written().complete).toBe(true);
    expect(readdirSync(folder.path)).toEqual(['m.json']);
  });
});

describe('a run that ends early', () => {
  test('because of --max-events keeps what was read, and continues with a higher limit', async () => {
    await emulate();
    const { code, stderr } = await signins('-o m.json --from -6d --max-events 100');
    expect(code).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'The log has more than 100 sign-ins in this time, so xtap stopped reading.',
    );
    expect(stderr).toContain('xtap signins --resume m.json');
    expect((await signins('--resume m.json')).code).toBe(0);
    expect(written().complete).toBe(true);
  });

  test('because of Ctrl-C says how to continue, and its file has what was read', async () => {
    await emulate();
    let stop: ((signal: 'SIGINT') => void) | undefined;
    const running = signins('-o m.json --from -9d', {
      onStopSignal: (listener) => {
        stop = listener as typeof stop;
        return () => undefined;
      },
    });
    while (logRequests().length < 8) await new Promise((resolve) => setTimeout(resolve, 2));
    stop?.('SIGINT');
    const { code, stdout } = await running;
    expect(code).toBe(130);
    expect(stdout).toContain('xtap signins --resume m.json');
    expect(written()).toMatchObject({ complete: false });
    expect(existsSync(join(folder.path, 'm.json.key'))).toBe(true);
    expect((await signins('-o m.json')).stderr).toContain('m.json.key belongs to an unfinished run');
    expect((await signins('--resume m.json')).code).toBe(0);
    expect(written().complete).toBe(true);
  });
});

describe('groups that the policy names', () => {
  const purchasing = 'b7d1e2f4-3a58-4c96-8e07-5f2d9c1a6b30';
  const pilots = '3c9f6a10-d8e2-47b5-91c4-e6a0b7f25d83';
  const nobody = '11111111-2222-4333-8444-555555555555';
  const user = personOf('contoso.example', 1).id;
  const configuration = `${versionAndTenant}partners:
  - tenantId: ${fabrikam}
    b2bCollaborationOutbound:
      usersAndGroups: { allowed: [{ group: ${purchasing} }, { group: ${pilots} }, { group: ${nobody} }, { user: ${user} }] }
      applications: allowed
`;
  beforeEach(async () => {
    await emulate();
    folder.write('configs/all.yaml', configuration);
  });

  test('are resolved, but for small ones and those that do not exist', async () => {
    const { code, stderr, stdout } = await signins('-o m.json --from -8d');
    expect(code).toBe(0);
    expect(stderr).toContain(`The members of ${nobody} stay unknown`);
    expect(stdout).toContain('Memberships of 2 groups that the policy names are in the file.');
    const { resolved, rows } = written();
    expect(resolved).toMatchObject({ groups: [pilots, purchasing], users: false });
    const outbound = rows.filter(({ direction }) => direction === 'outbound');
    const sets = new Set(outbound.map((row) => row.in.join()));
    expect(sets).toEqual(new Set(['', purchasing]));
    for (const { inUnknown } of outbound) expect(inUnknown).toEqual([{ group: pilots, reason: 'small-cohort' }]);
    for (const row of rows.filter(({ direction }) => direction === 'inbound')) expect(row.in).toEqual([]);
    expect(read().includes(user)).toBe(false);
  });

  test('show small ones with --min-cohort 1, and single users with --resolve-users', async () => {
    const { stdout } = await signins('-o m.json --from -8d --min-cohort 1 --resolve-users');
    expect(stdout).toContain('It contains the ids of users that the policy names.');
    const { rows, namesPeople, resolved } = written();
    expect([namesPeople, resolved.users]).toEqual([true, [user]]);
    const named = rows.filter((row) => row.in.includes(user));
    expect(new Set(named.flatMap(({ people }) => people)).size).toBe(1);
    expect(new Set(named.map((row) => row.in.join()))).toEqual(
      new Set([[pilots, purchasing, user].sort(compareText).join()]),
    );
  });

  test('are not asked for with --no-groups', async () => {
    await signins('-o m.json --from -2d --no-groups');
    expect(written().resolved).toEqual({ groups: false, users: false });
    expect(emulator.requests.filter((request) => request.path.startsWith('/groups/'))).toEqual([]);
  });
});

describe('--source FILE', () => {
  const events = eventsBetween(start - 5 * 86_400_000, start);
  test.each([
    ['a list', JSON.stringify(events)],
    ['a page of Graph', JSON.stringify({ '@odata.context': 'x', value: events }, null, 2)],
    ['one row on each line', events.map((event) => JSON.stringify(event)).join('\n')],
    ['records of Azure Monitor', events.map((properties) => JSON.stringify({ properties })).join('\n')],
    ['a list in UTF-16', Buffer.from(`\uFEFF${JSON.stringify(events)}`, 'utf16le')],
  ])('gives the rows of the log: %s', async (_name, text) => {
    await emulate();
    folder.write('export.json', text);
    const { code, stdout } = await signins('-o m.json --source export.json --from -4d --to -1d --no-groups');
    expect(code).toBe(0);
    expect(emulator.requests).toEqual([]);
    expect(stdout).toContain('It is unknown whether the policy changed in this time.');
    await signins('-o log.json --from -4d --to -1d --no-groups');
    const withoutEpoch = (file: SignInsFile) => {
      const counts = new Map<string, number>();
      for (const { direction, tenantId, outcome, type, signIns } of file.rows) {
        const key = [direction, tenantId, outcome, type].join();
        counts.set(key, (counts.get(key) ?? 0) + signIns);
      }
      return counts;
    };
    expect(withoutEpoch(written())).toEqual(withoutEpoch(written('log.json')));
    expect(written().notJudged).toEqual(written('log.json').notJudged);
    expect(written()).toMatchObject({ source: 'file', tenantId: home, policyChanges: { state: 'unknown' } });
  });

  test('without a kind of sign-ins has a gap, and without times reaches as far as its rows', async () => {
    await emulate();
    folder.write('export.json', JSON.stringify(events.filter(({ isInteractive }) => isInteractive === true)));
    await signins('-o m.json --source export.json');
    const { from, to, coverage, complete } = written();
    expect(complete).toBe(false);
    expect(coverage.map(({ state, reason }) => [state, reason])).toEqual([
      ['read', undefined],
      ['gap', 'not-in-file'],
    ]);
    const times = events
      .filter(({ isInteractive }) => isInteractive === true)
      .map(({ createdDateTime }) => String(createdDateTime));
    expect([from, Date.parse(to)]).toEqual([times.at(-1), Date.parse(times[0] ?? '') + 1000]);
  });

  test('asks Graph for changes of the policy with --online', async () => {
    await emulate();
    folder.write('export.json', JSON.stringify(events));
    await signins('-o m.json --source export.json --online');
    expect(written()).toMatchObject({ policyChanges: { state: 'read' }, resolved: { groups: [] } });
    expect(logRequests()).toEqual([]);
  });

  test('with more rows than --max-events ends the run with 1, and no file is written', async () => {
    await emulate();
    folder.write('export.json', JSON.stringify(events));
    const { code, stderr } = await signins(`-o m.json --source export.json --max-events ${events.length - 1}`);
    expect(code).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`more than ${events.length - 1} rows`);
    expect(existsSync(join(folder.path, 'm.json'))).toBe(false);
    expect((await signins(`-o m.json --source export.json --max-events ${events.length}`)).code).toBe(0);
  });

  test.each([
    ['none.json', undefined, 'Cannot read none.json: it does not exist.'],
    ['a.csv', 'id,userId\n', 'a.csv cannot be read as an export of the sign-in log: it is not a list of rows.'],
    ['a.json', '[]', 'a.json cannot be read as an export of the sign-in log: it has no rows.'],
    ['a.json', '[{"id":1}]', 'no row of it is a sign-in'],
    ['a.json', '[{"id":', 'it ends in the middle of a row'],
  ])('%s with %j ends the run with 65', async (name, text, message) => {
    await emulate();
    if (text !== undefined) folder.write(name, text);
    const { code, stderr } = await signins(`-o m.json --source ${name}`);
    expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([65, expect.stringContaining(message)]);
    expect(existsSync(join(folder.path, 'm.json'))).toBe(false);
  });
});

test.each([
  ['', 'signins needs the file to write.'],
  ['-o m.json --from tomorrow', '--from takes a day such as 2026-11-22'],
  ['-o m.json --from -1d --to -2d', '--from must be before --to.'],
  ['-o m.json --to 2026-12-24', '--to is in the future'],
  ['-o m.json --online', '--online needs --source FILE.'],
  ['--resume m.json --from -2d', '--from cannot be given with --resume'],
  ['--resume m.json -o n.json', '--resume writes m.json'],
  ['-o m.json --min-cohort 0', '--min-cohort takes a whole number above 0'],
])('signins %s is a mistake of the command line', async (line, message) => {
  await emulate();
  const { code, stderr } = await signins(line);
  expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([64, expect.stringContaining(message)]);
  expect(emulator.requests).toEqual([]);
});

test('a run that did not begin cannot be resumed, and a broken key is refused', async () => {
  await emulate();
  expect(await signins('--resume m.json')).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('m.json.key does not exist'),
  });
  folder.write('m.json.key', '{"key": "x"}');
  expect(await signins('--resume m.json')).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('m.json.key is not the state of an unfinished run'),
  });
});

test('no file and no stream has anything that names a person of the log', async () => {
  await emulate({ faults: [`GET ${path} after=12 403`] });
  const runs: Run[] = [];
  const files: string[] = [];
  const collect = () => {
    for (const name of readdirSync(folder.path)) files.push(read(name));
  };
  runs.push(await signins('-o m.json --verbose'));
  collect();
  emulator.clearFaults();
  for (const format of ['markdown', 'html', 'github', 'json']) {
    runs.push(
      await signins(
        format === 'markdown' ? '--resume m.json --format markdown' : `-o ${format}.json --from -2d --format ${format}`,
      ),
    );
  }
  collect();
  expect(runs.map(({ code }) => code)).toEqual([77, 0, 0, 0, 0]);
  expect(files.length).toBeGreaterThan(4);
  const everything = [...files, ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr])].join('\n');
  const people = traffic.flatMap(({ people: [domain, first, last] }) =>
    Array.from({ length: last - first + 1 }, (_, index) => personOf(domain, first + index)),
  );
  const texts = people.flatMap(({ id, displayName, mail, userPrincipalName }) => [
    id,
    displayName,
    mail,
    userPrincipalName,
  ]);
  expect(texts.length).toBeGreaterThan(1000);
  expect(texts.filter((text) => everything.includes(text))).toEqual([]);
  expect(everything).not.toMatch(/203\.0\.113\.|LAPTOP-|Zürich/);
});
