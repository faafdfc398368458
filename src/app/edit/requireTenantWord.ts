/*
 * The word that names the tenant to add. A URL or an address is refused, with the command to run. xtap does not take
 * its domain silently, because a person's address can have the domain of another tenant.
 */
import { guidsIn } from '../../config/read/codecs/guidMistake.ts';
import { XtapError } from '../../model/errors.ts';
import { parseTenantId } from '../../model/tenantId.ts';
import { excerpt } from '../../platform/text.ts';

/** Throws XtapError `usage` for what is neither an id nor a domain. */
export function requireTenantWord(word: string): void {
  if (parseTenantId(word)) return;
  const [id, ...others] = word.length > 1000 ? [] : guidsIn(word);
  if (id === undefined && isDomain(word)) return;
  const meant = others.length > 0 ? undefined : (id ?? domainIn(word));
  const wayOut = meant === undefined ? 'Give one id (a GUID) or one domain.' : `Run "xtap add ${meant}".`;
  throw new XtapError('usage', `add takes the id of a tenant or one of its domains, not "${excerpt(word)}".`, {
    notDone: 'Nothing was written.',
    next: wayOut,
  });
}

function isDomain(word: string): boolean {
  return /^[^\s/@:,]+$/.test(word);
}

/** The domain of a URL or an address; of a sign-in page the domain in its path. */
function domainIn(word: string): string | undefined {
  const [, address] = /^(?:mailto:)?[^\s@/]+@([\w-]+(?:\.[\w-]+)+)$/i.exec(word) ?? [];
  const [, host = '', path = ''] =
    /^(?:[a-z][a-z\d+.-]*:\/\/)?([\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/?#](.*))?$/i.exec(word) ?? [];
  const [inPath = ''] = path.split('/');
  const isSignIn = /^login\.(?:microsoftonline|partner\.microsoftonline|windows)\./i.test(host);
  const found = address ?? (isSignIn ? (inPath.includes('.') ? inPath : undefined) : host);
  return found === undefined || found === '' ? undefined : found.toLowerCase();
}
