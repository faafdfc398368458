import { proxyAgentFor } from '../../../src/platform/http/proxy.ts';
import { problemOf } from '../../support/problemOf.ts';

describe('HTTPS_PROXY', () => {
  it.each([
    ['no url s3cret', 'is not an http(s) URL'],
    ['proxy:8080', 'is not an http(s) URL'],
    ['ftp://u:s3cret@proxy', 'is not an http(s) URL'],
    ['http://u:s3cret%@proxy', 'contains a bare "%"'],
  ])('that cannot be used ends the run without repeating it: %s', async (proxy, message) => {
    const problem = await problemOf(proxyAgentFor('https://graph.test', { HTTPS_PROXY: proxy }));
    expect(problem.code).toBe('usage');
    expect(problem.message).toContain(message);
    expect(problem.message).not.toContain('s3cret');
  });

  it('is ignored for loopback', async () => {
    expect(await proxyAgentFor('http://127.0.0.1:1', { HTTPS_PROXY: 'no url' })).toBeUndefined();
  });
});

describe('NO_PROXY', () => {
  const isDirect = async (noProxy: string, url = 'https://graph.test'): Promise<boolean> => {
    const agent = await proxyAgentFor(url, { HTTPS_PROXY: 'http://proxy', NO_PROXY: noProxy });
    return agent === undefined;
  };

  it.each([
    '*',
    'graph.test',
    'GRAPH.test',
    'test',
    '.test',
    '*.test',
    '.graph.test',
    'graph.test:443',
    'a, graph.test',
  ])('sends past the proxy what it names, and what is below that: %s', async (noProxy) => {
    expect(await isDirect(noProxy)).toBe(true);
  });

  it.each(['', ',', '.', ':443', 'raph.test', 'a.graph.test', 'graph.test:8443', 'graph'])(
    'does not exempt other hosts: %j',
    async (noProxy) => {
      expect(await isDirect(noProxy)).toBe(false);
    },
  );

  it('may name one port', async () => {
    expect(await isDirect('graph.test:8443', 'https://graph.test:8443')).toBe(true);
    expect(await isDirect('graph.test:443', 'https://graph.test:8443')).toBe(false);
  });
});
