import { type AddressInfo, createServer } from 'node:net';
import { run } from '../../src/cli/main.ts';
import { startEmulator } from '../../src/emulator/http/server.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

/* No Graph is running at a local URL. --verbose prints a line for each attempt. */

const folder = folderForEach();
let origin: string;

beforeEach(async () => {
  folder.write(
    'configs/a.yaml',
    `${versionAndTenant}partners:
  - { tenantId: ${fabrikam}, domain: fabrikam.example, inboundTrust: { isMfaAccepted: false } }
`,
  );
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

async function tries(words: readonly string[], graphUrl = origin) {
  const waits: number[] = [];
  const io = recordingIo(folder.path, {
    env: { XTAP_GRAPH_URL: graphUrl },
    // All waits end at once.
    monotonicNow: () => 0,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
    },
  });
  const code = await run([...words, '--verbose'], io);
  const lines = io.written.stderr.trimEnd().split('\n');
  const count = (text: RegExp): number => lines.filter((line) => text.test(line)).length;
  return {
    code,
    tries: count(/^(?:GET|POST|PATCH) \S+ connect ECONNREFUSED/),
    waitLines: count(/^Waiting /),
    messages: `${io.written.stdout}${io.written.stderr}`.match(/Nothing listens at/g)?.length,
    stderr: io.written.stderr,
  };
}

test.each([
  'plan',
  `plan --only ${fabrikam}`,
  'drift',
  'apply --yes',
  'pull --dir pulled',
  `explain ${fabrikam}`,
  'validate --online',
  'doctor',
  'add fabrikam.example',
])('%s ends after the second attempt and prints one line and one message', async (words) => {
  const found = await tries(words.split(' '));
  expect(found).toMatchObject({ code: 1, waitLines: 1, messages: 1 });
  // Up to four reads run in parallel. Each is tried once, and the second attempt of the first read ends the run.
  expect(found.tries).toBeLessThanOrEqual(5);
});

test('parallel reads with another fault print one line together and are retried until the retry budget is used up', async () => {
  const emulator = await startEmulator({ faults: ['GET . every 503'] });
  try {
    const { code, stderr } = await tries(['plan', '--retry-timeout', '1'], emulator.url);
    expect(code).toBe(1);
    expect(stderr.match(/^Waiting /gm)).toHaveLength(1);
    expect(emulator.requests.length).toBeGreaterThan(4);
  } finally {
    await emulator.close();
  }
});
