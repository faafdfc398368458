import { type ExplainRequest, explainTenant } from '../../app/explainTenant.ts';
import { renderExplainText } from '../../render/explainText.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { findConfiguration } from '../configuration.ts';
import { usageError } from '../errors.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags } = invocation;
  const [tenant, ...paths] = invocation.operands;
  if (tenant === undefined) throw usageError('explain takes the tenant that is to be explained.');
  const explanation = await explainTenant(
    {
      tenant,
      configuration: await findConfiguration(invocation, paths),
      graph: graphOptions(invocation),
      cloud: cloudFlag(invocation),
      live: flags.texts.get('live'),
      desired: flags.switches.has('desired'),
      direction: flags.texts.get('direction') as ExplainRequest['direction'],
      service: flags.texts.get('service') as ExplainRequest['service'],
      users: flags.lists.get('user') ?? [],
      groups: flags.lists.get('group') ?? [],
      apps: flags.lists.get('app') ?? [],
    },
    runContextOf(invocation),
  );
  return {
    runResult: 'done',
    ...framedRenderings('xtap explain', invocation, {
      text: (layout) => renderExplainText(explanation, layout),
      json: () => jsonText(explanation),
    }),
  };
}
