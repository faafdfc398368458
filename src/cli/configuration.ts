import { resolve } from 'node:path';
import type { EarlyRead } from '../app/earlyRead.ts';
import { type Configuration, loadConfiguration } from '../app/loadConfiguration.ts';
import { stdinPath } from '../config/read/sources.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { pathExists } from '../platform/files/pathExists.ts';
import { renderDiagnosticsText } from '../render/diagnostics/diagnosticsText.ts';
import type { Invocation } from './command.ts';
import { usageError } from './errors.ts';
import { defaultPath } from './flags/commandTable.ts';
import { cloudFlag, runContextOf } from './flags/useCaseOptions.ts';

/** Loads the configuration of the given paths, or of `configs/`. Throws if it is missing or invalid. */
export async function requireConfiguration(
  invocation: Invocation,
  paths: readonly string[],
  early?: EarlyRead,
): Promise<Configuration> {
  const stdin = paths.includes(stdinPath) ? await readStdin(invocation) : undefined;
  const { texts } = invocation.flags;
  return loadConfiguration(
    {
      ...(stdin && { stdin }),
      paths: paths.length > 0 ? paths : [defaultPath],
      base: texts.get('base') ?? texts.get('new-since'),
      ...(texts.has('new-since') && { baseFlag: 'new-since' }),
      applied: appliedFlagOf(invocation),
      cloud: cloudFlag(invocation),
      early,
    },
    runContextOf(invocation),
  );
}

/** The commit as `--base` takes it, or `auto`. */
function appliedFlagOf({ flags }: Invocation): string | undefined {
  const ref = flags.texts.get('applied');
  return ref === undefined || ref === 'auto' || ref.startsWith('git:') ? ref : `git:${ref}`;
}

async function readStdin({ io, signal }: Invocation): Promise<Uint8Array> {
  if (io.stdin.isTTY) {
    throw usageError('The path - reads stdin, and stdin is a terminal.', 'Pipe a configuration into xtap.');
  }
  const bytes = await io.stdin.readAll();
  signal.throwIfAborted();
  return bytes;
}

/** For commands that also work without a configuration: undefined if no path is given and `configs/` does not exist. */
export async function findConfiguration(
  invocation: Invocation,
  paths: readonly string[],
): Promise<Configuration | undefined> {
  if (paths.length === 0 && !(await pathExists(resolve(invocation.io.cwd, defaultPath)))) return undefined;
  const configuration = await requireConfiguration(invocation, paths);
  showWarnings(configuration.warnings, invocation);
  return configuration;
}

/** Prints warnings on stderr. A plan does not need this: it contains its warnings. */
export function showWarnings(warnings: readonly Diagnostic[], { color, width, io, flags }: Invocation): void {
  if (flags.switches.has('quiet')) return;
  io.stderr.write(
    renderDiagnosticsText(warnings, { color: color.stderr, width: width.stderr, messages: width.messages }),
  );
}
