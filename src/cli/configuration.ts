import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Configuration, loadConfiguration } from '../app/loadConfiguration.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { renderDiagnosticsText } from '../render/diagnosticsText.ts';
import type { Invocation } from './command.ts';
import { textWidth } from './planDocuments.ts';
import { cloudFlag, surroundingsOf } from './settings.ts';

const defaultPath = 'configs/';

/** The configuration that a command was given; its warnings go to stderr. */
export async function configurationOf(invocation: Invocation, paths: readonly string[]): Promise<Configuration> {
  const configuration = await loadConfiguration(
    {
      paths: paths.length > 0 ? paths : [defaultPath],
      base: invocation.flags.texts.get('base'),
      cloud: cloudFlag(invocation),
    },
    surroundingsOf(invocation),
  );
  showWarnings(configuration.warnings, invocation);
  return configuration;
}

/** As `configurationOf`, for commands that do without one: undefined where none was named and `configs/` is not there. */
export async function configurationIfAny(
  invocation: Invocation,
  paths: readonly string[],
): Promise<Configuration | undefined> {
  const usual = resolve(invocation.io.cwd, defaultPath);
  const isThere =
    paths.length > 0 ||
    (await access(usual).then(
      () => true,
      () => false,
    ));
  return isThere ? configurationOf(invocation, paths) : undefined;
}

export function showWarnings(warnings: readonly Diagnostic[], { note, color, io }: Invocation): void {
  if (warnings.length === 0) return;
  note(renderDiagnosticsText(warnings, { color: color.stderr, width: textWidth(io.stderr) }).trimEnd());
}
