/* Checks of a configuration that need a tenant: who owns a domain, and whether an application exists. */

import { findApplication, findTenantByDomain } from '../graph/directory.ts';
import type { ReadContext } from '../graph/readGraph.ts';
import { leavesOf } from '../model/canonical.ts';
import type { Declaration, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { XtapError } from '../model/errors.ts';
import { fieldTable } from '../model/fieldTable.ts';
import { isJsonObject } from '../model/json.ts';
import { permissions } from '../model/permissions.ts';
import type { Position } from '../model/position.ts';
import type { Setting } from '../model/setting.ts';
import { isGuid } from '../model/tenantId.ts';
import type { RunContext } from './runContext.ts';

/**
 * Errors for domains of another tenant, warnings for missing ones. Notes once a check that the identity may not make.
 */
export async function checkOnline(
  desired: DesiredState,
  context: ReadContext,
  { note }: Pick<RunContext, 'note'>,
): Promise<readonly Diagnostic[]> {
  const domains = await permitted('Domains', permissions.findTenants, note, () => checkDomains(desired, context));
  const applications = await permitted('Application ids', permissions.readApplications, note, () =>
    checkApplications(desired, context),
  );
  return [...domains, ...applications];
}

async function permitted(
  what: string,
  permission: string,
  note: (text: string) => void,
  check: () => Promise<readonly Diagnostic[]>,
): Promise<readonly Diagnostic[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof XtapError) || error.code !== 'graph-forbidden') throw error;
    note(`${what} were not checked: that needs ${permission}.`);
    return [];
  }
}

async function checkDomains(desired: DesiredState, context: ReadContext): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  for (const partner of desired.partners) {
    const { domain } = partner;
    if (domain === undefined) continue;
    const owner = await findTenantByDomain(context, domain);
    if (owner?.tenantId !== partner.tenantId) findings.push(domainFinding(partner, domain, owner?.tenantId));
  }
  return findings;
}

function domainFinding(
  { position, domainPosition = position, tenantId }: DesiredPartner,
  domain: string,
  owner: string | undefined,
): Diagnostic {
  const owning = owner === undefined ? 'no tenant that can be seen from here' : `tenant ${owner}`;
  return {
    severity: owner === undefined ? 'warning' : 'error',
    code: owner === undefined ? 'unknown-domain' : 'domain-of-another-tenant',
    position: domainPosition,
    message: `domain ${domain} belongs to ${owning}, not to ${tenantId}`,
    hint: 'correct the domain or the tenantId',
  };
}

/** Applications of inbound settings are in the home tenant; those of outbound settings are not visible from here. */
async function checkApplications(desired: DesiredState, context: ReadContext): Promise<readonly Diagnostic[]> {
  const inbound = fieldTable.filter((row) => row.direction === 'inbound' && row.service !== 'app-service');
  const declared = [desired.default, ...desired.partners.map(({ settings }) => settings)].flatMap((settings) =>
    inbound.flatMap((row) => applicationsIn(row, settings.get(row.name))),
  );
  const places = new Map<string, Position>();
  for (const { id, position } of declared) if (!places.has(id)) places.set(id, position);
  const findings: Diagnostic[] = [];
  for (const [id, position] of places) {
    if (await findApplication(context, id)) continue;
    findings.push({
      severity: 'warning',
      code: 'unknown-application',
      position,
      message: `the tenant has no enterprise application with the id ${id}`,
    });
  }
  return findings;
}

interface DeclaredApplication {
  readonly id: string;
  readonly position: Position;
}

function applicationsIn(row: Setting, declaration: Declaration | undefined): readonly DeclaredApplication[] {
  if (declaration?.state !== 'value') return [];
  const { value, position } = declaration;
  const configurations = [...leavesOf(row, value).values()].filter(isJsonObject);
  const targets = configurations.flatMap((each) =>
    Array.isArray(each.targets) ? each.targets.filter(isJsonObject) : [],
  );
  return targets.flatMap(({ target: id, targetType }) =>
    targetType === 'application' && typeof id === 'string' && isGuid(id) ? [{ id, position }] : [],
  );
}
