/*
 * SIGKILL at every write boundary of a plan of thirty operations: before the tenant receives the write, and after the
 * tenant has made it but before the answer arrives. Every run tests all thirty boundaries at both moments.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainJournal, type JournalExplanation } from '../../src/apply/explainJournal.ts';
import { readJournal } from '../../src/apply/readJournal.ts';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import type { TenantState } from '../../src/emulator/state/tenantState.ts';
import { compareText } from '../../src/model/json.ts';
import { factsOfTheBudget } from '../support/emulatorForEach.ts';
import { type Run, type Started, start, xtap } from '../support/program.ts';
import { runIn } from '../support/recordingIo.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { consent, thirtyOperations, thirtyOperationsSeed } from '../support/thirtyOperations.ts';
import { type PassingWrite, startGate } from '../support/writeGate.ts';

const operations = 30;
const atATime = 3;
const never = new Promise<void>(() => undefined);

interface Boundary {
  readonly n: number;
  readonly moment: 'before' | 'after';
}

const boundaries: readonly Boundary[] = Array.from({ length: operations }, (_, index) => index + 1).flatMap((n) => [
  { n, moment: 'before' as const },
  { n, moment: 'after' as const },
]);

interface Crash {
  readonly killed: Run;
  readonly arrived: readonly PassingWrite[];
  readonly journal: JournalExplanation;
  readonly resumed: { readonly code: number; readonly stdout: string; readonly stderr: string };
  readonly rest: { readonly code: number; readonly stdout: string };
  /** The writes that the tenant made in both runs. */
  readonly made: readonly string[];
  readonly state: TenantState;
}

async function crashAt({ n, moment }: Boundary): Promise<Crash> {
  // It is not documented whether Graph replaces or merges nested objects, so the boundaries alternate.
  const emulator = await startEmulator({
    seed: thirtyOperationsSeed,
    nested: n % 2 === 0 ? 'merge' : 'replace',
    facts: factsOfTheBudget,
  });
  const folder = temporaryFolder();
  let started: Started | undefined;
  const kill = async (write: PassingWrite): Promise<void> => {
    if (write.n !== n) return;
    started?.child.kill('SIGKILL');
    await never;
  };
  const gate = await startGate(emulator.url, { [moment]: kill });
  try {
    folder.write('configs/all.yaml', thirtyOperations);
    // One request at a time, so that the nth write is the nth of the plan.
    const words = ['apply', ...consent, '--concurrency', '1', '--journal', 'run.jsonl'];
    started = start(words, { cwd: folder.path, env: { XTAP_GRAPH_URL: gate.url } });
    const killed = await started.done;
    const journal = explainJournal(readJournal(readFileSync(join(folder.path, 'run.jsonl'), 'utf8'), 'run.jsonl'));

    // In process, because starting a program would take most of the time.
    const again = async (...argv: readonly string[]) => {
      return runIn(folder.path, argv, emulator.url);
    };
    const resumed = await again('apply', '--resume', 'run.jsonl', '--format', 'json', ...consent);
    const rest = await again('plan', '--detailed-exitcode', '--format', 'json');
    return { killed, arrived: gate.writes, journal, resumed, rest, made: madeBy(emulator), state: emulator.state() };
  } finally {
    await gate.close();
    await emulator.close();
    folder.remove();
  }
}

function madeBy({ requests }: Emulator): readonly string[] {
  return requests
    .filter(({ method, status = 0 }) => method !== 'GET' && status < 300)
    .map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body ?? null)}`);
}

/** The state that xtap can write, without times and audit events, which differ from run to run. */
function policyOf({ policy, default: defaults, partners, identitySynchronization }: TenantState) {
  return { policy, default: defaults, partners, identitySynchronization };
}

const crashes = new Map<Boundary, Crash>();
let undisturbed: { readonly made: readonly string[]; readonly state: TenantState };

beforeAll(async () => {
  const emulator = await startEmulator({ seed: thirtyOperationsSeed, facts: factsOfTheBudget });
  const folder = temporaryFolder();
  folder.write('configs/all.yaml', thirtyOperations);
  const applied = await xtap(['apply', ...consent], { cwd: folder.path, env: { XTAP_GRAPH_URL: emulator.url } });
  expect(applied).toMatchObject({ code: 0 });
  undisturbed = { made: madeBy(emulator), state: emulator.state() };
  await emulator.close();
  folder.remove();

  const waiting = [...boundaries];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) crashes.set(next, await crashAt(next));
  };
  await Promise.all(Array.from({ length: atATime }, work));
}, 300_000);

test('the plan has thirty operations, with at least one of each kind', () => {
  expect(undisturbed.made).toHaveLength(operations);
  const kinds = new Set(undisturbed.made.map((write) => write.replace(/[0-9a-f-]{36}/, '*').replace(/ \{.*/, '')));
  expect([...kinds].sort(compareText)).toEqual([
    'DELETE /policies/crossTenantAccessPolicy/partners/* null',
    'DELETE /policies/crossTenantAccessPolicy/partners/*/identitySynchronization null',
    'PATCH /policies/crossTenantAccessPolicy',
    'PATCH /policies/crossTenantAccessPolicy/default',
    'PATCH /policies/crossTenantAccessPolicy/partners/*',
    'PATCH /policies/crossTenantAccessPolicy/partners/*/identitySynchronization',
    'POST /policies/crossTenantAccessPolicy/partners',
    'PUT /policies/crossTenantAccessPolicy/partners/*/identitySynchronization',
  ]);
});

test.each(boundaries)('after SIGKILL at write $n, $moment it was made, the next run converges', (boundary) => {
  const { killed, arrived, journal, resumed, rest, made, state } = crashes.get(boundary) as Crash;
  const { n, moment } = boundary;
  expect(killed).toMatchObject({ code: null });
  // The output of the killed run names the journal to resume from.
  expect(killed.stderr).toMatch(/^Journal: \/.*\/run\.jsonl$/m);

  // The journal on disk contains exactly the requests that were sent.
  const named = journal.operations.map(({ method, url }) => `${method} ${url}`);
  expect(named).toEqual(arrived.map(({ method, path }) => `${method} ${path}`));
  const statuses = journal.operations.map(({ status }) => status);
  expect(statuses).toEqual([...Array.from({ length: n - 1 }, () => 'applied'), 'in-doubt']);
  expect(journal).toMatchObject({ ended: false, neverStarted: operations - n });

  // --resume explains the interrupted run, and the new run converges.
  expect(resumed.stderr).toContain(`${n - 1} done, 1 open, ${operations - n} not sent. It was cut off.`);
  expect(resumed.stderr).toContain(`in-doubt: ${named.at(-1)}`);
  expect(resumed).toMatchObject({ code: 0 });
  const left = operations - n + (moment === 'before' ? 1 : 0);
  expect(left === 0 ? 0 : JSON.parse(resumed.stdout).summary.applied).toBe(left);

  // Every write was made once, and the tenant is the same as without the crash.
  expect([...made].sort(compareText)).toEqual([...undisturbed.made].sort(compareText));
  expect(policyOf(state)).toEqual(policyOf(undisturbed.state));
  expect(rest.code).toBe(0);
  expect(JSON.parse(rest.stdout).changes).toEqual([]);
});
