import { cloudEndpoints } from '../../src/graph/cloudEndpoints.ts';
import { authorityOf, resolveGraphTarget } from '../../src/graph/graphTarget.ts';
import type { Cloud } from '../../src/model/cloud.ts';
import { problemOf } from '../support/problemOf.ts';

const targetOf = (graphUrl?: string, cloud: Cloud = 'global') =>
  resolveGraphTarget({ cloud, apiVersion: 'v1.0', graphUrl });

describe('the four clouds', () => {
  // https://learn.microsoft.com/graph/deployments
  it.each([
    ['global', 'https://graph.microsoft.com', 'https://login.microsoftonline.com', 'api://AzureADTokenExchange'],
    ['usgov', 'https://graph.microsoft.us', 'https://login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov'],
    [
      'usgovdod',
      'https://dod-graph.microsoft.us',
      'https://login.microsoftonline.us',
      'api://AzureADTokenExchangeUSGov',
    ],
    [
      'china',
      'https://microsoftgraph.chinacloudapi.cn',
      'https://login.chinacloudapi.cn',
      'api://AzureADTokenExchangeChina',
    ],
  ] as const)('%s has its own Graph, authority and scope', (cloud, origin, authorityHost, audience) => {
    const target = targetOf(undefined, cloud);
    expect(target).toMatchObject({ origin, authorityHost, scope: `${origin}/.default`, isLoopback: false });
    expect(authorityOf(target, {})).toBe(authorityHost);
    expect(cloudEndpoints[cloud].federationAudience).toBe(audience);
  });

  it('keep their scope when Graph has another origin', () => {
    expect(targetOf('https://gateway.example:8443/', 'china')).toMatchObject({
      origin: 'https://gateway.example:8443',
      scope: 'https://microsoftgraph.chinacloudapi.cn/.default',
    });
  });

  it('are overridden by AZURE_AUTHORITY_HOST', () => {
    expect(authorityOf(targetOf(), { AZURE_AUTHORITY_HOST: 'https://login.example/' })).toBe('https://login.example');
  });
});

describe('a Graph URL', () => {
  it.each(['http://127.0.0.1:8080', 'http://127.1.2.3', 'http://localhost:1', 'http://[::1]:9', 'https://localhost'])(
    '%s is loopback, and plain http is fine there',
    (url) => {
      expect(targetOf(url).isLoopback).toBe(true);
    },
  );

  it.each([
    'http://graph.microsoft.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://localhost.',
    'http://10.0.0.1',
    'http://[::2]',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0',
  ])('%s is refused, since a token would travel in plain text', async (url) => {
    expect((await problemOf((async () => targetOf(url))())).code).toBe('insecure-url');
  });

  it.each(['graph.microsoft.com', 'ftp://x', 'https://x/v1.0', 'https://x/?a', 'https://user:secret@x', ''])(
    '%j is not an origin',
    async (url) => {
      const problem = await problemOf((async () => targetOf(url))());
      expect(problem.code).toBe('usage');
      expect(problem.message).not.toContain('secret');
    },
  );
});
