import { withoutSecrets } from '../../../src/graph/identity/credentialProblem.ts';

describe('a message', () => {
  it('contains no secrets', () => {
    const env = { SYSTEM_ACCESSTOKEN: 'job+token', AZURE_CLIENT_SECRET: 'abc' };
    expect(withoutSecrets('a job+token b\nauthorization: Bearer xyz123 eyJhbGci.eyJ0aWQi.c2ln abc', env)).toBe(
      'a *** b authorization: Bearer *** *** abc',
    );
  });
});
