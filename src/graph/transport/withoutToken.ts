/**
 * A server may echo the token that it was sent: in an error, in a redirect, on the page of a proxy. Whatever it says
 * goes into errors, reports and the journal, where nobody knows the token any more; so it is taken out here, where it
 * is known, and before long texts are cut, since half of a token would no longer be found.
 */

/** Shorter texts occur by accident. */
const shortest = 8;

/** The text without the token and without any part of it (of a JWT: header, claims, signature). */
export function withoutToken(text: string, token: string | undefined): string {
  if (token === undefined) return text;
  const secrets = [token, encodeURIComponent(token), JSON.stringify(token).slice(1, -1), ...token.split('.')];
  return secrets
    .filter(({ length }) => length >= shortest)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}
