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
    const message = `${asker} takes the id of a tenant (a GUID), not "${word}": names are those of a configuration, and there is none here.`;
    throw new XtapError('usage', message, { next: 'Give the id.' });
  }
  const matches = desired.partners.filter((partner) => namesOf(partner).some((name) => fold(name) === fold(word)));
  const [only] = matches;
  if (only && matches.length === 1) return only.tenantId;
  throw only ? ambiguous(word, asker, matches) : unknownTenant(word, asker, desired);
}

function ambiguous(word: string, asker: string, matches: readonly DesiredPartner[]): XtapError {
  const places = matches.map(({ tenantId, position }) => `${tenantId} (${position.file}:${position.line})`);
  return new XtapError('usage', `${asker} ${word} matches ${matches.length} partners.`, {
    next: `Give the id of one: ${firstFew(places, maxNames)}.`,
  });
}

function unknownTenant(word: string, asker: string, { partners }: Pick<DesiredState, 'partners'>): XtapError {
  const names = partners.flatMap(namesOf);
  const labels = partners.flatMap(({ name, domain }) => name ?? domain ?? []);
  const suggestion = didYouMean(word, names);
  const listing = labels.length === 0 ? '' : ` Partners: ${firstFew(labels, maxNames)}.`;
  const unknown = `${asker}: no partner of the configuration has the name or domain "${word}"`;
  return new XtapError('usage', `${unknown}${suggestion ? `; ${suggestion}` : '.'}`, {
    next: `${suggestion ? '' : 'Give the id of a tenant (a GUID), or one of the names.'}${listing}`.trim(),
  });
}

function namesOf({ name, domain }: DesiredPartner): readonly string[] {
  return [name, domain].flatMap((each) => each ?? []);
}

function fold(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
