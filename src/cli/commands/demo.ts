/*
 * The whole loop against the emulator, with explanations. The commands are the real ones, run as a user would run them,
 * in a temporary folder with a copy of the sample configuration. The folder is kept when the demo ends well, because it
 * holds the report.
 */

import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usualFolder } from '../../config/read/sourceFile.ts';
import { type Emulator, startEmulator } from '../../emulator/http/server.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { defaultPath } from '../flags/commandTable.ts';
import type { Io } from '../output/io.ts';
import { textWidth } from '../output/io.ts';
import { runResultOf } from '../runResult.ts';

interface DemoStep {
  readonly story: string;
  readonly before?: (emulator: Emulator) => void;
  readonly words: (folder: string) => Promise<readonly string[]>;
  /** The exit code that belongs to the story. */
  readonly expected: number;
}

const fabrikam = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';
/** As wide as a block of code on GitHub. */
const widest = 96;

export async function run(invocation: Invocation): Promise<CommandResult> {
  const emulator = await startEmulator();
  const folder = await mkdtemp(join(tmpdir(), 'xtap-demo-'));
  let isDone = false;
  try {
    await cp(invocation.io.sampleConfiguration, join(folder, usualFolder), { recursive: true });
    invocation.io.stdout.write(
      'This demo emulates a tenant with a cross-tenant access policy on this machine.\nNothing leaves the machine. "…" marks lines that the step before printed, too.\n',
    );
    isDone = await runSteps(invocation, emulator, folder);
  } finally {
    await emulator.close();
    if (!isDone) await rm(folder, { recursive: true, force: true });
  }
  if (!isDone) return { runResult: runResultOf(true, invocation.signal), renderings: {} };
  const text = `\nThe same plan as a report, with a map of who trusts whom: open this file in a browser.\n${join(folder, 'plan.html')}\n`;
  return { runResult: 'done', renderings: { text: () => text } };
}

/** False if a signal stopped it. */
async function runSteps(invocation: Invocation, emulator: Emulator, folder: string): Promise<boolean> {
  const { io, runCommand, signal } = invocation;
  let printed = '';
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    step.before?.(emulator);
    const words = await step.words(folder);
    io.stdout.write(`\n${index + 1}. ${step.story}\n$ ${commandLine(['xtap', ...words])}\n`);
    const recording = recordingIo(io, { cwd: folder, graphUrl: emulator.url });
    const code = await runCommand(words, recording.changes);
    const text = recording.text();
    // The lines that the step before printed are left out.
    io.stdout.write(`${withoutLines(text, printed)}${code === 0 ? '' : `(exit ${code})\n`}`);
    if (signal.aborted) return false;
    if (code !== step.expected) throw new Error(`the demo expected exit ${step.expected} of "xtap ${words.join(' ')}"`);
    printed = text;
  }
  return true;
}

/** What a step runs with: the emulated tenant alone, no setting of the user's own, and its result kept as text. */
function recordingIo({ stdout, env }: Io, { cwd, graphUrl }: { readonly cwd: string; readonly graphUrl: string }) {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const others = Object.entries(env).filter(([name]) => !name.startsWith('XTAP_'));
  const changes: Partial<Io> = {
    cwd,
    env: { ...Object.fromEntries(others), XTAP_GRAPH_URL: graphUrl },
    stdout: { write, isTTY: stdout.isTTY, columns: Math.min(textWidth(stdout), widest) },
  };
  return { changes, text: () => text };
}

/** Broken before a flag where it is too long for the page. */
function commandLine(words: readonly string[]): string {
  const line = words.join(' ');
  return line.length + 2 <= widest ? line : line.replace(/ (?=--)/, ' \\\n    ');
}

/** One `…` in place of lines that are known, and of the empty lines around them. */
function withoutLines(text: string, known: string): string {
  const knownLines = new Set(known.split('\n').filter((line) => line !== ''));
  const lines = text.split('\n').map((line) => (knownLines.has(line) ? '…' : line));
  return lines
    .join('\n')
    .replaceAll(/\n*…\n(\n*…\n)*\n*/g, '\n…\n')
    .replace(/^\n/, '');
}

const steps: readonly DemoStep[] = [
  {
    story: 'Validate the configuration. This needs no tenant.',
    words: async () => ['validate', defaultPath],
    expected: 0,
  },
  {
    story: 'Plan: what would change? ▲ broadens access, ▼ narrows it. Nothing is written.',
    words: async () => ['plan', defaultPath, '-o', 'json=plan.json', '-o', 'html=plan.html'],
    expected: 0,
  },
  {
    story: 'Apply exactly the plan that was reviewed. Its digest (fingerprint) is the approval.',
    words: async (folder) => ['apply', 'plan.json', '--expect-digest', await digestIn(join(folder, 'plan.json'))],
    expected: 0,
  },
  {
    story: 'Plan again: there is nothing left to do.',
    words: async () => ['plan', defaultPath],
    expected: 0,
  },
  {
    story: 'Dana changes Fabrikam by hand in the portal. The scheduled check finds it, and who did it.',
    before: (emulator) =>
      emulator.portalEdit(fabrikam, {
        inboundTrust: {
          isMfaAccepted: false,
          isCompliantDeviceAccepted: true,
          isHybridAzureADJoinedDeviceAccepted: false,
        },
      }),
    words: async () => ['drift', defaultPath],
    expected: 2,
  },
];

async function digestIn(planFile: string): Promise<string> {
  return (JSON.parse(await readFile(planFile, 'utf8')) as { readonly digest: string }).digest;
}
