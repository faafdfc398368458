import {
  createServer as createPlainServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { listen, stop } from '../fakeGraph.ts';
import type { Certificates } from './certificates.ts';
import { createFakeSignIn, type FakeSignIn } from './fakeSignIn.ts';

export interface AskedFor {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: Readonly<Record<string, string>>;
}

export interface FakeAuthority {
  readonly port: number;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** The same over plain HTTP, for managed identities. */
  readonly plainUrl: string;
  /** An HTTP proxy that connects every name to the authority's server; `tunnels` are the requested names. */
  readonly proxyUrl: string;
  readonly tunnels: readonly string[];
  readonly asked: readonly AskedFor[];
  readonly close: () => Promise<void>;
}

/** Entra ID's token endpoint, GitHub's and Azure Pipelines' identity endpoints, a managed identity, and a Graph. */
export async function startFakeAuthority(
  certificates: Certificates,
  { tenantId = '6babcaad-604b-40ac-a9d7-9fd97c0b779f' }: { readonly tenantId?: string } = {},
): Promise<FakeAuthority> {
  const signIn = createFakeSignIn(tenantId);
  const asked: AskedFor[] = [];
  const tunnels: string[] = [];
  const sockets: Duplex[] = []; // of tunnels: no server counts them among its connections
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
      const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, form };
      asked.push(entry);
      answer(entry, response, { n: asked.length, signIn });
    });
  };
  const secure = createServer({ key: certificates.serverKey, cert: certificates.serverCertificate }, listener);
  const plain = createPlainServer(listener);
  const portOf = (server: typeof plain | typeof secure): number => (server.address() as AddressInfo).port;
  const proxy = createPlainServer().on('connect', (request: IncomingMessage, socket) => {
    tunnels.push(request.url ?? '');
    const upstream = connect(portOf(secure), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    sockets.push(socket, upstream);
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await Promise.all([secure, plain, proxy].map((server) => listen(server)));
  return {
    port: portOf(secure),
    url: `https://127.0.0.1:${portOf(secure)}`,
    plainUrl: `http://127.0.0.1:${portOf(plain)}`,
    proxyUrl: `http://127.0.0.1:${portOf(proxy)}`,
    tunnels,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([secure, plain, proxy].map((server) => stop(server)));
    },
  };
}

function answer(
  { url, headers, form }: AskedFor,
  response: ServerResponse,
  { n, signIn }: { readonly n: number; readonly signIn: FakeSignIn },
): void {
  const [path = '', query = ''] = url.split('?');
  const [, tenant = ''] = path.split('/');
  const authority = `https://${headers.host}/${tenant}`;
  const signedIn = signIn.answer(path, { ...Object.fromEntries(new URLSearchParams(query)), ...form }, authority);
  if (signedIn?.location !== undefined) {
    response.writeHead(signedIn.status, { location: signedIn.location }).end();
    return;
  }
  if (signedIn !== undefined) {
    send(response, signedIn.status, signedIn.body ?? {});
    return;
  }
  if (path.endsWith('/openid-configuration')) {
    send(response, 200, {
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    });
  } else if (path.endsWith('/oauth2/v2.0/token') && form.client_secret === 'wrong secret') {
    send(response, 401, {
      error: 'invalid_client',
      error_description: 'AADSTS7000215: Invalid client secret "wrong secret".',
    });
  } else if (path.endsWith('/oauth2/v2.0/token')) {
    send(response, 200, { token_type: 'Bearer', expires_in: 3600, access_token: `token-${n}` });
  } else if (path === '/github') send(response, 200, { value: 'github-assertion' });
  else if (path === '/forbidden') send(response, 403, { message: headers.authorization });
  else if (path === '/pipelines') send(response, 200, { oidcToken: 'pipelines-assertion' });
  else if (path === '/machine') {
    const expires_on = Math.floor(Date.now() / 1000) + 3600;
    send(response, 200, { access_token: `token-${n}`, expires_on, resource: 'x', token_type: 'Bearer' });
  } else send(response, 200, { host: headers.host, authorization: headers.authorization });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
