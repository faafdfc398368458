/**
 * Requests through a tunnel that a proxy opens (CONNECT). `proxy.ts` loads this module only if a proxy is set.
 *
 * Not https-proxy-agent: it waits without end for a proxy that does not answer, and a connection that fails at the
 * wrong moment ends the process.
 */
import { request as overHttp } from 'node:http';
import { Agent, request as overHttps, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { connectTimeoutMs, keepAliveOptions } from './sendHttp.ts';

export interface Proxy {
  readonly url: URL;
  /** `user:password`, decoded. */
  readonly credentials: string | undefined;
}

type Created = (error: Error | null, socket?: Duplex) => void;

export class TunnelAgent extends Agent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy) {
    super(keepAliveOptions);
    this.#proxy = proxy;
  }

  override createConnection(options: RequestOptions, created: Created): undefined {
    const { protocol, hostname, port } = this.#proxy.url;
    const { credentials } = this.#proxy;
    const host = `${options.host?.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
    const tunnel = (protocol === 'https:' ? overHttps : overHttp)({
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      method: 'CONNECT',
      path: host,
      headers: {
        Host: host,
        'Proxy-Connection': 'keep-alive',
        ...(credentials && { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
      agent: false,
    });
    const timer = setTimeout(() => {
      tunnel.destroy(new Error(`no answer from the proxy within ${connectTimeoutMs / 1000} s`));
    }, connectTimeoutMs);
    tunnel.once('close', () => clearTimeout(timer));
    tunnel.on('error', created);
    tunnel.once('connect', ({ statusCode }, socket) => {
      // The TLS connection inside the tunnel reports all later errors.
      socket.on('error', () => undefined);
      if (statusCode === 200) return created(null, connectTls({ ...(options as ConnectionOptions), socket }));
      socket.destroy();
      created(new Error(`the proxy answered CONNECT with status ${statusCode}`));
    });
    tunnel.end();
  }
}
