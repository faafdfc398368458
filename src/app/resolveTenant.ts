/*
 * Resolves a tenant that a user named: by its id, or by the name or domain of a partner that the configuration
 * declares. A name counts only if exactly one partner has it; xtap does not guess.
 */
import { didYouMean } from '../config/read/didYouMean.ts';
import type { DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { parseTenantId, type TenantId } from '../model/tenantId.ts';
import { firstFew } from '../render/text/amounts.ts';

const maxNames = 10;

/** `asker` is the flag or command that takes the word, as typed: `--only`. Throws XtapError `usage`. */
export function resolveTenant(
  word: string,
  asker: string,
  desired: Pick<DesiredState, 'partners'> | undefined,
): TenantId {
  const tenantId = parseTenantId(word);
  if (tenantId) return tenantId;
  if (!desired) {
    const message = `${asker} takes the id of a tenant (a GUID), not "${word}": names are those of a configuration, and there is none here. Give the id.`;
    throw new XtapError('usage', message);
  }
  const matches = desired.partners.filter((partner) => namesOf(partner).some((name) => fold(name) === fold(word)));
  const [only] = matches;
  if (only && matches.length === 1) return only.tenantId;
  throw new XtapError(
    'usage',
    only ? ambiguousMessage(word, asker, matches) : unknownTenantMessage(word, asker, desired),
  );
}

function ambiguousMessage(word: string, asker: string, matches: readonly DesiredPartner[]): string {
  const places = matches.map(({ tenantId, position }) => `${tenantId} (${position.file}:${position.line})`);
  return `${asker} ${word} matches ${matches.length} partners. Give the id of one: ${firstFew(places, maxNames)}.`;
}

function unknownTenantMessage(word: string, asker: string, { partners }: Pick<DesiredState, 'partners'>): string {
  const names = partners.flatMap(namesOf);
  const labels = partners.flatMap(({ name, domain }) => name ?? domain ?? []);
  const suggestion = didYouMean(word, names);
  const listing = labels.length === 0 ? '' : ` Partners: ${firstFew(labels, maxNames)}.`;
  const unknown = `${asker}: no partner of the configuration has the name or domain "${word}"`;
  return `${unknown}${suggestion ? `; ${suggestion}` : '. Give the id of a tenant (a GUID), or one of the names.'}${listing}`;
}

function namesOf({ name, domain }: DesiredPartner): readonly string[] {
  return [name, domain].flatMap((each) => each ?? []);
}

function fold(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
