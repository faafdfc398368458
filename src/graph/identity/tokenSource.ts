/**
 * Shares one token among all requests of a run: 20 parallel `getToken` calls of @azure/identity would be 20 token
 * requests. The token is renewed shortly before it expires, and when Graph refuses it before that (it was revoked, or
 * this machine's clock is wrong).
 */
import { XtapError } from '../../model/errors.ts';

export interface TokenSource {
  readonly token: () => Promise<string>;
  /** A token other than the refused one; undefined if there is none. */
  readonly renew: (refused: string) => Promise<string | undefined>;
}

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Requests a token; `isRenewal` means that a cached token must not be returned. */
export type TokenIssuer = (isRenewal: boolean) => Promise<IssuedToken>;

const renewalMarginMs = 120_000;

/** A bearer token that the user provides (`XTAP_ACCESS_TOKEN`). */
export function fixedTokenSource(token: string): TokenSource {
  const written = token.trim();
  const slip = slipIn(written);
  if (slip !== undefined) throw new XtapError('credential-unavailable', `XTAP_ACCESS_TOKEN is not a token: ${slip}`);
  const validToken = checkToken(written, 'XTAP_ACCESS_TOKEN');
  return { token: async () => validToken, renew: async () => undefined };
}

/** Other things that people put there by mistake. No message contains the token. */
function slipIn(text: string): string | undefined {
  if (/^Bearer\s/i.test(text)) return 'it begins with "Bearer". Set the token alone.';
  if (/^\{/.test(text)) {
    return 'it is JSON, such as "az account get-access-token" prints. Add "--query accessToken --output tsv" to that command.';
  }
  return /^["'].*["']$/s.test(text) ? 'it is in quotes. Set it without quotes (with az: "--output tsv").' : undefined;
}

export function sharedTokenSource(issue: TokenIssuer, now: () => number): TokenSource {
  let current: (IssuedToken & { readonly renewAt: number }) | undefined;
  let pending: Promise<string> | undefined;

  const requestToken = (isRenewal: boolean): Promise<string> => {
    pending ??= issue(isRenewal)
      .then((issued) => {
        const token = checkToken(issued.token, 'The token of the identity provider');
        // Use a short-lived token for half of its life; the full margin would renew it for every request.
        const marginMs = Math.min(renewalMarginMs, Math.max(0, issued.expiresAt - now()) / 2);
        current = { ...issued, renewAt: issued.expiresAt - marginMs };
        return token;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };

  return {
    token: async () => (current !== undefined && now() < current.renewAt ? current.token : requestToken(false)),
    renew: async (refused) => {
      if (current !== undefined && current.token !== refused) return current.token;
      const renewed = await requestToken(true);
      return renewed === refused ? undefined : renewed;
    },
  };
}

/** Rejects a token that cannot be a header value here, because a later error would not name its source. */
function checkToken(token: string, source: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new XtapError(
    'credential-unavailable',
    `${source} is empty or contains characters that no token has (white space, for instance).`,
  );
}
