/*
 * The whole loop against the emulator, with explanations. The demo runs the real commands in a temporary folder with a
 * copy of the sample configuration. If the demo succeeds, the folder is kept, because it contains the report.
 */

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usualFolder } from '../../config/read/sourceFile.ts';
import { type Emulator, startEmulator } from '../../emulator/http/server.ts';
import { wrapLines, wrapWords } from '../../render/text/wrapText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { defaultPath } from '../flags/commandTable.ts';
import type { Io } from '../output/io.ts';
import { runResultOf } from '../runResult.ts';

interface DemoStep {
  readonly story: string;
  readonly before?: (emulator: Emulator) => void;
  /** Makes files of the step; `run` runs a command without printing. */
  readonly prepare?: (folder: string, run: (words: readonly string[]) => Promise<number>) => Promise<void>;
  readonly words: (folder: string) => Promise<readonly string[]>;
  readonly expectedExitCode: number;
  /** Shows the first two paragraphs and the last one. */
  readonly isLong?: boolean;
}

const fabrikam = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';
/** The width of a code block on GitHub. */
const maxWidth = 96;

export async function run(invocation: Invocation): Promise<CommandResult> {
  // The sample configuration manages synchronization.
  const emulator = await startEmulator({ facts: { expandSynchronization: 'accepted' } });
  const folder = await mkdtemp(join(tmpdir(), 'xtap-demo-'));
  let isDone = false;
  try {
    await cp(invocation.io.sampleConfiguration, join(folder, usualFolder), { recursive: true });
    tell(
      [
        'This demo emulates a tenant with a cross-tenant access policy on this machine.',
        'Nothing leaves the machine. "…" marks lines that are left out or were printed before.',
      ],
      invocation,
    );
    isDone = await runSteps(invocation, emulator, folder);
  } finally {
    await emulator.close();
    if (!isDone) await rm(folder, { recursive: true, force: true });
  }
  if (!isDone) return { runResult: runResultOf(true, invocation.signal), renderings: {} };
  tell(['', 'The same plan as a report, with a map of who trusts whom: open this file in a browser.'], invocation);
  return { runResult: 'done', renderings: { text: () => `${join(folder, 'plan.html')}\n` } };
}

/** Returns false if a signal stopped the demo. */
async function runSteps(invocation: Invocation, emulator: Emulator, folder: string): Promise<boolean> {
  const { io, runCommand, signal } = invocation;
  let previousOutput = '';
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    step.before?.(emulator);
    const place = { cwd: folder, graphUrl: emulator.url };
    await step.prepare?.(folder, (silent) => runCommand(silent, recordingIo(invocation, place).changes));
    if (signal.aborted) return false;
    const words = await step.words(folder);
    tell(['', `${index + 1}. ${step.story}`], invocation);
    io.stdout.write(`$ ${commandLine(['xtap', ...words], widthOf(invocation))}\n`);
    const recording = recordingIo(invocation, place);
    const code = await runCommand(words, recording.changes);
    const text = step.isLong ? omitMiddle(recording.text()) : recording.text();
    io.stdout.write(`${omitRepeatedLines(text, previousOutput)}${code === 0 ? '' : `(exit ${code})\n`}`);
    if (signal.aborted) return false;
    if (code !== step.expectedExitCode)
      throw new Error(`the demo expected exit ${step.expectedExitCode} of "xtap ${words.join(' ')}"`);
    if (!step.isLong) previousOutput = text;
  }
  return true;
}

/** The `io` of a step: it uses the emulated tenant, ignores the user's XTAP_ variables, and records stdout. */
function recordingIo(invocation: Invocation, { cwd, graphUrl }: { readonly cwd: string; readonly graphUrl: string }) {
  const { io, color } = invocation;
  const { stdout, env } = io;
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const others = Object.entries(env).filter(([name]) => !name.startsWith('XTAP_'));
  const changes: Partial<Io> = {
    cwd,
    env: { ...Object.fromEntries(others), XTAP_GRAPH_URL: graphUrl, XTAP_COLOR: color.stdout ? 'always' : 'never' },
    stdout: { write, isTTY: stdout.isTTY, columns: widthOf(invocation) },
  };
  return { changes, text: () => text };
}

function tell(lines: readonly string[], invocation: Invocation): void {
  invocation.io.stdout.write(`${wrapLines(lines, widthOf(invocation)).join('\n')}\n`);
}

function widthOf({ width }: Pick<Invocation, 'width'>): number {
  return Math.min(width.stdout, maxWidth);
}

/** Breaks a long command line before its flags. */
function commandLine(words: readonly string[], width: number): string {
  const line = words.join(' ');
  if (line.length + 2 <= width) return line;
  const [first = '', ...flags] = line.split(/ (?=-)/);
  return wrapWords([first, ...flags], width - 4, { first: '', rest: '    ' }).join(' \\\n');
}

function omitMiddle(text: string): string {
  const paragraphs = text.split('\n\n');
  return [...paragraphs.slice(0, 2), '…', ...paragraphs.slice(-1)].join('\n\n');
}

/** Replaces lines that the previous step also printed, and the empty lines around them, by one `…`. */
function omitRepeatedLines(text: string, previousOutput: string): string {
  const previousLines = new Set(previousOutput.split('\n').filter((line) => line !== ''));
  const lines = text.split('\n').map((line) => (previousLines.has(line) ? '…' : line));
  return lines
    .join('\n')
    .replaceAll(/\n*…\n(\n*…\n)*\n*/g, '\n…\n')
    .replace(/^\n/, '');
}

const steps: readonly DemoStep[] = [
  {
    story: 'Validate the configuration. This needs no tenant.',
    words: async () => ['validate', defaultPath],
    expectedExitCode: 0,
  },
  {
    story: 'Plan: what would change? ▲ broadens access, ▼ narrows it. Nothing is written.',
    words: async () => ['plan', defaultPath, '-o', 'json=plan.json', '-o', 'html=plan.html'],
    expectedExitCode: 0,
  },
  {
    story: 'Check the policy after that plan with rules about who reaches what. The first finding:',
    words: async () => ['check', defaultPath, '--online'],
    expectedExitCode: 3,
    isLong: true,
  },
  {
    story: 'Apply exactly the plan that was reviewed. Its digest (fingerprint) is the approval.',
    words: async (folder) => ['apply', 'plan.json', '--expect-digest', await digestIn(join(folder, 'plan.json'))],
    expectedExitCode: 0,
  },
  {
    story: 'Plan again: there is nothing left to do.',
    words: async () => ['plan', defaultPath],
    expectedExitCode: 0,
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
    expectedExitCode: 2,
  },
  {
    story: 'Block guests in the tenant default? Replay the sign-ins of two days: who would be blocked?',
    // While another cloud is allowed, the cloud of a tenant without an entry is not known.
    before: (emulator) => emulator.portalEdit('policy', { allowedCloudEndpoints: [] }),
    prepare: async (folder, run) => {
      await run(['signins', defaultPath, '-o', 'days.signins.json', '--from', '-2d', '--quiet']);
      await writeFile(join(folder, usualFolder, 'default.yaml'), 'default:\n  b2bCollaborationInbound: blocked\n');
    },
    words: async () => ['replay', defaultPath, '--sign-ins', 'days.signins.json', '--quiet'],
    expectedExitCode: 0,
  },
];

async function digestIn(planFile: string): Promise<string> {
  return (JSON.parse(await readFile(planFile, 'utf8')) as { readonly digest: string }).digest;
}
