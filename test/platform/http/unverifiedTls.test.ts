import { resolveGraphTarget } from '../../../src/graph/graphTarget.ts';
import type { AuthKind } from '../../../src/graph/identity/credentialKind.ts';
import { createTokenSource } from '../../../src/graph/identity/credentials.ts';
import { retryingFor } from '../../support/fakeGraph.ts';
import { problemOf } from '../../support/problemOf.ts';

/* NODE_TLS_REJECT_UNAUTHORIZED=0 makes Node accept every certificate. */

const sources = (auth: AuthKind, graphUrl: string | undefined, env: Readonly<Record<string, string>>) => {
  const target = resolveGraphTarget({ cloud: 'global', apiVersion: 'v1.0', graphUrl });
  return async () =>
    createTokenSource({
      auth,
      target,
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', ...env },
      scopes: [],
      prompt: () => undefined,
      wallNow: Date.now,
      retry: retryingFor(),
    });
};

const secret = { AZURE_CLIENT_ID: 'app', AZURE_CLIENT_SECRET: 'secret' };

test.each([
  ['a token that was brought along would go to Graph', 'auto', undefined, { XTAP_ACCESS_TOKEN: 'brought' }],
  ['a given token would go over TLS to loopback', 'auto', 'https://localhost', { XTAP_ACCESS_TOKEN: 'x' }],
  ['an identity would ask for a token', 'auto', undefined, secret],
  ['nobody is named, so the Azure CLI would be asked', 'auto', undefined, {}],
  ['an identity would ask for a token, though Graph itself is plain loopback', 'env', 'http://127.0.0.1:9', secret],
] as const)('unverified TLS is refused before a token is asked for: %s', async (_, auth, graphUrl, env) => {
  const { code, message } = await problemOf(sources(auth, graphUrl, env)());
  expect(code).toBe('insecure-tls');
  expect(message).toContain('Unset NODE_TLS_REJECT_UNAUTHORIZED');
  expect(message).toContain('NODE_EXTRA_CA_CERTS');
});

test.each([
  ['no token is needed', 'http://127.0.0.1:9', {}],
  ['no token is needed, over TLS', 'https://127.0.0.1:9', {}],
  ['the token goes over plain http to this machine', 'http://127.0.0.1:9', { XTAP_ACCESS_TOKEN: 'brought' }],
  ['certificates are checked', undefined, { XTAP_ACCESS_TOKEN: 'brought', NODE_TLS_REJECT_UNAUTHORIZED: '1' }],
])('it is not refused where %s', async (_, graphUrl, env) => {
  const tokens = await sources('auto', graphUrl, env)();
  expect(await tokens?.token()).toBe('XTAP_ACCESS_TOKEN' in env ? 'brought' : undefined);
});
