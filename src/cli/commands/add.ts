import { addPartner } from '../../app/edit/addPartner.ts';
import { diagnosticObject } from '../../render/diagnostics/diagnosticsJson.ts';
import { terminalText } from '../../render/text/escape.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import { wrapLines } from '../../render/text/wrapText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { showWarnings } from '../configuration.ts';
import { usageError } from '../errors.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags, operands } = invocation;
  const [tenant, ...others] = operands;
  if (tenant === undefined || others.length > 0) throw usageError('add takes one tenant: its id, or a domain of it.');
  const { texts } = flags;
  const result = await addPartner(
    {
      tenant,
      profile: texts.get('profile'),
      file: texts.get('file'),
      name: texts.get('name'),
      cloud: cloudFlag(invocation),
      graph: graphOptions(invocation),
    },
    runContextOf(invocation),
  );
  showWarnings(result.warnings, invocation);
  const { tenantId, domain, name, file, line } = result;
  const label = [name, tenantId, domain].filter((part) => part !== undefined).join('  ');
  return {
    runResult: 'done',
    ...framedRenderings('xtap add', invocation, {
      text: ({ width }) =>
        `${wrapLines([`Added ${terminalText(label)} at ${terminalText(file)}:${line}.`], width).join('\n')}\n`,
      json: () => jsonText({ ...result, warnings: result.warnings.map(diagnosticObject) }),
    }),
  };
}
