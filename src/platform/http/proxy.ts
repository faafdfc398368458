/**
 * `HTTPS_PROXY` and `NO_PROXY` for xtap's own requests (@azure/identity reads them by itself). The agent is loaded only
 * if a proxy is set. Requests to loopback never use the proxy.
 */

import { XtapError } from '../../model/errors.ts';
import { isLoopbackHost } from './loopback.ts';
import type { Agent } from './sendHttp.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The agent for requests to this URL's host; undefined if they use no proxy. Throws XtapError `usage`. */
export async function proxyAgentFor(url: string, env: Environment): Promise<Agent | undefined> {
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY;
  const target = new URL(url);
  if (httpsProxy === undefined || httpsProxy === '' || isLoopbackHost(target.hostname)) return undefined;
  const proxy = readProxy(httpsProxy);
  if (isExempt(target, env.no_proxy ?? env.NO_PROXY ?? '')) return undefined;
  const { TunnelAgent } = await import('./tunnelAgent.ts');
  return new TunnelAgent(proxy);
}

/** Messages do not repeat the value, since it may contain a password. */
function readProxy(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new XtapError('usage', 'HTTPS_PROXY is not an http(s) URL.', {
      next: 'Give one, like http://proxy.example:8080.',
    });
  }
  const { username, password } = url;
  try {
    return { url, credentials: username && `${decodeURIComponent(username)}:${decodeURIComponent(password)}` };
  } catch {
    throw new XtapError('usage', 'The user name or the password in HTTPS_PROXY contains a bare "%".', {
      next: 'Write it as "%25".',
    });
  }
}

/** The same rules as curl: names (with their subdomains, optionally with a port), or `*` for all. */
function isExempt({ hostname, port }: URL, noProxy: string): boolean {
  return noProxy.split(/[,\s]+/).some((entry) => {
    const [, name = '', onlyPort = port] = /^(?:\*?\.)?(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    const isMatch = name === '*' || hostname === name || (name !== '' && hostname.endsWith(`.${name}`));
    return isMatch && Number(onlyPort || 443) === Number(port || 443);
  });
}
