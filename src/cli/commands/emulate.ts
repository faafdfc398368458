import { resolve } from 'node:path';
import { type Facts, readFacts } from '../../emulator/facts.ts';
import { type EmulatorOptions, startEmulator } from '../../emulator/http/server.ts';
import { seedOfSnapshot } from '../../emulator/state/snapshotSeed.ts';
import { XtapError } from '../../model/errors.ts';
import { type Json, parseUntrustedJson } from '../../model/json.ts';
import { readText } from '../../platform/files/readText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { controlEmulator } from '../controlEmulator.ts';
import { usageError } from '../errors.ts';
import { defaults } from '../flags/flags.ts';

type Seed = Exclude<EmulatorOptions['seed'], string | undefined>;

export async function run(invocation: Invocation): Promise<CommandResult> {
  if (invocation.operands.length > 0) return controlEmulator(invocation);
  const { io, signal, format } = invocation;
  const emulator = await startEmulator(await optionsOf(invocation)).catch((error: unknown) => {
    const { code, message = String(error) } = Object(error) as Partial<NodeJS.ErrnoException>;
    const port = invocation.flags.numbers.get('port');
    if (code === 'EADDRINUSE') throw usageError(`Port ${port} is already in use.`, 'Choose another with --port.');
    throw usageError(`The emulator cannot start: ${message}.`);
  });
  // Printed at once, because scripts wait for this first line.
  io.stdout.write(
    format === 'json' ? `${JSON.stringify({ url: emulator.url })}\n` : `Graph emulator on ${emulator.url}\n`,
  );
  invocation.note(`Ctrl-C ends it. In another terminal: xtap plan configs/ --graph-url ${emulator.url}`);
  await new Promise<void>((resolveStopped) => {
    if (signal.aborted) resolveStopped();
    signal.addEventListener('abort', () => resolveStopped(), { once: true });
  });
  await emulator.close();
  return { runResult: 'done', renderings: {} };
}

async function optionsOf({ flags, io, note }: Invocation): Promise<EmulatorOptions> {
  const { numbers, texts, lists, switches } = flags;
  const seed = texts.get('seed');
  const pageSize = numbers.get('page-size');
  const writesPerSecond = numbers.get('quota');
  const signIns = numbers.get('sign-ins');
  const nested = texts.get('nested') as EmulatorOptions['nested'];
  const facts = texts.get('facts');
  return {
    ...(facts === undefined ? {} : { facts: await factsIn(resolve(io.cwd, facts), facts) }),
    ...(nested === undefined ? {} : { nested }),
    port: numbers.get('port') ?? 0,
    ...(pageSize === undefined ? {} : { pageSize }),
    latencyMs: numbers.get('latency') ?? 0,
    ...(signIns === undefined ? {} : { signIns }),
    faults: lists.get('fault') ?? [],
    seed:
      seed === undefined ? 'sample' : seed === 'empty' ? 'empty' : await seedFromSnapshot(resolve(io.cwd, seed), seed),
    ...(writesPerSecond === undefined
      ? {}
      : { quota: { writesPerSecond, burst: numbers.get('quota-burst') ?? defaults.quotaBurst } }),
    ...(switches.has('log')
      ? { onAnswer: ({ method, path, status }) => note(`${method} ${path} ${status ?? 'no answer'}`) }
      : {}),
  };
}

/** The facts in a file of `npm run test:live`. `name` is the path for messages. */
async function factsIn(path: string, name: string): Promise<Facts> {
  const text = await readText(path, name);
  try {
    return readFacts(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new XtapError('invalid-path', `${name}: ${reason}.`);
  }
}

/** Turns a snapshot of `xtap pull --snapshot` into a seed. `name` is the path for messages. */
async function seedFromSnapshot(path: string, name: string): Promise<Seed> {
  const text = await readText(path, name);
  try {
    const seed = seedOfSnapshot(parseUntrustedJson(text.replace(/^\uFEFF/, '')) as Json);
    if (seed) return seed;
  } catch {
    // Text that is not JSON is not a snapshot either.
  }
  throw new XtapError('invalid-snapshot', `${name} is not a snapshot.`, {
    next: '"xtap pull --snapshot FILE" writes one.',
  });
}
