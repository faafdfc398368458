/**
 * `HTTPS_PROXY` and `NO_PROXY` for what goes through Node's fetch, which does not look at them by itself.
 * (@azure/identity does, for its own requests.) undici is loaded only where a proxy is set; loopback is never proxied.
 */
import { XtapError } from '../model/errors.ts';
import { isLoopbackHost } from './graphTarget.ts';
import type { FetchDispatcher } from './proxyAgent.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A dispatcher for fetch towards this URL's host, or undefined where requests go out directly. Throws XtapError `usage`. */
export async function proxyDispatcher(url: string, env: Environment): Promise<FetchDispatcher | undefined> {
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY;
  if (httpsProxy === undefined || httpsProxy === '' || isLoopbackHost(new URL(url).hostname)) return undefined;
  // The value may hold a password, so it is not repeated.
  if (!/^https?:$/.test(URL.canParse(httpsProxy) ? new URL(httpsProxy).protocol : '')) {
    throw new XtapError('usage', 'HTTPS_PROXY is no http(s) URL. Give one, like http://proxy.example:8080.');
  }
  const { createProxyAgent } = await import('./proxyAgent.ts');
  return createProxyAgent(httpsProxy, env.no_proxy ?? env.NO_PROXY ?? '');
}
