import { type AuthKind, chooseCredential } from '../../../src/graph/identity/credentialKind.ts';
import { withoutSecrets } from '../../../src/graph/identity/credentialProblem.ts';
import { readTokenClaims } from '../../../src/graph/identity/tokenClaims.ts';
import { fixedTokenSource, sharedTokenSource } from '../../../src/graph/identity/tokenSource.ts';
import { problemOf } from '../../support/problemOf.ts';

describe('a shared token', () => {
  const started = (lifetimeMs: number) => {
    const clock = { now: 1_000_000 };
    const renewals: boolean[] = [];
    const tokens = sharedTokenSource(
      async (isRenewal) => {
        renewals.push(isRenewal);
        return { token: `t${renewals.length}`, expiresAt: clock.now + lifetimeMs };
      },
      () => clock.now,
    );
    return { clock, renewals, tokens };
  };

  it('is renewed shortly before it expires, and not earlier', async () => {
    const { clock, tokens } = started(3_600_000);
    expect(await tokens.token()).toBe('t1');
    clock.now += 3_479_000;
    expect(await tokens.token()).toBe('t1');
    clock.now += 2_000;
    expect(await tokens.token()).toBe('t2');
  });

  it('that lives for a minute is used for half of it', async () => {
    const { clock, tokens } = started(60_000);
    expect(await tokens.token()).toBe('t1');
    clock.now += 29_000;
    expect(await tokens.token()).toBe('t1');
    clock.now += 2_000;
    expect(await tokens.token()).toBe('t2');
  });

  it('that was refused is renewed once, even if several requests were refused', async () => {
    const { renewals, tokens } = started(3_600_000);
    const refused = await tokens.token();
    expect(await Promise.all([tokens.renew(refused), tokens.renew(refused)])).toEqual(['t2', 't2']);
    expect(await tokens.renew(refused)).toBe('t2');
    expect(renewals).toEqual([false, true]);
  });

  it('is not replaced by the same token', async () => {
    const same = sharedTokenSource(async () => ({ token: 'same', expiresAt: 1e15 }), Date.now);
    expect(await same.renew(await same.token())).toBeUndefined();
  });

  it('is requested again after a failure', async () => {
    let count = 0;
    const tokens = sharedTokenSource(async () => {
      count += 1;
      if (count === 1) throw new Error('no network');
      return { token: 'late', expiresAt: 1e15 };
    }, Date.now);
    await expect(tokens.token()).rejects.toThrow('no network');
    expect(await tokens.token()).toBe('late');
  });

  it.each(['', 'two words', 'line\nbreak', 'tökén'])('%j is refused without being shown', async (token) => {
    const fixed = await problemOf((async () => fixedTokenSource(token))());
    const issued = await problemOf(sharedTokenSource(async () => ({ token, expiresAt: 1e15 }), Date.now).token());
    for (const problem of [fixed, issued]) {
      expect(problem.code).toBe('credential-unavailable');
      if (token !== '') expect(problem.message).not.toContain(token);
    }
  });
});

describe('the claims of a token', () => {
  const jwt = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

  it('are the tenant, the permissions and the application', () => {
    expect(readTokenClaims(jwt({ tid: 'ABC', roles: ['Policy.Read.All', 7], scp: 'a b', appid: 'app' }))).toEqual({
      tenantId: 'abc',
      roles: ['Policy.Read.All'],
      scopes: ['a', 'b'],
      applicationId: 'app',
    });
  });

  it.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d.e', jwt(null), jwt([]), jwt('x')])('of %j are unknown', (token) => {
    expect(readTokenClaims(token)).toBeUndefined();
  });
});

describe('the choice of an identity', () => {
  const app = { AZURE_CLIENT_ID: 'a' };
  const secret = { ...app, AZURE_CLIENT_SECRET: 's' };
  const certificate = { ...app, AZURE_CLIENT_CERTIFICATE_PATH: 'c' };
  const file = { ...app, AZURE_FEDERATED_TOKEN_FILE: 'f' };
  const github = { ...app, ACTIONS_ID_TOKEN_REQUEST_URL: 'u', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' };
  const pipelines = {
    AZURESUBSCRIPTION_CLIENT_ID: 'a',
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'c',
    SYSTEM_OIDCREQUESTURI: 'u',
    SYSTEM_ACCESSTOKEN: 't',
  };

  it.each<[string, AuthKind, Readonly<Record<string, string>>, string]>([
    ['all variables', 'auto', { ...pipelines, ...github, ...file, ...certificate, ...secret }, 'client-secret'],
    ['all but a secret', 'auto', { ...pipelines, ...github, ...file, ...certificate }, 'certificate'],
    ['a token file', 'auto', { ...pipelines, ...github, ...file }, 'federated-file'],
    ['a GitHub job with an application', 'auto', { ...pipelines, ...github }, 'github'],
    ['a GitHub job without an application', 'auto', { ...github, AZURE_CLIENT_ID: '' }, 'cli-or-machine'],
    ['a pipeline', 'auto', pipelines, 'azure-pipelines'],
    ['an App Service', 'auto', { ...app, IDENTITY_ENDPOINT: 'e' }, 'managed-identity'],
    ['an older App Service', 'auto', { MSI_ENDPOINT: 'e' }, 'managed-identity'],
    ['a laptop', 'auto', {}, 'cli-or-machine'],
    ['a secret and a certificate', 'certificate', { ...secret, ...certificate }, 'certificate'],
    ['a certificate', 'env', certificate, 'certificate'],
    ['a pipeline', 'workload', pipelines, 'azure-pipelines'],
    ['anything', 'cli', secret, 'azure-cli'],
    ['anything', 'managed', secret, 'managed-identity'],
  ])('with %s and --auth %s', (_name, auth, env, kind) => {
    expect(chooseCredential(auth, env)).toEqual({ kind });
  });

  it('lists the missing variables for each candidate', () => {
    expect(chooseCredential('env', app)).toEqual({
      missing: [['AZURE_CLIENT_SECRET'], ['AZURE_CLIENT_CERTIFICATE_PATH']],
    });
  });
});

describe('a message', () => {
  it('contains no secrets', () => {
    const env = { SYSTEM_ACCESSTOKEN: 'job+token', AZURE_CLIENT_SECRET: 'abc' };
    expect(withoutSecrets('a job+token b\nauthorization: Bearer xyz123 eyJhbGci.eyJ0aWQi.c2ln abc', env)).toBe(
      'a *** b authorization: Bearer *** *** abc',
    );
  });
});
