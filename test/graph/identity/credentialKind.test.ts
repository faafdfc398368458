import { type AuthKind, chooseCredential } from '../../../src/graph/identity/credentialKind.ts';

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

it('never starts the sign-in of a person by itself', () => {
  const names = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'IDENTITY_ENDPOINT', 'DISPLAY', 'BROWSER', 'SSH_TTY'];
  for (const count of names.keys()) {
    const env = Object.fromEntries(names.slice(0, count + 1).map((name) => [name, 'x']));
    expect(chooseCredential('auto', env)).not.toMatchObject({ kind: expect.stringMatching(/browser|device/) });
  }
  expect(chooseCredential('browser', {})).toEqual({ kind: 'browser' });
  expect(chooseCredential('device', {})).toEqual({ kind: 'device-code' });
});
