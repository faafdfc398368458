import { proxyAgentFor } from '../../src/graph/proxy.ts';
import { problemOf } from './problemOf.ts';

describe('HTTPS_PROXY', () => {
  it.each(['no url s3cret', 'proxy:8080', 'ftp://u:s3cret@proxy'])(
    'that is no http(s) URL ends the run without repeating it: %s',
    async (proxy) => {
      const problem = await problemOf(proxyAgentFor('https://graph.test', { HTTPS_PROXY: proxy }));
      expect(problem.code).toBe('usage');
      expect(problem.message).not.toContain('s3cret');
    },
  );

  it('is not looked at for loopback', async () => {
    expect(await proxyAgentFor('http://127.0.0.1:1', { HTTPS_PROXY: 'no url' })).toBeUndefined();
  });
});
