import { discoverPartners } from '../../app/discover/discoverPartners.ts';
import { type WrittenProposals, writeProposals } from '../../app/discover/writeProposals.ts';
import { stdinPath } from '../../config/read/sources.ts';
import { type DiscoveryView, proposalComment, renderDiscoverText } from '../../render/discover/discoverText.ts';
import { jsonText } from '../../render/text/jsonText.ts';
import { type Discovery, isUndeclared, type Lookup } from '../../replay/discovery.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { findConfiguration } from '../configuration.ts';
import { usageError } from '../errors.ts';
import { defaultPath } from '../flags/commandTable.ts';
import { cloudFlag, graphOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

/** The writer leaves out tenants with fewer people, unless told otherwise. */
const usualMinToWrite = 5;

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags, operands } = invocation;
  const { texts, switches, numbers } = flags;
  const [signIns, guests] = [texts.get('sign-ins'), switches.has('guests')];
  if (signIns === undefined && !guests) {
    throw usageError('discover needs a source.', 'Give --sign-ins FILE, --guests, or both.');
  }
  const runContext = runContextOf(invocation);
  const configuration = await findConfiguration(invocation, operands);
  const discovery = await discoverPartners(
    {
      configuration,
      signIns,
      guests,
      lookup: (texts.get('lookup') ?? 'off') as Lookup,
      minPeople: numbers.get('min-people') ?? 1,
      onlySeenApps: texts.get('apps') === 'seen',
      graph: graphOptions(invocation),
    },
    runContext,
  );
  const written = switches.has('write') ? await write(discovery, configuration?.desired, invocation) : undefined;
  const writtenIds = new Set(written?.tenants.map(({ tenantId }) => tenantId));
  const isOpen = discovery.tenants.some((tenant) => isUndeclared(tenant) && !writtenIds.has(tenant.tenantId));
  return {
    runResult: isOpen && switches.has('detailed-exitcode') ? 'changes' : 'done',
    ...discoverRenderings({ discovery, written }, invocation),
  };
}

async function write(
  discovery: Discovery,
  desired: Parameters<typeof writeProposals>[0]['desired'] | undefined,
  invocation: Invocation,
): Promise<WrittenProposals> {
  const { operands, flags } = invocation;
  if (!desired)
    throw usageError(`--write needs a configuration, and ${defaultPath} does not exist.`, 'xtap init writes one.');
  if (operands.includes(stdinPath)) throw usageError('--write cannot change a configuration from stdin.');
  return writeProposals(
    {
      paths: operands.length > 0 ? operands : [defaultPath],
      desired,
      cloud: cloudFlag(invocation),
      discovery,
      minPeople: flags.numbers.get('min-people') ?? usualMinToWrite,
      commentOf: (tenant) => proposalComment(tenant, discovery),
    },
    runContextOf(invocation),
  );
}

/** Only the text on stdout has exact numbers, and the JSON. */
export function discoverRenderings(
  view: DiscoveryView,
  invocation: Pick<Invocation, 'color' | 'width'>,
): Omit<CommandResult, 'runResult'> {
  return framedRenderings('xtap discover', invocation, {
    text: ({ width, target }) => renderDiscoverText(view, { width, hidesCounts: target === 'file' }),
    json: () => jsonText(resultObject(view)),
  });
}

function resultObject({ discovery, written }: DiscoveryView): object {
  return {
    ...discovery,
    ...(written && { written: { files: written.files, tenants: written.tenants.map(({ tenantId }) => tenantId) } }),
  };
}
