import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainJournal, type JournalExplanation } from '../../src/apply/explainJournal.ts';
import { readJournal } from '../../src/apply/readJournal.ts';
import { emulatorForEach, factsOfTheBudget } from '../support/emulatorForEach.ts';
import { type Run, type Started, start } from '../support/program.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { home } from '../support/tenants.ts';
import { atClosedTerminal, atTerminal, hasTerminal, type Reaction } from '../support/terminal.ts';
import { type Gate, latch, startGate } from '../support/writeGate.ts';

jest.setTimeout(30_000);

const ids = Array.from({ length: 8 }, (_, n) => `a0000000-0000-4000-8000-00000000000${n}`);
const configuration = JSON.stringify({
  version: 1,
  tenant: home,
  undeclaredPartners: 'ignore',
  partners: ids.map((tenantId) => ({ tenantId, inboundTrust: { isMfaAccepted: true } })),
});

const emulator = emulatorForEach({ facts: factsOfTheBudget });
const folder = folderForEach();
beforeEach(() => {
  folder.write('configs/a.yaml', configuration);
});

function journal(): JournalExplanation {
  return explainJournal(readJournal(readFileSync(join(folder.path, 'run.jsonl'), 'utf8'), 'run.jsonl'));
}

function writes(): readonly string[] {
  return emulator.requests.filter(({ method }) => method !== 'GET').map(({ method, status }) => `${method} ${status}`);
}

const words = [
  'apply',
  '--yes',
  '--allow-broadening',
  '--journal',
  'run.jsonl',
  '--format',
  'json',
  '--concurrency',
  '2',
];

/** An apply whose third write (and the one beside it) is held until `release`. */
async function heldApply(): Promise<{ gate: Gate; started: Started; release: () => void }> {
  const arrived = latch();
  const released = latch();
  const gate = await startGate(emulator.url, {
    before: async ({ n }) => {
      if (n < 3) return;
      if (n === 4) arrived.open();
      await released.opened;
    },
  });
  const started = start(words, { cwd: folder.path, env: { XTAP_GRAPH_URL: gate.url } });
  await Promise.race([arrived.opened, started.done]);
  return { gate, started, release: released.open };
}

async function sees(started: Started, text: string): Promise<void> {
  while (!started.stderr().includes(text)) await new Promise((resolve) => setTimeout(resolve, 5));
}

test.each([
  ['SIGINT', 130, 'Interrupted'],
  ['SIGTERM', 143, 'Terminated'],
  ['SIGHUP', 143, 'Terminated'],
] as const)(
  '%s once: requests in flight are finished and recorded, no new request starts, exit %i',
  async (signal, code, word) => {
    const { gate, started, release } = await heldApply();
    started.child.kill(signal);
    await sees(started, word);
    release();
    const run: Run = await started.done;
    await gate.close();

    expect(run.code).toBe(code);
    expect(writes()).toEqual(['POST 201', 'POST 201', 'POST 201', 'POST 201']);
    const report = JSON.parse(run.stdout);
    expect(report).toMatchObject({ converged: false, summary: { applied: 4, notAttempted: 4, unknown: 0, failed: 0 } });
    expect(report.outcomes).toHaveLength(8);
    expect(journal()).toMatchObject({ ended: true, stopped: 'the run was interrupted', neverStarted: 0 });
    expect(journal().operations.map(({ status }) => status)).toEqual(
      report.outcomes.map(({ status }: { status: string }) => status),
    );
  },
);

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s twice: the process ends at once, exit %i, and the journal shows the operations in doubt',
  async (signal, code) => {
    const { gate, started, release } = await heldApply();
    started.child.kill(signal);
    await sees(started, 'A second signal');
    started.child.kill(signal);
    const run = await started.done;
    release();
    await gate.close();

    expect(run.code).toBe(code);
    expect(journal()).toMatchObject({ ended: false, neverStarted: 4 });
    expect(journal().operations.map(({ status }) => status)).toEqual(['applied', 'applied', 'in-doubt', 'in-doubt']);
  },
);

test('SIGHUP twice does not end the process at once: the kernel and the shell send one each', async () => {
  const { gate, started, release } = await heldApply();
  started.child.kill('SIGHUP');
  await sees(started, 'Terminated');
  started.child.kill('SIGHUP');
  // Long enough for any other reaction to end the process.
  await new Promise((resolve) => setTimeout(resolve, 200));
  release();
  const run = await started.done;
  await gate.close();
  expect(run.code).toBe(143);
  expect(JSON.parse(run.stdout)).toMatchObject({ summary: { applied: 4, notAttempted: 4 } });
});

test('SIGINT while the tenant is read: no plan, no write, exit 130', async () => {
  emulator.addFault('GET partners hang');
  const started = start(words, { cwd: folder.path, env: { XTAP_GRAPH_URL: emulator.url } });
  while (emulator.requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  started.child.kill('SIGINT');
  expect(await started.done).toMatchObject({ code: 130, stdout: expect.stringContaining('"interrupted"') });
  expect(writes()).toEqual([]);
});

test('SIGINT during a wait ends the wait', async () => {
  emulator.addFault('POST partners every 429 retry-after=100');
  const started = start(words, { cwd: folder.path, env: { XTAP_GRAPH_URL: emulator.url } });
  while (writes().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  started.child.kill('SIGINT');
  const run = await started.done;
  expect(run.code).toBe(130);
  expect(JSON.parse(run.stdout)).toMatchObject({ summary: { failed: 2, notAttempted: 6 } });
  expect(journal().ended).toBe(true);
});

const missing = hasTerminal() ? '' : ' (not run: there is no `script` of util-linux here to lend a terminal)';
const atTty = missing === '' ? test : test.skip;
const prompt = 'Only "yes" will be accepted: ';

describe(`at a terminal${missing}`, () => {
  const apply = ['apply', '--journal', 'run.jsonl'];
  const run = (reaction: Reaction) =>
    atTerminal(apply, prompt, reaction, { cwd: folder.path, env: { XTAP_GRAPH_URL: emulator.url } });

  atTty('"yes" under the plan applies it, and approves of what it broadens', async () => {
    const { code, shown } = await run({ keys: 'yes\n' });
    expect(shown).toContain('8 to add');
    expect(code).toBe(0);
    expect(writes()).toHaveLength(8);
  });

  atTty.each(['no\n', 'y\n', '\n', 'YES\n', '\u0004'])('%j is not a yes: exit 3, nothing is written', async (keys) => {
    expect((await run({ keys })).code).toBe(3);
    expect(writes()).toEqual([]);
  });

  atTty('Ctrl-C at the prompt: exit 130, nothing is written', async () => {
    const { code, shown } = await run({ keys: '\u0003' });
    expect(code).toBe(130);
    expect(shown).toContain('Interrupted before anything was written.');
    expect(writes()).toEqual([]);
  });

  atTty('a closed terminal: requests in flight are finished and recorded, exit 143, no core dump', async () => {
    const arrived = latch();
    const released = latch();
    const gate = await startGate(emulator.url, {
      before: async ({ n }) => {
        if (n < 3) return;
        if (n === 4) arrived.open();
        await released.opened;
      },
    });
    const { exitCode } = await atClosedTerminal(words, arrived.opened, {
      cwd: folder.path,
      env: { XTAP_GRAPH_URL: gate.url },
    });
    // The kernel sends the signal when the process that owns the terminal ends.
    await new Promise((resolve) => setTimeout(resolve, 500));
    released.open();
    expect(await exitCode()).toBe(143);
    await gate.close();
    expect(writes()).toEqual(['POST 201', 'POST 201', 'POST 201', 'POST 201']);
    expect(journal()).toMatchObject({ ended: true, stopped: 'the run was interrupted', neverStarted: 0 });
  });

  atTty('SIGTERM at the question: exit 143, nothing is written', async () => {
    const { code, shown } = await run({ signal: 'SIGTERM' });
    expect(code).toBe(143);
    expect(shown).toContain('Terminated before anything was written.');
    expect(writes()).toEqual([]);
  });
});
