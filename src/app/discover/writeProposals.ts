/* Writes proposed entries into the configuration, with the writer of `add`. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { usualFolder } from '../../config/read/sourceFile.ts';
import { readSources, requireSources } from '../../config/read/sources.ts';
import { appendPartners } from '../../config/write/appendPartners.ts';
import type { YamlEntry } from '../../config/write/layout.ts';
import { labelEntries, settingEntries } from '../../config/write/partnerLayout.ts';
import type { Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import { XtapError } from '../../model/errors.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { DiscoveredTenant, Discovery } from '../../replay/discovery.ts';
import { mostPeopleFirst } from '../../replay/discoveryFigures.ts';
import { missingSchema, writeFiles } from '../edit/writeFiles.ts';
import { readValidConfiguration } from '../loadConfiguration.ts';
import { isoDay, type RunContext } from '../runContext.ts';

export interface WriteRequest {
  readonly paths: readonly string[];
  readonly desired: DesiredState;
  readonly cloud: Cloud | undefined;
  readonly discovery: Discovery;
  /** Tenants with fewer people are not written. */
  readonly minPeople: number;
  /** The evidence of a tenant in one line; the file may be published. */
  readonly commentOf: (tenant: DiscoveredTenant) => string;
}

export interface WrittenProposals {
  readonly tenants: readonly DiscoveredTenant[];
  readonly files: readonly string[];
}

const reviewInDays = 180;
const dayMs = 86_400_000;

/** Throws XtapError. Then nothing was written, unless the message of `file-not-writable` lists files. */
export async function writeProposals(request: WriteRequest, runContext: RunContext): Promise<WrittenProposals> {
  const { cwd, wallNow } = runContext;
  const { paths, desired, discovery, minPeople, commentOf } = request;
  const chosen = discovery.tenants.filter(({ proposal, people }) => proposal !== null && people >= minPeople);
  // The file may be published, so the order of its entries must not tell a hidden count.
  const tenants = mostPeopleFirst(chosen, 'everybody');
  if (tenants.length === 0) return { tenants, files: [] };
  const sources = requireSources(readSources(paths, cwd), 'There is no configuration to add to.');
  const reviewBy = isoDay(wallNow() + reviewInDays * dayMs);
  const partners = tenants.map((tenant) => ({
    tenantId: tenant.tenantId,
    name: tenant.name,
    entries: entriesOf(tenant, { reviewBy, comment: commentOf(tenant), apiVersion: desired.apiVersion }),
  }));
  const dir = await folderOf(paths, cwd);
  const after = appendPartners(sources, partners, { dir, split: false });
  requireValid(after, request, runContext);
  const schema = await missingSchema({ before: sources, after }, dir, cwd);
  runContext.signal.throwIfAborted();
  const { created, changed } = await writeFiles(sources, [...after, ...schema], cwd);
  return { tenants, files: [...created, ...changed] };
}

function entriesOf(
  { tenantId, domain, name, proposal }: DiscoveredTenant,
  more: {
    readonly reviewBy: string;
    readonly comment: string;
    readonly apiVersion: DesiredState['apiVersion'];
  },
): readonly YamlEntry[] {
  const { reviewBy, comment, apiVersion } = more;
  const { entries } = settingEntries(proposal ?? {}, 'partner', { table: fieldTable, apiVersion });
  return [...labelEntries(tenantId, { domain, name, reviewBy }), { comments: [comment] }, ...entries];
}

function requireValid(
  after: ReturnType<typeof appendPartners>,
  { paths, cloud }: WriteRequest,
  runContext: RunContext,
): void {
  try {
    readValidConfiguration(after, { sourceName: paths.join(' '), cloud }, runContext);
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    const message = 'With these entries the configuration would not be valid.';
    throw new XtapError(error.code, message, { ...error.details, notDone: 'Nothing was written.' });
  }
}

/** The folder among the paths that gets the schema; the usual one without any. */
async function folderOf(paths: readonly string[], cwd: string): Promise<string> {
  for (const path of paths) {
    const info = await stat(resolve(cwd, path)).catch(() => undefined);
    if (info?.isDirectory()) return path;
  }
  return usualFolder;
}
