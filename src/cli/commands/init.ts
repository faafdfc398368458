import { type InitResult, initFolder } from '../../app/initFolder.ts';
import { usualFolder } from '../../config/read/sourceFile.ts';
import type { ApiVersion } from '../../model/cloud.ts';
import { count } from '../../render/text/amounts.ts';
import { terminalText } from '../../render/text/escape.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';
import { runResultOf } from '../runResult.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags, io } = invocation;
  const ask = async (question: string): Promise<string | undefined> => {
    io.stderr.write(`${question} `);
    return io.stdin.readLine();
  };
  const dir = flags.texts.get('dir') ?? usualFolder;
  const result = await initFolder(
    {
      dir,
      split: flags.switches.has('split'),
      tenant: flags.texts.get('tenant'),
      cloud: cloudFlag(invocation),
      apiVersion: flags.texts.get('api') as ApiVersion | undefined,
      graph: graphOptions(invocation),
      ask: io.stdin.isTTY ? ask : undefined,
    },
    runContextOf(invocation),
  );
  const text = (): string => textOf(result, dir);
  return {
    runResult: runResultOf(true, invocation.signal),
    renderings: framedRenderings('xtap init', { text, json: () => jsonText(result) }),
  };
}

function textOf({ tenantId, partners, created, kept, missingIgnoreLines }: InitResult, dir: string): string {
  const files = (verb: string, names: readonly string[]): readonly string[] =>
    names.map((name) => `  ${verb} ${terminalText(name)}`);
  const lacking = missingIgnoreLines.length > 0;
  const paths = dir === usualFolder ? '' : ` ${terminalText(dir)}`;
  return [
    ...(tenantId === undefined ? [] : [`Tenant ${tenantId}: ${count(partners ?? 0, 'partner')}.`]),
    ...files('wrote', created),
    ...files('kept ', kept),
    ...(created.length === 0 ? ['Everything was there already. xtap wrote nothing.'] : []),
    ...(lacking
      ? ['Add these lines to .gitignore (xtap did not change it):', ...missingIgnoreLines.map((line) => `  ${line}`)]
      : []),
    `Next: run "xtap plan${paths}".${tenantId === undefined ? '' : ' It shows no changes until you edit the YAML.'}`,
    '',
  ].join('\n');
}
