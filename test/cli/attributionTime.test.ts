import { run } from '../../src/cli/main.ts';
import type { Io } from '../../src/cli/output/io.ts';
import { trust } from '../support/builders.ts';
import { emulatorForEach, factsOfTheBudget } from '../support/emulatorForEach.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

const trusting = trust(true);

const emulator = emulatorForEach({ seed: 'empty', pageSize: 1, facts: factsOfTheBudget });
const folder = folderForEach();
beforeEach(() => {
  for (let n = 0; n < 100; n += 1) emulator.portalEdit(fabrikam, { tenantId: fabrikam, inboundTrust: trusting });
  folder.write(
    'configs/a.yaml',
    JSON.stringify({
      version: 1,
      tenant: home,
      partners: [{ tenantId: fabrikam, inboundTrust: { isMfaAccepted: false } }],
    }),
  );
});

/**
 * Time passes only while the run waits for the rate limit of the audit log; the longer timeout fires when it is due.
 */
function clockOfWaits(wallClock: () => number): Pick<Io, 'wallNow' | 'monotonicNow' | 'sleep'> {
  let passed = 0;
  const timers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    wallNow: wallClock,
    monotonicNow: () => passed,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(signal?.reason);
        signal?.addEventListener('abort', stop, { once: true });
        const wake = (): void => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        timers.push({ at: passed + milliseconds, wake });
        // Waits for Graph's quota of ten seconds; the progress line also sleeps, for shorter times.
        if (milliseconds <= 1_000 || milliseconds > 10_000) return;
        passed += milliseconds;
        for (const { at, wake } of timers) if (at <= passed) wake();
      }),
  };
}

const auditRequests = () => emulator.requests.filter(({ path }) => path.startsWith('/auditLogs/')).length;

async function drift(words: readonly string[], wallClock: () => number = Date.now) {
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url }, ...clockOfWaits(wallClock) });
  const code = await run(['drift', ...words], io);
  return { code, requests: auditRequests(), ...io.written };
}

test.each([
  ['30 seconds, where nothing is said', [], 15],
  ['the time that was given', ['--attribution-timeout', '20'], 10],
])('the audit log is read for %s, at five pages in ten seconds', async (_, words, requests) => {
  const result = await drift(['--format', 'json', ...words]);
  expect(result).toMatchObject({ code: 2, requests });
  const { attribution, attributionNotRead } = JSON.parse(result.stdout);
  expect(attribution[0].events).toHaveLength(requests - 1);
  expect(attributionNotRead).toMatchObject({ reason: 'timeout' });
  expect(result.stderr).toContain('did not read the audit log from');
});

test.each(['text', 'markdown', 'html'])(
  'the output as %s says which part of the audit log was not read',
  async (format) => {
    const { stdout } = await drift(['--format', format]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/did not read the audit log from 20\S+Z to 20\S+Z: its time limit/);
  },
);

test('a wall clock that is set back does not cause a wait', async () => {
  let now = Date.now() + 100 * 3_600_000;
  const { requests } = await drift(['--format', 'json'], () => {
    now -= 3_600_000;
    return now;
  });
  expect(requests).toBe(15);
});

test('after a complete read, the output does not mention unread events', async () => {
  const { code, requests, stdout, stderr } = await drift(['--attribution-timeout', '1000', '--format', 'json']);
  expect([code, requests]).toEqual([2, 101]);
  expect(JSON.parse(stdout)).not.toHaveProperty('attributionNotRead');
  expect(stderr).not.toContain('did not read');
});

test.each([
  ['403', 'no-permission', /needs the permission AuditLog\.Read\.All/],
  ['500', 'failed', /could not read the audit log completely/],
])('a log that is answered %s is named as %s', async (status, reason, words) => {
  emulator.addFault(`GET /auditLogs/** every ${status}`);
  const { code, stdout, stderr } = await drift(['--format', 'json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ attributionNotRead: { reason } });
  expect(stderr).toMatch(words);
  expect(stderr).toContain(`answered ${status}`);
});
