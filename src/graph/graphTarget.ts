/**
 * Decides which Graph a run uses. The checks that keep a token from the wrong server happen here, before a token is
 * requested: plain http only for loopback, and an origin without path, query and user name.
 */
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import { isLoopbackHost } from '../platform/http/loopback.ts';
import type { Environment } from '../platform/http/proxy.ts';
import { cloudEndpoints } from './cloudEndpoints.ts';

export interface GraphTarget {
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  /** Scheme, host and port, without a trailing slash. */
  readonly origin: string;
  readonly isLoopback: boolean;
  readonly scope: string;
  readonly authorityHost: string;
}

export interface GraphTargetOptions {
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  /** `--graph-url`; undefined means the cloud's own Graph. */
  readonly graphUrl?: string | undefined;
}

/** Throws XtapError `insecure-url` or `usage`. */
export function resolveGraphTarget({ cloud, apiVersion, graphUrl }: GraphTargetOptions): GraphTarget {
  const { graphOrigin, authorityHost, scope } = cloudEndpoints[cloud];
  const url = readOrigin(graphUrl ?? graphOrigin);
  const isLoopback = isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) {
    throw new XtapError('insecure-url', `${url.origin} is plain http: others on the network could read the token.`, {
      next: 'Use https; http is accepted for 127.0.0.1, [::1] and localhost only.',
    });
  }
  return { cloud, apiVersion, origin: url.origin, isLoopback, scope, authorityHost };
}

/** `AZURE_AUTHORITY_HOST` has precedence over the cloud's own authority. */
export function authorityOf(target: GraphTarget, env: Environment): string {
  const host = env.AZURE_AUTHORITY_HOST ?? '';
  return (host === '' ? target.authorityHost : host).replace(/\/+$/, '');
}

function readOrigin(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new XtapError('usage', `The Graph URL "${text}" is not an http(s) URL.`, {
      next: 'Give an origin, like https://graph.microsoft.com.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new XtapError('usage', `The Graph URL for ${url.host} contains a user name or password.`, {
      next: `Graph takes bearer tokens only; give the plain origin ${url.origin}.`,
    });
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new XtapError('usage', `The Graph URL "${text}" is more than an origin.`, {
      next: `Give ${url.origin}; the API version is chosen with "api" in the configuration.`,
    });
  }
  return url;
}
