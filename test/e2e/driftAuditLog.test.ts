import { trust } from '../support/builders.ts';
import { emulatorForEach, factsOfTheBudget } from '../support/emulatorForEach.ts';
import { type Started, start } from '../support/program.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { home } from '../support/tenants.ts';

jest.setTimeout(60_000);

const ids = Array.from({ length: 8 }, (_, n) => `a0000000-0000-4000-8000-00000000000${n}`);

const emulator = emulatorForEach({ seed: 'empty', pageSize: 5, facts: factsOfTheBudget });
const folder = folderForEach();

/** Eight partners trust more than declared, and the audit log is longer than the quota allows to read at once. */
beforeEach(() => {
  const partners = ids.map((tenantId) => ({ tenantId, inboundTrust: trust(false) }));
  folder.write('configs/a.yaml', JSON.stringify({ version: 1, tenant: home, partners }));
  for (const isMfaAccepted of [true, false, true, false, true]) {
    for (const id of ids) emulator.portalEdit(id, { tenantId: id, inboundTrust: trust(isMfaAccepted) });
  }
});

const auditRequests = () => emulator.requests.filter(({ path }) => path.startsWith('/auditLogs/')).length;
const writes = () => emulator.requests.filter(({ method }) => method !== 'GET').map(({ status }) => status);

function drift(...words: readonly string[]): Started {
  return start(['drift', ...words], { cwd: folder.path, env: { XTAP_GRAPH_URL: emulator.url } });
}

/** Resolves when the run waits for the quota before the sixth page. */
async function asksTheLog(): Promise<void> {
  while (auditRequests() < 5) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)('%s while the audit log is read', (signal, code) => {
  it.each(['text', 'json', 'markdown', 'html', 'github'])(
    'prints the drift and the correction, as %s',
    async (format) => {
      const started = drift('--correct', '--format', format, '--journal', 'run.jsonl');
      await asksTheLog();
      started.child.kill(signal);
      const { code: exitCode, stdout, stderr } = await started.done;
      expect(exitCode).toBe(code);
      expect(writes()).toEqual(ids.map(() => 204));
      expect(stdout + stderr).not.toContain('before anything was written');
      expect(stdout).toMatch(/8 applied|"applied": 8/);
    },
  );
});

test('a run that is interrupted while it reads the audit log still reports the drift', async () => {
  const started = drift('--format', 'json');
  await asksTheLog();
  started.child.kill('SIGTERM');
  const { code, stdout } = await started.done;
  expect(code).toBe(143);
  expect(JSON.parse(stdout)).toMatchObject({
    summary: { update: 8 },
    attributionNotRead: { reason: 'interrupted' },
  });
  expect(JSON.parse(stdout).attribution).toHaveLength(8);
});

test('reading an audit log that does not answer ends at its timeout, also during a request', async () => {
  emulator.addFault('GET /auditLogs/** 2nd hang');
  const { code, stdout } = await drift('--format', 'json', '--attribution-timeout', '0.5').done;
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ summary: { update: 8 }, attributionNotRead: { reason: 'timeout' } });
  expect(auditRequests()).toBe(2);
});
