/** A module of its own, so that undici is loaded only where a proxy is set; see `proxy.ts`. */
import { EnvHttpProxyAgent } from 'undici';

export type FetchDispatcher = NonNullable<RequestInit['dispatcher']>;

export function createProxyAgent(httpsProxy: string, noProxy: string): FetchDispatcher {
  const agent = new EnvHttpProxyAgent({ httpsProxy, noProxy });
  return agent as unknown as FetchDispatcher; // two releases of undici: the types of Node's own, and the package's
}
