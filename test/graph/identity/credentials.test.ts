import { createPublicKey, verify } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkObject, readGraph } from '../../../src/graph/readGraph.ts';
import { readsOver, transportTo } from '../../support/fakeGraph.ts';
import { type Certificates, makeCertificates } from '../../support/identity/certificates.ts';
import { type AskedFor, type FakeAuthority, startFakeAuthority } from '../../support/identity/fakeAuthority.ts';
import type { ProbeCase, ProbeResult } from '../../support/identity/probeCase.ts';
import { runProbe } from '../../support/identity/runProbe.ts';
import { problemOf } from '../../support/problemOf.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/*
 * The real @azure/identity against fakes of all its servers. One child process runs all cases, because the package
 * loads slowly. Each case has its own application id, so that its requests can be found.
 */
const tenantId = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
const folder = temporaryFolder().path;
let certificates: Certificates;
let authority: FakeAuthority;
let results: Readonly<Record<string, ProbeResult>>;

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

function casesOf(): Readonly<Record<string, ProbeCase>> {
  const entra = { AZURE_AUTHORITY_HOST: authority.url, AZURE_TENANT_ID: tenantId };
  const github = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${authority.url}/github?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
  };
  const pipelines = {
    AZURESUBSCRIPTION_CLIENT_ID: 'app-pipelines',
    AZURESUBSCRIPTION_TENANT_ID: tenantId,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'connection-1',
    SYSTEM_OIDCREQUESTURI: `${authority.url}/pipelines`,
    SYSTEM_ACCESSTOKEN: 'job-access-token',
  };
  const assertionFile = file('assertion', 'file-assertion');
  const signedOut = join(folder, 'signed-out');
  mkdirSync(signedOut);
  writeFileSync(join(signedOut, 'az'), '#!/bin/sh\necho "ERROR: Please run az login to setup account." >&2\nexit 1\n', {
    mode: 0o755,
  });
  const secret = { ...entra, AZURE_CLIENT_SECRET: 'right secret' };
  const certificate = { ...entra, AZURE_CLIENT_CERTIFICATE_PATH: certificates.applicationFile };
  return {
    secret: { auth: 'env', env: { ...secret, AZURE_CLIENT_ID: 'app-secret' }, after: 'renew' },
    china: { auth: 'env', env: { ...secret, AZURE_CLIENT_ID: 'app-china' }, cloud: 'china' },
    tenantOfConfiguration: {
      auth: 'env',
      env: { ...secret, AZURE_TENANT_ID: '', AZURE_CLIENT_ID: 'app-tenant' },
      tenantId: '90e29127-71ad-49c7-9ce8-db3f41ea06f1',
    },
    wrongSecret: { auth: 'auto', env: { ...entra, AZURE_CLIENT_SECRET: 'wrong secret', AZURE_CLIENT_ID: 'app-wrong' } },
    certificate: { auth: 'certificate', env: { ...certificate, AZURE_CLIENT_ID: 'app-certificate' } },
    file: {
      auth: 'workload',
      env: { ...entra, AZURE_CLIENT_ID: 'app-file', AZURE_FEDERATED_TOKEN_FILE: assertionFile },
    },
    github: { auth: 'github', env: { ...entra, ...github, AZURE_CLIENT_ID: 'app-github' }, after: 'renew' },
    githubRefused: {
      auth: 'github',
      env: {
        ...entra,
        ...github,
        AZURE_CLIENT_ID: 'app-none',
        ACTIONS_ID_TOKEN_REQUEST_URL: `${authority.url}/forbidden`,
      },
    },
    githubPlain: {
      auth: 'github',
      env: {
        ...entra,
        ...github,
        AZURE_CLIENT_ID: 'app-none',
        ACTIONS_ID_TOKEN_REQUEST_URL: 'http://192.0.2.1/github',
      },
    },
    pipelines: { auth: 'workload', env: { ...entra, ...pipelines } },
    pipelinesRefused: {
      auth: 'workload',
      env: { ...entra, ...pipelines, SYSTEM_OIDCREQUESTURI: `${authority.url}/forbidden` },
    },
    machine: {
      auth: 'managed',
      env: { IDENTITY_ENDPOINT: `${authority.plainUrl}/machine`, IDENTITY_HEADER: 'machine-secret' },
    },
    cli: { auth: 'cli', env: { PATH: `${folder}:/usr/bin:/bin`, AZ_LOG: join(folder, 'az.log') }, tenantId },
    signedOut: { auth: 'cli', env: { PATH: `${signedOut}:/usr/bin:/bin` }, tenantId },
    noAuthority: {
      auth: 'env',
      env: { ...secret, AZURE_AUTHORITY_HOST: 'https://127.0.0.1:9', AZURE_CLIENT_ID: 'app-nowhere' },
    },
    noCli: { auth: 'cli', env: { PATH: '/nowhere' }, tenantId },
    missing: { auth: 'github', env: { AZURE_CLIENT_ID: 'app-none' } },
    brought: { auth: 'auto', env: { XTAP_ACCESS_TOKEN: ' brought ' } },
    loopback: { auth: 'auto', env: {}, graphUrl: 'http://127.0.0.1:1' },
    throughProxy: {
      auth: 'auto',
      env: {
        AZURE_AUTHORITY_HOST: 'https://login.test',
        AZURE_TENANT_ID: tenantId,
        AZURE_CLIENT_ID: 'app-proxy',
        AZURE_CLIENT_SECRET: 'right secret',
        HTTPS_PROXY: authority.proxyUrl,
      },
      graphUrl: 'https://graph.test',
      after: 'send',
    },
    pastProxy: {
      auth: 'auto',
      env: { XTAP_ACCESS_TOKEN: 'brought', HTTPS_PROXY: authority.proxyUrl, NO_PROXY: 'graph.test' },
      graphUrl: 'https://graph.test',
      after: 'send',
    },
    loopbackPastProxy: {
      auth: 'auto',
      env: { XTAP_ACCESS_TOKEN: 'brought', HTTPS_PROXY: authority.proxyUrl },
      graphUrl: authority.url,
      after: 'send',
    },
  };
}

beforeAll(async () => {
  certificates = makeCertificates(folder);
  authority = await startFakeAuthority(certificates);
  const token = JSON.stringify({ accessToken: 'token-of-az', expires_on: Math.floor(Date.now() / 1000) + 3600 });
  chmodSync(file('az', `#!/bin/sh\necho "$@" >> "$AZ_LOG"\necho '${token}'\n`), 0o755);
  results = await runProbe(folder, certificates, casesOf());
}, 120_000);

afterAll(async () => {
  await authority.close();
  rmSync(folder, { recursive: true });
});

const tokenRequests = (clientId: string): readonly AskedFor[] =>
  authority.asked.filter(({ url, form }) => url.includes('/oauth2/v2.0/token') && form.client_id === clientId);

const tokenRequest = (clientId: string): AskedFor => {
  const [first, ...more] = tokenRequests(clientId);
  if (first === undefined || more.length > 0)
    throw new Error(`${clientId}: ${more.length + (first ? 1 : 0)} token requests`);
  return first;
};

describe('a client secret', () => {
  it('gives one token to twenty requests, for the scope of the cloud, and another one when Graph refuses it', () => {
    const [first, second, ...more] = tokenRequests('app-secret');
    expect(first?.url).toMatch(`/${tenantId}/oauth2/v2.0/token`);
    expect(first?.form).toMatchObject({
      client_secret: 'right secret',
      scope: expect.stringContaining('https://graph.microsoft.com/.default'),
    });
    expect(second).toBeDefined();
    expect(more).toEqual([]);
    expect(results.secret?.token).toMatch(/^token-\d+$/);
    expect(results.secret?.renewed).toMatch(/^token-\d+$/);
    expect(results.secret?.renewed).not.toBe(results.secret?.token);
  });

  it('uses the scope of the other cloud in another cloud', () => {
    expect(tokenRequest('app-china').form.scope).toContain('https://microsoftgraph.chinacloudapi.cn/.default');
  });

  it('is used in the tenant of the configuration if AZURE_TENANT_ID is not set', () => {
    expect(tokenRequest('app-tenant').url).toContain('/90e29127-71ad-49c7-9ce8-db3f41ea06f1/');
  });

  it('that is wrong ends the run with Entra ID’s reason; the message does not contain the secret', () => {
    expect(results.wrongSecret?.code).toBe('credential-unavailable');
    expect(results.wrongSecret?.message).toContain('AADSTS7000215');
    expect(results.wrongSecret?.message).toContain('client secret');
    expect(results.wrongSecret?.message).not.toContain('wrong secret');
  });
});

describe('a sign-in server', () => {
  it('that cannot be reached is named in the error, with advice', () => {
    const { code, message } = results.noAuthority ?? {};
    expect(code).toBe('credential-unavailable');
    expect(message).toContain('xtap cannot reach https://127.0.0.1:9, or does not trust its certificate.');
    expect(message).toContain('AZURE_AUTHORITY_HOST');
  });
});

describe('a certificate', () => {
  it('signs an assertion that its public key verifies', () => {
    const assertion = tokenRequest('app-certificate').form.client_assertion ?? '';
    const [head = '', payload = '', signature = ''] = assertion.split('.');
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as { readonly alg: string };
    const key = createPublicKey(certificates.applicationCertificate);
    const padded = alg === 'PS256' ? { key, padding: 6, saltLength: 32 } : key;
    expect(verify('sha256', Buffer.from(`${head}.${payload}`), padded, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(results.certificate?.token).toMatch(/^token-/);
  });
});

describe('a server whose certificate is not trusted', () => {
  it('ends the run at once; the error says what to do', async () => {
    const context = readsOver(transportTo(authority.url)); // this process does not trust the private authority
    const problem = await problemOf(readGraph(context, { method: 'GET', path: '/x' }, checkObject));
    expect(problem.code).toBe('graph-request-failed');
    expect(problem.message).toContain('NODE_EXTRA_CA_CERTS');
    expect(context.waits).toEqual([]);
  });
});

describe('a federated identity', () => {
  it('takes its assertion from the file', () => {
    expect(tokenRequest('app-file').form.client_assertion).toBe('file-assertion');
    expect(results.file?.token).toMatch(/^token-/);
  });

  it('takes a new assertion from GitHub for every token, with the right audience', () => {
    const asked = authority.asked.filter(({ url }) => url.startsWith('/github'));
    expect(new Set(asked.map(({ url }) => url))).toEqual(
      new Set(['/github?api-version=2&audience=api%3A%2F%2FAzureADTokenExchange']),
    );
    expect(asked.length).toBeGreaterThanOrEqual(2); // MSAL asks for an assertion twice per token
    expect(asked[0]?.headers.authorization).toBe('Bearer request-token');
    expect(tokenRequests('app-github').map(({ form }) => form.client_assertion)).toEqual(
      Array(2).fill('github-assertion'),
    );
  });

  it('that GitHub refuses is an error that names the permission of the job', () => {
    expect(results.githubRefused?.code).toBe('credential-unavailable');
    expect(results.githubRefused?.message).toContain('id-token: write');
    expect(results.githubRefused?.message).not.toContain('request-token');
  });

  it('never sends the job’s request token in plain http', () => {
    expect(results.githubPlain?.message).toContain('plain http');
  });

  it('takes its assertion from Azure Pipelines', () => {
    const asked = authority.asked.find(({ url }) => url.startsWith('/pipelines'));
    expect(asked).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer job-access-token' } });
    expect(asked?.url).toContain('serviceConnectionId=connection-1');
    expect(tokenRequest('app-pipelines').form.client_assertion).toBe('pipelines-assertion');
  });

  it('that Azure Pipelines refuses is an error without the job’s token', () => {
    expect(results.pipelinesRefused?.code).toBe('credential-unavailable');
    expect(results.pipelinesRefused?.message).not.toContain('job-access-token');
  });

  it('that is not set up is an error that names the missing variables', () => {
    expect(results.missing).toMatchObject({
      code: 'credential-unavailable',
      message:
        '--auth github needs variables that are not set: ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN.',
    });
  });
});

describe('a managed identity', () => {
  it('comes from the endpoint of the platform', () => {
    const asked = authority.asked.filter(({ url }) => url.startsWith('/machine'));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers['x-identity-header']).toBe('machine-secret');
    expect(new URL(asked[0]?.url ?? '', 'http://x').searchParams.get('resource')).toBe('https://graph.microsoft.com');
    expect(results.machine?.token).toMatch(/^token-/);
  });
});

describe('the Azure CLI', () => {
  it('is asked once, for a token of the configuration’s tenant', () => {
    const calls = readFileSync(join(folder, 'az.log'), 'utf8');
    expect(calls).toBe(
      `account get-access-token --output json --resource https://graph.microsoft.com --tenant ${tenantId}\n`,
    );
    expect(results.cli?.token).toBe('token-of-az');
  });

  it.each([
    ['noCli', 'the Azure CLI is not installed.'],
    ['signedOut', 'nobody is signed in to the Azure CLI.'],
  ])('that gives no token ends the run, with the reason: %s', (name, reason) => {
    expect(results[name]?.code).toBe('credential-unavailable');
    expect(results[name]?.message).toContain(`xtap found no identity: ${reason}`);
  });
});

describe('an identity', () => {
  it('is not needed with XTAP_ACCESS_TOKEN or on loopback', () => {
    expect(results.brought).toEqual({ token: 'brought', prompts: [] });
    expect(results.loopback).toEqual({ prompts: [] });
  });
});

describe('a proxy', () => {
  it('carries the requests to Graph and those for tokens', () => {
    expect(results.throughProxy).toMatchObject({ status: 200, body: { host: 'graph.test' } });
    expect(results.throughProxy?.body).toMatchObject({ authorization: expect.stringMatching(/^Bearer token-\d+$/) });
    expect(authority.tunnels).toContain('graph.test:443');
    expect(authority.tunnels).toContain('login.test:443');
  });

  it('is not used for hosts in NO_PROXY', () => {
    expect(results.pastProxy?.message).toMatch(/graph\.test/);
    expect(authority.tunnels.filter((name) => name === 'graph.test:443')).toHaveLength(1);
  });

  it('is not used on loopback', () => {
    expect(results.loopbackPastProxy).toMatchObject({ status: 200, body: { authorization: 'Bearer brought' } });
    expect(authority.tunnels.filter((name) => name.startsWith('127.'))).toEqual([]);
  });
});
