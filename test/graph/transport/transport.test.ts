import { getEventListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { fixedTokenSource, sharedTokenSource } from '../../../src/graph/identity/tokenSource.ts';
import { GraphFault, type GraphRequest } from '../../../src/model/graphPort.ts';
import { type Answer, type FakeGraph, sendJson, startFakeGraph, transportTo } from '../../support/fakeGraph.ts';

const policy: GraphRequest = { method: 'GET', path: '/policies/crossTenantAccessPolicy' };

let graph: FakeGraph | undefined;
const start = async (answer: Answer): Promise<FakeGraph> => {
  graph = await startFakeGraph(answer);
  return graph;
};
afterEach(async () => {
  await graph?.close();
  graph = undefined;
});

const faultOf = async (sending: Promise<unknown>): Promise<GraphFault> => {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GraphFault)) throw new Error(`no fault: ${String(error)}`);
  return error;
};

describe('one request', () => {
  it('goes to the version and path with an encoded query, and returns the parsed body', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 200, { id: 'x' }));
    const query = { $filter: "category eq 'A & B'", $expand: 'identitySynchronization' };
    const response = await transportTo(origin).send({ ...policy, query });
    expect(seen[0]?.url).toBe(
      '/v1.0/policies/crossTenantAccessPolicy?$filter=category%20eq%20%27A%20%26%20B%27&$expand=identitySynchronization',
    );
    expect(response).toMatchObject({ status: 200, requestId: 'r-200', body: { id: 'x' } });
    expect(response.error).toBeUndefined();
    expect(seen[0]?.headers['client-request-id']).toBe(response.clientRequestId);
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it('keeps an opaque query unchanged, including repeated parameters', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 200, {}));
    const path =
      '/policies/crossTenantAccessPolicy/partners?$skiptoken=a%2Fb(c=d)&x=1&x=2&$expand=a&$expand=b&https://y';
    await transportTo(origin, { apiVersion: 'beta' }).send({ method: 'GET', path });
    expect(seen[0]?.url).toBe(`/beta${path}`);
  });

  it.each(['POST', 'PATCH', 'PUT'] as const)('sends the body of a %s as JSON', async (method) => {
    const { origin, seen } = await start((response) => sendJson(response, 204, undefined));
    const response = await transportTo(origin).send({
      method,
      path: '/x',
      body: { constructor: { name: 'FormData' }, a: null },
    });
    expect(seen[0]).toMatchObject({ method, body: '{"constructor":{"name":"FormData"},"a":null}' });
    expect(seen[0]?.headers['content-type']).toContain('application/json');
    expect(response).toMatchObject({ status: 204, body: undefined });
  });

  it('sends a DELETE without a body', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 204, undefined));
    await transportTo(origin).send({ method: 'DELETE', path: '/x' });
    expect(seen[0]).toMatchObject({ method: 'DELETE', body: '' });
  });

  it('leaves no listeners on the signal of the run', async () => {
    const { origin } = await start((response) => sendJson(response, 200, {}));
    const { signal } = new AbortController();
    await transportTo(origin, { tokens: fixedTokenSource('mine') }).send(policy, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('is counted by method when it leaves the machine', async () => {
    const { origin } = await start((response) => sendJson(response, 204, undefined));
    const transport = transportTo(origin);
    await transport.send(policy);
    await transport.send({ method: 'PATCH', path: '/x', body: {} }, { isRetry: true });
    expect(transport.calls()).toEqual({ get: 1, post: 0, patch: 1, put: 0, delete: 0, retries: 1 });
  });
});

describe('an answer that is not a success', () => {
  it('is a response with Graph’s code and message, whatever the status', async () => {
    const error = { code: 'Request_MultipleObjectsWithSameKeyValue', message: 'Another object.' };
    const { origin } = await start((response) => sendJson(response, 409, { error }));
    const response = await transportTo(origin).send({ method: 'POST', path: '/x', body: {} });
    expect(response).toMatchObject({ status: 409, requestId: 'r-409', error });
  });

  it('keeps its status when a proxy answers in HTML', async () => {
    const { origin } = await start((response) => response.writeHead(502).end('<html>\n<b>Bad gateway</b>'));
    const response = await transportTo(origin).send(policy);
    expect(response).toMatchObject({ status: 502, error: { code: '', message: '<html> <b>Bad gateway</b>' } });
  });

  it('gives Retry-After in milliseconds, from seconds and from a date by the server’s clock', async () => {
    const { origin } = await start((response, _request, n) =>
      sendJson(
        response,
        429,
        {},
        {
          'retry-after': n === 1 ? '7' : 'Wed, 01 Jan 2020 00:00:30 GMT',
          date: 'Wed, 01 Jan 2020 00:00:00 GMT',
        },
      ),
    );
    const transport = transportTo(origin);
    expect((await transport.send(policy)).retryAfterMs).toBe(7_000);
    expect((await transport.send(policy)).retryAfterMs).toBe(30_000);
  });

  it('is not followed when it is a redirect, so that the token goes nowhere else', async () => {
    const other = await startFakeGraph((response) => sendJson(response, 200, {}));
    try {
      const { origin } = await start((response) =>
        response.writeHead(302, { location: `${other.origin}/v1.0/x` }).end(),
      );
      const response = await transportTo(origin, { tokens: fixedTokenSource('secret') }).send(policy);
      expect(response.status).toBe(302);
      expect(response.error?.message).toContain('redirect to');
      expect(other.seen).toHaveLength(0);
    } finally {
      await other.close();
    }
  });
});

describe('a missing or unusable answer', () => {
  it('is a fault that cannot have arrived when no server listens', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const fault = await faultOf(transportTo(`http://127.0.0.1:${port}`).send(policy));
    expect(fault).toMatchObject({ kind: 'network', details: { mayHaveArrived: false, method: 'GET' } });
    expect(fault.message).toContain('ECONNREFUSED');
  });

  it('is a fault that may have arrived when the connection is reset', async () => {
    const { origin } = await start((response) => response.socket?.destroy());
    const fault = await faultOf(transportTo(origin).send({ method: 'POST', path: '/x', body: {} }));
    expect(fault).toMatchObject({ kind: 'network', details: { mayHaveArrived: true } });
    expect(fault.details.status).toBeUndefined();
  });

  it('keeps the status of an answer that ends too early', async () => {
    const { origin } = await start((response) => {
      response.writeHead(201, { 'content-length': '1000', 'request-id': 'broken' });
      response.write('{"a":');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    const fault = await faultOf(transportTo(origin).send({ method: 'POST', path: '/x', body: {} }));
    expect(fault).toMatchObject({
      kind: 'network',
      details: { status: 201, requestId: 'broken', mayHaveArrived: true },
    });
  });

  it('is a timeout when the headers do not arrive', async () => {
    const { origin } = await start(() => undefined);
    const fault = await faultOf(transportTo(origin, { requestTimeoutMs: 50 }).send(policy));
    expect(fault).toMatchObject({ kind: 'timeout', message: 'no complete answer within 0.05 s' });
  });

  it('is a timeout when the body does not end', async () => {
    const { origin } = await start((response) => {
      response.writeHead(200);
      response.write('{');
    });
    const fault = await faultOf(transportTo(origin, { requestTimeoutMs: 100 }).send(policy));
    expect(fault).toMatchObject({ kind: 'timeout', details: { status: 200 } });
  });

  it.each(['<html>sign in</html>', '{"value":[', 'null!'])(
    'is a fault when the body of a success is %s',
    async (text) => {
      const { origin } = await start((response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(text),
      );
      expect(await faultOf(transportTo(origin).send(policy))).toMatchObject({
        kind: 'not-json',
        details: { status: 200 },
      });
    },
  );

  const hostile = [
    ['{"value":[{"\\u005f_proto__":{"isServiceProvider":true}}]}', 'it has a member "__proto__"'],
    [`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'it is nested more than 64 levels deep'],
  ] as const;

  it.each(hostile)('is a fault when a success is dangerous JSON: %.30s', async (text, message) => {
    const { origin } = await start((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(text),
    );
    const fault = await faultOf(transportTo(origin).send(policy));
    expect(fault).toMatchObject({ kind: 'not-json', details: { status: 200 } });
    expect(fault.message).toContain(message);
  });

  it('has a long error text that is truncated, with a note', async () => {
    const error = { code: 'C'.repeat(5000), message: 'm'.repeat(3_000_000) };
    const { origin } = await start((response) => sendJson(response, 400, { error }));
    const response = await transportTo(origin).send(policy);
    expect(response.error?.code).toBe(`${'C'.repeat(100)}… (cut, it had 5000 characters)`);
    expect(response.error?.message).toBe(`${'m'.repeat(1000)}… (cut, it had 3000000 characters)`);
  });

  it('is a fault as soon as a body is larger than any page of Graph, also if it was compressed', async () => {
    const packed = gzipSync(Buffer.alloc(256 * 1024 * 1024, ' '));
    const { origin } = await start((response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed),
    );
    expect(await faultOf(transportTo(origin, { requestTimeoutMs: 60_000 }).send(policy))).toMatchObject({
      kind: 'not-json',
      message: 'the answer is larger than 64 MB',
    });
  });

  it('is the reason of the abort when the caller aborts', async () => {
    const controller = new AbortController();
    const { origin } = await start(() => controller.abort(new Error('interrupted')));
    await expect(transportTo(origin).send(policy, { signal: controller.signal })).rejects.toThrow('interrupted');
  });

  it('causes no request after an abort', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 200, {}));
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(transportTo(origin).send(policy, { signal })).rejects.toThrow('interrupted');
    expect(seen).toHaveLength(0);
  });
});

describe('the token', () => {
  const numbered = (): { readonly issued: () => number; readonly tokens: ReturnType<typeof sharedTokenSource> } => {
    let count = 0;
    const tokens = sharedTokenSource(async () => {
      count += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { token: `t${count}`, expiresAt: Date.now() + 3_600_000 };
    }, Date.now);
    return { issued: () => count, tokens };
  };

  it('is requested once for twenty requests at the same time', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 200, {}));
    const { tokens, issued } = numbered();
    const transport = transportTo(origin, { tokens });
    await Promise.all(Array.from({ length: 20 }, () => transport.send(policy)));
    expect(issued()).toBe(1);
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer t1']));
  });

  it('is renewed once when Graph refuses it, also under load, and the requests are sent again', async () => {
    const { origin } = await start((response, { headers }) =>
      sendJson(response, headers.authorization === 'Bearer t1' ? 401 : 200, {
        error: { code: 'InvalidAuthenticationToken' },
      }),
    );
    const { tokens, issued } = numbered();
    const transport = transportTo(origin, { tokens });
    const responses = await Promise.all(Array.from({ length: 20 }, () => transport.send(policy)));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(issued()).toBe(2);
    expect(transport.calls()).toMatchObject({ get: 40, retries: 20 });
  });

  it('is not renewed endlessly', async () => {
    const { origin, seen } = await start((response) =>
      sendJson(response, 401, { error: { code: 'InvalidAuthenticationToken' } }),
    );
    const response = await transportTo(origin, { tokens: numbered().tokens }).send(policy);
    expect(response.status).toBe(401);
    expect(seen).toHaveLength(2);
  });

  it('is not waited for after an abort', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 200, {}));
    const controller = new AbortController();
    const never = sharedTokenSource(() => {
      setTimeout(() => controller.abort(new Error('interrupted')), 5);
      return new Promise(() => undefined);
    }, Date.now);
    const sending = transportTo(origin, { tokens: never }).send(policy, { signal: controller.signal });
    await expect(sending).rejects.toThrow('interrupted');
    expect(seen).toHaveLength(0);
  });

  it('is used unchanged when the user provides it', async () => {
    const { origin, seen } = await start((response) => sendJson(response, 401, {}));
    const response = await transportTo(origin, { tokens: fixedTokenSource(' mine\n') }).send(policy);
    expect(response.status).toBe(401);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer mine']);
  });

  it.each<readonly [string, (token: string) => readonly [number, Record<string, string>, string]]>([
    [
      'an error',
      (token: string) => [403, {}, JSON.stringify({ error: { code: `C ${token}`, message: `no ${token}!` } })],
    ],
    [
      'an error that quotes its parts',
      (token: string) => [400, {}, JSON.stringify({ error: { message: token.split('.').join(' ') } })],
    ],
    ['a redirect', (token: string) => [302, { location: `http://x.example/?t=${token}` }, '']],
    ['the page of a proxy', (token: string) => [502, {}, `<html>${'x'.repeat(150)}Bearer ${token}</html>`]],
    ['a success that is not JSON', (token: string) => [200, {}, `<html>${'x'.repeat(150)}Bearer ${token}</html>`]],
    ['a request id', (token: string) => [500, { 'request-id': token }, '{}']],
  ])('is removed from %s that echoes it', async (_, echo) => {
    const token = ['eyJhbGciOiJub25lIn0aaaa', 'eyJ0aWQiOiJ4In0bbbbbbbb', 'c2lnbmF0dXJlc2lnbmF0dXJl'].join('.');
    const { origin } = await start((response, { headers }) => {
      const [status, more, body] = echo(String(headers.authorization).replace('Bearer ', ''));
      response.writeHead(status, more).end(body);
    });
    const answer: unknown = await transportTo(origin, { tokens: fixedTokenSource(token) })
      .send(policy)
      .catch((fault: unknown) => fault instanceof GraphFault && { ...fault, message: fault.message });
    expect(JSON.stringify(answer)).toContain('***');
    for (const part of token.split('.')) expect(JSON.stringify(answer)).not.toContain(part.slice(0, 12));
  });

  it('is not searched in the body of a success, which stays unchanged', async () => {
    const { origin } = await start((response) => sendJson(response, 200, { displayName: 'a-brought-token' }));
    const { body } = await transportTo(origin, { tokens: fixedTokenSource('a-brought-token') }).send(policy);
    expect(body).toEqual({ displayName: 'a-brought-token' });
  });
});
