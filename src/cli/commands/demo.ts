/*
 * The whole loop in front of one's eyes, against the emulator. The commands are the real ones, run as a user would run
 * them, and what they print is what they print anywhere.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/server.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { endingOf } from '../ending.ts';

interface Step {
  readonly story: string;
  readonly before?: (emulator: Emulator) => void;
  readonly words: readonly string[];
  /** The exit code that belongs to the story. */
  readonly expected: number;
}

const fabrikam = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { io, runCommand, signal } = invocation;
  const emulator = await startEmulator();
  const folder = await mkdtemp(join(tmpdir(), 'xtap-demo-'));
  const configuration = `${relative(io.cwd, io.sampleConfiguration) || '.'}/`;
  const say = (text: string): void => io.stdout.write(text);
  say('A tenant with a cross-tenant access policy is emulated on this machine; nothing leaves it.\n');
  try {
    for (const [index, step] of steps(configuration, folder).entries()) {
      signal.throwIfAborted();
      step.before?.(emulator);
      say(
        `\n${index + 1}. ${step.story}\n\n$ xtap ${step.words.filter((word) => !word.startsWith('--journal=')).join(' ')}\n`,
      );
      const code = await runCommand([
        ...step.words,
        ...(step.words[0] === 'validate' ? [] : ['--graph-url', emulator.url]),
      ]);
      say(`(exit ${code})\n`);
      if (signal.aborted) return { ending: endingOf(true, signal), documents: {} };
      if (code !== step.expected)
        throw new Error(`the demo expected exit ${step.expected} of "xtap ${step.words.join(' ')}"`);
    }
    say(`\n${emulator.requests.length} requests in all. Next: README.md, "Your own tenant".\n`);
    return { ending: 'done', documents: {} };
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function steps(configuration: string, folder: string): readonly Step[] {
  const journal = (name: string): readonly string[] => [`--journal=${join(folder, name)}`];
  const apply = ['apply', configuration, '--yes', '--allow-broadening'];
  return [
    { story: 'Is the configuration sound? No tenant is asked.', words: ['validate', configuration], expected: 0 },
    {
      story: 'What would change? Each line says what opens (▲) and what closes (▼).',
      words: ['plan', configuration],
      expected: 0,
    },
    {
      story:
        'Do exactly that. Opening something needs consent, here by --allow-broadening; a reviewed digest is better.',
      words: [...apply, ...journal('first.jsonl')],
      expected: 0,
    },
    { story: 'And again: there is nothing left to do.', words: ['plan', configuration], expected: 0 },
    {
      story: 'Somebody edits Fabrikam by hand. The scheduled check notices, says who it was, and exits with 2.',
      before: (emulator) =>
        emulator.portalEdit(fabrikam, {
          inboundTrust: {
            isMfaAccepted: false,
            isCompliantDeviceAccepted: true,
            isHybridAzureADJoinedDeviceAccepted: false,
          },
        }),
      words: ['drift', configuration],
      expected: 2,
    },
    {
      story: 'Apply puts it back: one PATCH with one setting.',
      words: [...apply, '--show-requests', ...journal('second.jsonl')],
      expected: 0,
    },
  ];
}
