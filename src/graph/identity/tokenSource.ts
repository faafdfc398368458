/**
 * One token for the whole run, however many requests ask at once: 20 parallel `getToken` calls of @azure/identity are
 * 20 token requests. It is renewed shortly before it expires, and when Graph refuses it although it should be good
 * (revoked, or this machine's clock is wrong).
 */
import { XtapError } from '../../model/errors.ts';

export interface TokenSource {
  readonly token: () => Promise<string>;
  /** Another token than the refused one; undefined if there is none to be had. */
  readonly renew: (refused: string) => Promise<string | undefined>;
}

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Asks for a token; `isRenewal` means that a cached one will not do. */
export type TokenIssuer = (isRenewal: boolean) => Promise<IssuedToken>;

const renewalMarginMs = 120_000;

/** A bearer token that the user brought along (`XTAP_ACCESS_TOKEN`). */
export function fixedTokenSource(token: string): TokenSource {
  const checked = checkToken(token.trim(), 'XTAP_ACCESS_TOKEN');
  return { token: async () => checked, renew: async () => undefined };
}

export function sharedTokenSource(issue: TokenIssuer, now: () => number): TokenSource {
  let current: (IssuedToken & { readonly renewAt: number }) | undefined;
  let pending: Promise<string> | undefined;

  const ask = (isRenewal: boolean): Promise<string> => {
    pending ??= issue(isRenewal)
      .then((issued) => {
        const token = checkToken(issued.token, 'The token of the identity provider');
        // A short-lived token is used for half of its life, so that the margin does not mean a new one per request.
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
    token: async () => (current !== undefined && now() < current.renewAt ? current.token : ask(false)),
    renew: async (refused) => {
      if (current !== undefined && current.token !== refused) return current.token;
      const renewed = await ask(true);
      return renewed === refused ? undefined : renewed;
    },
  };
}

/** What cannot be a header would fail later on, far from where the token came from. */
function checkToken(token: string, source: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new XtapError(
    'credential-unavailable',
    `${source} is empty or holds characters that no token has (white space, for instance).`,
  );
}
