/**
 * Requests through a tunnel that a proxy opens (CONNECT). A module of its own, so that it is loaded only where a proxy is
 * set; see `proxy.ts`.
 *
 * Not https-proxy-agent: a proxy that does not answer is waited for without end there, and a connection that fails in
 * the wrong moment ends the process.
 */
import { request as overHttp } from 'node:http';
import { Agent, request as overHttps, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { connectTimeoutMs, keptAlive } from './http.ts';

export interface Proxy {
  readonly url: URL;
  /** `user:password`, decoded. */
  readonly credentials: string | undefined;
}

type Created = (error: Error | null, socket?: Duplex) => void;

export class TunnelAgent extends Agent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy) {
    super(keptAlive);
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
      tunnel.destroy(new Error(`no answer of the proxy within ${connectTimeoutMs / 1000} s`));
    }, connectTimeoutMs);
    tunnel.once('close', () => clearTimeout(timer));
    tunnel.on('error', created);
    tunnel.once('connect', ({ statusCode }, socket) => {
      // What goes wrong from now on is told by the connection inside of it.
      socket.on('error', () => undefined);
      if (statusCode === 200) return created(null, connectTls({ ...(options as ConnectionOptions), socket }));
      socket.destroy();
      created(new Error(`the proxy answered CONNECT with status ${statusCode}`));
    });
    tunnel.end();
  }
}
