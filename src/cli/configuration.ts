import { resolve } from 'node:path';
import { type Configuration, loadConfiguration } from '../app/loadConfiguration.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { pathExists } from '../platform/files/pathExists.ts';
import { renderDiagnosticsText } from '../render/diagnostics/diagnosticsText.ts';
import type { Invocation } from './command.ts';
import { defaultPath } from './flags/commandTable.ts';
import { cloudFlag, runContextOf } from './flags/useCaseOptions.ts';
import { textWidth } from './output/textWidth.ts';

/** The configuration that a command was given. */
export async function requireConfiguration(invocation: Invocation, paths: readonly string[]): Promise<Configuration> {
  return loadConfiguration(
    {
      paths: paths.length > 0 ? paths : [defaultPath],
      base: invocation.flags.texts.get('base'),
      cloud: cloudFlag(invocation),
    },
    runContextOf(invocation),
  );
}

/** As `configurationOf`, for commands that do without one: undefined where none was named and `configs/` is not there. */
export async function findConfiguration(
  invocation: Invocation,
  paths: readonly string[],
): Promise<Configuration | undefined> {
  if (paths.length === 0 && !(await pathExists(resolve(invocation.io.cwd, defaultPath)))) return undefined;
  const configuration = await requireConfiguration(invocation, paths);
  showWarnings(configuration.warnings, invocation);
  return configuration;
}

/** On stderr; a plan has them in itself. */
export function showWarnings(warnings: readonly Diagnostic[], { color, io, flags }: Invocation): void {
  if (flags.switches.has('quiet')) return;
  io.stderr.write(renderDiagnosticsText(warnings, { color: color.stderr, width: textWidth(io.stderr) }));
}
