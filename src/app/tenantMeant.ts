/*
 * A tenant as people name it: by its id, or by the label or domain of a partner that the configuration declares. The
 * id is what counts; a name is taken only where it is one partner's, and never guessed.
 */
import { didYouMean } from '../config/read/didYouMean.ts';
import type { DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { XtapError } from '../model/errors.ts';
import { parseTenantId, type TenantId } from '../model/tenantId.ts';
import { firstFew } from '../render/text/amounts.ts';

const mostNames = 10;

/** `asker` is what asks, as it is typed: `--only`. Throws XtapError `usage` for a word that is not one tenant's. */
export function tenantMeant(
  word: string,
  asker: string,
  desired: Pick<DesiredState, 'partners'> | undefined,
): TenantId {
  const tenantId = parseTenantId(word);
  if (tenantId) return tenantId;
  const takes = `${asker} takes the id of a tenant (a GUID), not "${word}"`;
  if (!desired) throw new XtapError('usage', `${takes}: names are those of a configuration, and there is none.`);
  const called = desired.partners.filter((partner) =>
    namesAnsweredTo(partner).some((name) => fold(name) === fold(word)),
  );
  const [only] = called;
  if (only && called.length === 1) return only.tenantId;
  throw new XtapError('usage', only ? severalMessage(word, asker, called) : strangerMessage(word, takes, desired));
}

function severalMessage(word: string, asker: string, called: readonly DesiredPartner[]): string {
  const places = called.map(({ tenantId, position }) => `${tenantId} (${position.file}:${position.line})`);
  return `${asker} ${word}: ${called.length} partners are called so. Name one by its id: ${firstFew(places, mostNames)}.`;
}

function strangerMessage(word: string, takes: string, { partners }: Pick<DesiredState, 'partners'>): string {
  const names = partners.flatMap(namesAnsweredTo);
  const labels = partners.flatMap(({ name, domain }) => name ?? domain ?? []);
  const meant = didYouMean(word, names);
  const known = labels.length === 0 ? '' : ` Partners: ${firstFew(labels, mostNames)}.`;
  return `${takes}, and no partner of the configuration has that name or domain${meant ? `; ${meant}` : '.'}${known}`;
}

function namesAnsweredTo({ name, domain }: DesiredPartner): readonly string[] {
  return [name, domain].flatMap((each) => each ?? []);
}

function fold(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
