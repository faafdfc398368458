import type { PullResult } from '../../app/edit/pullResult.ts';
import { pullTenant } from '../../app/edit/pullTenant.ts';
import { usualFolder } from '../../config/read/sourceFile.ts';
import type { ApiVersion } from '../../model/cloud.ts';
import { acceptedLines, entrySentence } from '../../render/pull/pullText.ts';
import { count } from '../../render/text/amounts.ts';
import { terminalText } from '../../render/text/escape.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import { wrapLines } from '../../render/text/wrapText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { usageError } from '../errors.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';
import { runResultOf } from '../runResult.ts';

/** `--snapshot` alone does not write YAML; with `--dir`, `--split` or `--profiles`, pull writes both. */
export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags, operands } = invocation;
  if (operands.length > 0) throw usageError('pull takes no path.', '--dir names the folder.');
  const snapshot = flags.texts.get('snapshot');
  const dir = flags.texts.get('dir');
  const split = flags.switches.has('split');
  const profiles = flags.switches.has('profiles');
  const writesYaml = snapshot === undefined || dir !== undefined || split || profiles;
  const result = await pullTenant(
    {
      dir: dir ?? usualFolder,
      writesYaml,
      split,
      profiles,
      snapshot,
      dryRun: flags.switches.has('dry-run'),
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
    ...framedRenderings('xtap pull', invocation, {
      text: ({ width }) => textOf(result, writesYaml, width),
      json: () => jsonText(result),
    }),
  };
}

function textOf(result: PullResult, writesYaml: boolean, width: number): string {
  const { tenantId, dir, partners, entries, accepted, created, changed, removed, profiles, snapshot, dryRun } = result;
  const file = (verb: string, names: readonly string[]): readonly string[] =>
    names.map((name) => `  ${verb} ${terminalText(name)}`);
  const [wrote, rewrote, deleted] = dryRun
    ? ['would write', 'would change', 'would remove']
    : ['wrote', 'changed', 'removed'];
  const nothing = created.length + changed.length + removed.length === 0;
  const lines = [
    `Tenant ${tenantId}: ${count(partners, 'partner')}.`,
    ...file(wrote, snapshot === undefined ? [] : [snapshot]),
    ...file(wrote, created),
    ...file(rewrote, changed),
    ...file(deleted, removed),
    ...(writesYaml && nothing ? [`${terminalText(dir)} matches the tenant: nothing to change.`] : []),
    ...(writesYaml && !nothing ? [entrySentence(entries, dryRun)] : []),
  ];
  const last = [...(profiles ? profileLines(profiles) : []), ...(dryRun ? ['Nothing was written (--dry-run).'] : [])];
  return [...wrapLines(lines, width), ...acceptedLines(accepted, width), ...wrapLines(last, width), ''].join('\n');
}

function profileLines(profiles: NonNullable<PullResult['profiles']>): readonly string[] {
  if (profiles.length === 0) return ['No new profile: no two partners without a profile have the same settings.'];
  return [
    'New profiles. Give each a name that says what it is for:',
    ...profiles.map(({ name, partners }) => `  ${name}  ${count(partners, 'partner')}`),
  ];
}
