/* The use case behind add: one new partner entry, at the place where a person would write it. */

import { resolve } from 'node:path';
import { type SourceFile, usualFolder } from '../../config/read/sourceFile.ts';
import { isConfigurationFile, readSources, requireSources } from '../../config/read/sources.ts';
import { appendPartners } from '../../config/write/appendPartners.ts';
import { labelEntries } from '../../config/write/partnerLayout.ts';
import { findTenantByDomain } from '../../graph/directory.ts';
import type { Cloud } from '../../model/cloud.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { XtapError } from '../../model/errors.ts';
import { permissions } from '../../model/permissions.ts';
import { parseTenantId, type TenantId } from '../../model/tenantId.ts';
import { pathExists } from '../../platform/files/pathExists.ts';
import { relativeName } from '../../platform/files/relativeName.ts';
import { excerpt } from '../../platform/text.ts';
import { connect, type GraphOptions, requireTenant } from '../connect.ts';
import { isSameFile } from '../isSameFile.ts';
import { readValidConfiguration } from '../loadConfiguration.ts';
import type { RunContext } from '../runContext.ts';
import { findTenantNames } from './findTenantNames.ts';
import { requireTenantWord } from './requireTenantWord.ts';
import { missingSchema, writeFiles } from './writeFiles.ts';

export interface AddRequest {
  /** The id of a tenant, or one of its domains. */
  readonly tenant: string;
  readonly profile: string | undefined;
  readonly file: string | undefined;
  readonly name: string | undefined;
  readonly cloud: Cloud | undefined;
  readonly graph: GraphOptions;
}

export interface AddResult {
  readonly tenantId: TenantId;
  readonly domain: string | undefined;
  readonly name: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly warnings: readonly Diagnostic[];
}

const nothingToAddTo = 'There is no configuration to add to. `xtap pull` writes one from the live tenant.';

/** Throws XtapError. Then nothing was written, unless the message of `file-not-writable` lists files. */
export async function addPartner(request: AddRequest, runContext: RunContext): Promise<AddResult> {
  const { cwd } = runContext;
  if (request.file !== undefined && !isConfigurationFile(request.file)) {
    throw new XtapError('usage', `--file takes a .yaml or .yml file, not "${request.file}".`);
  }
  requireTenantWord(request.tenant);
  const sources = await readAll(request, cwd);
  const { desired } = readValidConfiguration(sources, { sourceName: usualFolder, cloud: request.cloud }, runContext);
  const file = request.file === undefined ? undefined : relativeName(resolve(cwd, request.file), cwd);
  const givenId = parseTenantId(request.tenant);
  if (givenId) refuseDeclared(givenId, desired);
  const partnerTenant = await lookUp(request, desired, runContext);
  refuseDeclared(partnerTenant.tenantId, desired);

  const { tenantId, domain, name } = partnerTenant;
  const profiles = request.profile === undefined ? [] : [request.profile];
  const partner = { tenantId, name, entries: labelEntries(tenantId, { domain, name, profiles }) };
  const before =
    file === undefined || sources.some((each) => each.file === file) ? sources : [...sources, { file, text: '' }];
  const after = appendPartners(before, [partner], { dir: usualFolder, split: false, file });
  const { desired: planned, warnings } = readOutcome(after, request, runContext);
  const entry = planned.partners.find((each) => each.tenantId === tenantId);
  if (!entry) throw new Error('What add would write does not declare the partner.');
  const schema = await missingSchema({ before: sources, after }, usualFolder, cwd);
  runContext.signal.throwIfAborted();
  await writeFiles(sources, [...after, ...schema], cwd);
  for (const each of schema) runContext.note(`Wrote ${each.file} as well, for editors: the new file points to it.`);
  if (file !== undefined && (await pathExists(resolve(cwd, usualFolder))) && !isSameFile(file, usualFolder, cwd)) {
    runContext.note(
      `${file} is not in ${usualFolder}: name it too wherever it counts, as in "xtap plan ${usualFolder} ${file}".`,
    );
  }
  const { position } = entry;
  return {
    tenantId,
    domain,
    name,
    file: position.file,
    line: position.line,
    warnings: warnings.filter((each) => each.position?.file === position.file && each.position.line >= position.line),
  };
}

/** The usual folder, and the file given by `--file`, which may lie elsewhere or be new. */
async function readAll({ file }: AddRequest, cwd: string): Promise<readonly SourceFile[]> {
  const named = file !== undefined && (await pathExists(resolve(cwd, file))) ? [file] : [];
  const paths = [
    ...((await pathExists(resolve(cwd, usualFolder))) || named.length === 0 ? [usualFolder] : []),
    ...named,
  ];
  return requireSources(readSources(paths, cwd), nothingToAddTo);
}

/** Reads the files with the new entry. Findings have the positions of the entry as it would have been written. */
function readOutcome(
  sources: readonly SourceFile[],
  request: AddRequest,
  runContext: RunContext,
): ReturnType<typeof readValidConfiguration> {
  try {
    return readValidConfiguration(sources, { sourceName: usualFolder, cloud: request.cloud }, runContext);
  } catch (error) {
    if (!(error instanceof XtapError)) throw error;
    const message = 'With this entry the configuration would not be valid.';
    throw new XtapError(error.code, message, { ...error.details, notDone: 'Nothing was written.' });
  }
}

interface PartnerTenant {
  readonly tenantId: TenantId;
  readonly domain: string | undefined;
  readonly name: string | undefined;
}

/** Looks up the tenant of a domain, or the missing name of a tenant id. A failure is an error only for a domain. */
async function lookUp(request: AddRequest, desired: DesiredState, runContext: RunContext): Promise<PartnerTenant> {
  const { tenant, name } = request;
  const tenantId = parseTenantId(tenant);
  if (tenantId && name !== undefined) return { tenantId, domain: undefined, name };
  const connection = await connect(desired, { ...request.graph, scopes: [permissions.findTenants] }, runContext);
  await requireTenant(connection, desired.tenantId);
  if (tenantId) {
    const names = await findTenantNames([tenantId], connection.context, runContext);
    return { tenantId, domain: undefined, name: names.get(tenantId) };
  }
  const domain = tenant.toLowerCase();
  const owner = await findTenantByDomain(connection.context, domain);
  if (owner) return { tenantId: owner.tenantId, domain, name: name ?? owner.displayName };
  throw invalid({
    code: 'unknown-domain',
    message: `no tenant with the domain ${domain} can be seen from this cloud`,
    hint: 'check the spelling, or give the tenant id; tenants of other clouds are not found by domain',
  });
}

function refuseDeclared(tenantId: TenantId, desired: DesiredState): void {
  if (tenantId === desired.tenantId) {
    throw invalid({
      code: 'home-tenant-as-partner',
      message: `${tenantId} is the home tenant; it cannot be its own partner`,
    });
  }
  const declared = desired.partners.find((partner) => partner.tenantId === tenantId);
  if (!declared) return;
  const { position, state, name } = declared;
  const label = name === undefined ? '' : ` (${excerpt(name)})`;
  throw invalid({
    code: 'duplicate-partner',
    message: `partner ${tenantId}${label} is declared already`,
    position,
    ...(state === 'absent' && { hint: 'this is a tombstone: change it into a partner there' }),
  });
}

function invalid(finding: Omit<Diagnostic, 'severity'>): XtapError {
  const diagnostics = [{ severity: 'error', ...finding }] as const;
  const message = 'xtap did not add the partner.';
  return new XtapError('invalid-configuration', message, { notDone: 'Nothing was written.', diagnostics });
}
