import { copySample } from '../../app/edit/copySample.ts';
import { type InitResult, initFolder } from '../../app/initFolder.ts';
import { usualFolder } from '../../config/read/sourceFile.ts';
import type { CiSystem } from '../../config/write/ciSystem.ts';
import type { ApiVersion } from '../../model/cloud.ts';
import { count } from '../../render/text/amounts.ts';
import { terminalText } from '../../render/text/escape.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import { wrapLines } from '../../render/text/wrapText.ts';
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
  if (flags.switches.has('sample'))
    return sampleResult(await copySample(io.sampleConfiguration, dir, io.cwd), invocation);
  const result = await initFolder(
    {
      dir,
      split: flags.switches.has('split'),
      tenant: flags.texts.get('tenant'),
      cloud: cloudFlag(invocation),
      apiVersion: flags.texts.get('api') as ApiVersion | undefined,
      graph: graphOptions(invocation),
      ci: flags.texts.get('ci') as CiSystem | undefined,
      action: flags.texts.get('action'),
      ask: io.stdin.isTTY ? ask : undefined,
    },
    runContextOf(invocation),
  );
  return {
    runResult: runResultOf(true, invocation.signal),
    ...framedRenderings('xtap init', invocation, {
      text: ({ width }) => `${wrapLines(linesOf(result, dir), width).join('\n')}\n`,
      json: () => jsonText(result),
    }),
  };
}

/** What is left to do on the CI system. The headers of the written files say it in full. */
const ciSteps: Readonly<Record<CiSystem, readonly string[]>> = {
  github: [
    'an application that only reads, with a federated credential for this repository; its id in the variable XTAP_PLAN_CLIENT_ID, the tenant in XTAP_TENANT_ID',
    'an environment xtap-apply with required reviewers, for main only; in it, XTAP_APPLY_CLIENT_ID: the application that writes',
    'rules for the branch main and the tags xtap-applied/**',
  ],
  azure: [
    'service connections xtap-plan (only reads) and xtap-apply (writes), with workload identity federation',
    'an environment xtap-apply with approvals, branch control for refs/heads/main, and the exclusive lock',
    'a build validation policy of main that runs the pipeline',
  ],
  gitlab: [
    'two applications with a federated credential for this project; the variables XTAP_TENANT_ID, XTAP_PLAN_CLIENT_ID and XTAP_APPLY_CLIENT_ID',
    'the protected environment xtap-apply, the protected default branch, and the protected tags xtap-applied/*',
    'a pipeline schedule for drift',
  ],
};

function sampleResult(created: readonly string[], invocation: Invocation): CommandResult {
  const text = (): string => created.map((file) => `wrote ${terminalText(file)}\n`).join('');
  return {
    runResult: 'done',
    ...framedRenderings('xtap init', invocation, { text, json: () => jsonText({ created }) }),
  };
}

function linesOf(
  { tenantId, partners, created, kept, missingIgnoreLines, ci }: InitResult,
  dir: string,
): readonly string[] {
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
    ...(ci?.notes ?? []).map((note) => terminalText(note)),
    ...(ci === undefined
      ? []
      : ['Set up, once (the first lines of the files say how):', ...ciSteps[ci.system].map((step) => `  ${step}`)]),
    `Next: run "xtap plan${paths}".${tenantId === undefined ? '' : ' It shows no changes until you edit the YAML.'}`,
  ];
}
