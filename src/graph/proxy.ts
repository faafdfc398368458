/**
 * `HTTPS_PROXY` and `NO_PROXY` for our own requests. (@azure/identity looks at them by itself.) The agent is loaded only
 * where a proxy is set; loopback is never proxied.
 */
import { XtapError } from '../model/errors.ts';
import { isLoopbackHost } from './graphTarget.ts';
import type { Agent } from './http.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** An agent for requests to this URL's host, or undefined where they go out directly. Throws XtapError `usage`. */
export async function proxyAgentFor(url: string, env: Environment): Promise<Agent | undefined> {
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY;
  if (httpsProxy === undefined || httpsProxy === '' || isLoopbackHost(new URL(url).hostname)) return undefined;
  // The value may hold a password, so it is not repeated.
  if (!/^https?:$/.test(URL.canParse(httpsProxy) ? new URL(httpsProxy).protocol : '')) {
    throw new XtapError('usage', 'HTTPS_PROXY is no http(s) URL. Give one, like http://proxy.example:8080.');
  }
  const { createProxyAgent } = await import('./proxyAgent.ts');
  return createProxyAgent(url, httpsProxy);
}
