/** A module of its own, so that these packages are loaded only where a proxy is set; see `proxy.ts`. */
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import type { Agent } from './http.ts';

/** Undefined where `NO_PROXY`, which is read from the environment of the process, names the host of this URL. */
export function createProxyAgent(url: string, httpsProxy: string): Agent | undefined {
  return getProxyForUrl(url) === '' ? undefined : new HttpsProxyAgent(httpsProxy, { keepAlive: true });
}
