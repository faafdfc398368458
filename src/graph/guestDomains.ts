/*
 * The guest accounts of this tenant by mail domain. xtap reads names and addresses only to count domains, and keeps
 * nothing about a person.
 */
import { eachPage } from './pages.ts';
import type { ReadContext } from './readGraph.ts';

export interface GuestDomainCount {
  readonly domain: string;
  readonly guests: number;
  /** Somebody of this domain has an account in an Entra tenant, so the domain may lead to one. */
  readonly mayBeTenant: boolean;
}

/** What Graph calls the issuer of every account of another Entra tenant. */
const entraIssuer = 'ExternalAzureAD';

/** Needs User.Read.All; without it XtapError `graph-forbidden`. */
export async function readGuestDomains(context: ReadContext): Promise<readonly GuestDomainCount[]> {
  const counts = new Map<string, GuestDomainCount>();
  const query = { $filter: "userType eq 'Guest'", $select: 'mail,userPrincipalName,identities', $top: '999' };
  for await (const { items } of eachPage(context, { method: 'GET', path: '/users', query })) {
    for (const item of items) {
      const domain = domainOf(item);
      if (domain === undefined) continue;
      const { guests = 0, mayBeTenant = false } = counts.get(domain) ?? {};
      counts.set(domain, { domain, guests: guests + 1, mayBeTenant: mayBeTenant || isEntraAccount(item) });
    }
  }
  return [...counts.values()];
}

const domainPattern = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** The domain of the mail address; without one, that of the account, which `#EXT#` follows. */
function domainOf(user: unknown): string | undefined {
  const [mail, name] = [textOf(user, 'mail'), textOf(user, 'userPrincipalName')];
  const account = name.split('#EXT#')[0] ?? '';
  const domain = (mail.includes('@') ? mail.split('@').at(-1) : account.split('_').at(-1))?.toLowerCase();
  return domain !== undefined && domainPattern.test(domain) ? domain : undefined;
}

/** Also true if Graph does not show identities. */
function isEntraAccount(user: unknown): boolean {
  const identities: unknown = Reflect.get(Object(user), 'identities');
  if (!Array.isArray(identities) || identities.length === 0) return true;
  return identities.some((identity) => textOf(identity, 'issuer') === entraIssuer);
}

function textOf(value: unknown, key: string): string {
  const member: unknown = Reflect.get(Object(value), key);
  return typeof member === 'string' ? member : '';
}
