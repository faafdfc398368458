import { readTokenClaims } from '../../../src/graph/identity/tokenClaims.ts';

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
