import { type PullResult, pullTenant } from '../../app/edit/pullTenant.ts';
import { usualFolder } from '../../config/read/sourceFile.ts';
import type { ApiVersion } from '../../model/cloud.ts';
import { count, formatNumber } from '../../render/text/amounts.ts';
import { terminalText } from '../../render/text/escape.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { usageError } from '../errors.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';
import { runResultOf } from '../runResult.ts';

/** `--snapshot` alone does not write YAML; with `--dir` or `--split`, pull writes both. */
export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags, operands } = invocation;
  if (operands.length > 0) throw usageError('pull takes no path; --dir names the folder.');
  const snapshot = flags.texts.get('snapshot');
  const dir = flags.texts.get('dir');
  const split = flags.switches.has('split');
  const writesYaml = snapshot === undefined || dir !== undefined || split;
  const result = await pullTenant(
    {
      dir: dir ?? usualFolder,
      writesYaml,
      split,
      snapshot,
      live: flags.texts.get('live'),
      cloud: cloudFlag(invocation),
      apiVersion: flags.texts.get('api') as ApiVersion | undefined,
      graph: graphOptions(invocation),
    },
    runContextOf(invocation),
  );
  return {
    // An interruption does not stop the writing of files: all are written, and only the exit code shows the signal.
    runResult: runResultOf(true, invocation.signal),
    renderings: framedRenderings('xtap pull', {
      text: () => textOf(result, writesYaml),
      json: () => jsonText(result),
    }),
  };
}

function textOf(result: PullResult, writesYaml: boolean): string {
  const { tenantId, dir, partners, entries, created, changed, removed, snapshot } = result;
  const lines = [`Tenant ${tenantId}: ${count(partners, 'partner')}.`];
  const file = (verb: string, names: readonly string[]): readonly string[] =>
    names.map((name) => `  ${verb} ${terminalText(name)}`);
  if (snapshot !== undefined) lines.push(...file('wrote', [snapshot]));
  if (writesYaml) {
    lines.push(...file('wrote', created), ...file('changed', changed), ...file('removed', removed));
    const nothing = created.length + changed.length + removed.length === 0;
    lines.push(nothing ? `${terminalText(dir)} says what the tenant is: nothing to change.` : entriesLine(entries));
  }
  return `${lines.join('\n')}\n`;
}

function entriesLine(entries: PullResult['entries']): string {
  const { added, changed, removed } = entries;
  if (added + changed + removed === 0) return 'No entry of a partner changed.';
  const counts = [
    `${formatNumber(added)} added`,
    `${formatNumber(changed)} changed`,
    `${formatNumber(removed)} removed`,
  ];
  return `Entries: ${counts.join(', ')}.`;
}
