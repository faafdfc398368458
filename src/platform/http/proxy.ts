/**
 * `HTTPS_PROXY` and `NO_PROXY` for our own requests. (@azure/identity looks at them by itself.) The agent is loaded only
 * where a proxy is set; loopback is never proxied.
 */

import { XtapError } from '../../model/errors.ts';
import type { Agent } from './http.ts';
import { isLoopbackHost } from './loopback.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** An agent for requests to this URL's host, or undefined where they go out directly. Throws XtapError `usage`. */
export async function proxyAgentFor(url: string, env: Environment): Promise<Agent | undefined> {
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY;
  const target = new URL(url);
  if (httpsProxy === undefined || httpsProxy === '' || isLoopbackHost(target.hostname)) return undefined;
  const proxy = readProxy(httpsProxy);
  if (isExempt(target, env.no_proxy ?? env.NO_PROXY ?? '')) return undefined;
  const { TunnelAgent } = await import('./proxyAgent.ts');
  return new TunnelAgent(proxy);
}

/** The value may hold a password, so it is not repeated. */
function readProxy(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new XtapError('usage', 'HTTPS_PROXY is no http(s) URL. Give one, like http://proxy.example:8080.');
  }
  const { username, password } = url;
  try {
    return { url, credentials: username && `${decodeURIComponent(username)}:${decodeURIComponent(password)}` };
  } catch {
    throw new XtapError('usage', 'The user name or the password in HTTPS_PROXY holds a bare "%". Write it as "%25".');
  }
}

/** As curl reads it: names, each with all names below it, some for one port only; or `*` for all. */
function isExempt({ hostname, port }: URL, noProxy: string): boolean {
  return noProxy.split(/[,\s]+/).some((entry) => {
    const [, name = '', onlyPort = port] = /^(?:\*?\.)?(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    const isMeant = name === '*' || hostname === name || (name !== '' && hostname.endsWith(`.${name}`));
    return isMeant && Number(onlyPort || 443) === Number(port || 443);
  });
}
