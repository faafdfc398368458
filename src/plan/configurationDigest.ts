import type { Declaration, Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { canonicalJson, compareText, type Json } from '../model/json.ts';
import { memoize } from '../model/memoize.ts';
import { sha256OfParts } from './digest.ts';

/**
 * SHA-256 over what a configuration means: labels, order, files, profiles and ways of writing are not in it. A line of
 * JSON for what holds for all, then one for each partner, so that the whole text of a large configuration is never
 * in memory.
 */
export function configurationDigest(desired: DesiredState): string {
  return sha256OfParts(linesOf(desired));
}

/** All partners of a profile share its values, so the text of each value is made once. */
const textOfValue = memoize(canonicalJson);

function* linesOf(desired: DesiredState): Iterable<string> {
  const common: Json = {
    tenantId: desired.tenantId,
    cloud: desired.cloud,
    apiVersion: desired.apiVersion,
    undeclaredPartners: desired.undeclaredPartners,
    protected: [...desired.protected].sort(compareText),
    guards: { ...desired.guards },
  };
  yield `[${canonicalJson(common)},${textOf(desired.policy)},${textOf(desired.default)}]`;
  const partners = [...desired.partners].sort((a, b) => compareText(a.tenantId, b.tenantId));
  for (const partner of partners) yield `\n${textOfPartner(partner)}`;
}

function textOfPartner({ tenantId, state, undeclaredSettings, settings }: DesiredPartner): string {
  return `["${tenantId}","${state}","${undeclaredSettings}",${textOf(settings)}]`;
}

function textOf(declarations: Declarations): string {
  const entries = [...declarations].sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([name, declaration]) => `"${name}":${meaningOf(declaration)}`).join(',')}}`;
}

function meaningOf(declaration: Declaration): string {
  return declaration.state === 'value' ? `[${textOfValue(declaration.value)}]` : `"${declaration.state}"`;
}
