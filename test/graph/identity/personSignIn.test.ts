import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTokenClaims } from '../../../src/graph/identity/tokenClaims.ts';
import { makeCertificates } from '../../support/identity/certificates.ts';
import { type AskedFor, type FakeAuthority, startFakeAuthority } from '../../support/identity/fakeAuthority.ts';
import { browserScript } from '../../support/identity/fakeSignIn.ts';
import type { ProbeCase, ProbeResult } from '../../support/identity/probeCase.ts';
import { runProbe } from '../../support/identity/runProbe.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/* The real @azure/identity against a loopback OpenID endpoint, with a program in the place of the browser. */
const tenantId = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
const tools = '14d82eec-204b-4c2f-b7e8-296a70dab67e';
const folder = temporaryFolder().path;
const binaries = join(folder, 'bin');
const home = join(folder, 'home');
let authority: FakeAuthority;
let results: Readonly<Record<string, ProbeResult>>;

function casesOf(): Readonly<Record<string, ProbeCase>> {
  const scopes = ['Policy.Read.All'];
  const env = (application: string): Record<string, string> => ({
    AZURE_AUTHORITY_HOST: authority.url,
    AZURE_CLIENT_ID: application,
    PATH: `${binaries}:/usr/bin:/bin`,
    HOME: home,
  });
  const browser = (application: string): ProbeCase => ({ auth: 'browser', env: env(application), tenantId, scopes });
  const device = (application: string): ProbeCase => ({ auth: 'device', env: env(application), tenantId, scopes });
  return {
    browser: { ...browser('app-browser'), after: 'renew' },
    browserWrites: { ...browser('app-writes'), scopes: ['Policy.ReadWrite.CrossTenantAccess'] },
    browserDeclined: browser('app-declined'),
    browserBlocked: browser('app-blocked'),
    browserNone: { ...browser('app-none'), env: { ...env('app-none'), PATH: '/nowhere' } },
    browserAnyTenant: { auth: 'browser', env: env('app-any'), scopes },
    browserTools: { ...browser(''), cloud: 'usgov' },
    browserChina: { ...browser(''), cloud: 'china' },
    device: device('app-device'),
    deviceDeclined: device('app-declined'),
    deviceBlocked: device('app-blocked'),
    deviceDefaults: device('app-defaults'),
    deviceConsent: device('app-consent'),
    deviceExpired: device('app-expired'),
    deviceNobody: device('app-nobody'),
    deviceStopped: { ...device('app-stopped'), stopAfterMs: 300 },
  };
}

beforeAll(async () => {
  const certificates = makeCertificates(folder);
  authority = await startFakeAuthority(certificates);
  mkdirSync(binaries);
  mkdirSync(home);
  writeFileSync(join(binaries, 'xdg-open'), browserScript(process.execPath, certificates.authorityFile));
  chmodSync(join(binaries, 'xdg-open'), 0o755);
  results = await runProbe(folder, certificates, casesOf());
}, 120_000);

afterAll(async () => {
  await authority.close();
  rmSync(folder, { recursive: true });
});

const requestsTo = (endpoint: string, clientId: string): readonly Readonly<Record<string, string>>[] =>
  authority.asked
    .map(({ url, form }: AskedFor) => {
      const { pathname, searchParams } = new URL(url, authority.url);
      return { ...Object.fromEntries(searchParams), ...form, path: pathname };
    })
    .filter(({ path, client_id }: Record<string, string>) => path?.endsWith(endpoint) && client_id === clientId);

const claimsOf = (name: string): ReturnType<typeof readTokenClaims> => readTokenClaims(results[name]?.token ?? '');

describe('--auth browser', () => {
  it('gets one token by authorization code with PKCE, for the permission of the command alone', () => {
    const [authorize, ...others] = requestsTo('/authorize', 'app-browser');
    expect(others).toEqual([]);
    expect(authorize).toMatchObject({
      path: `/${tenantId}/oauth2/v2.0/authorize`,
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+$/),
    });
    expect(authorize?.scope?.split(' ').filter((scope) => scope.startsWith('https'))).toEqual([
      'https://graph.microsoft.com/Policy.Read.All',
    ]);
    expect(requestsTo('/token', 'app-browser')[0]).toMatchObject({ grant_type: 'authorization_code' });
    expect(claimsOf('browser')).toMatchObject({ tenantId, scopes: ['Policy.Read.All'], applicationId: 'app-browser' });
  });

  it('does not ask the person again when Graph refuses the token', () => {
    expect(requestsTo('/authorize', 'app-browser')).toHaveLength(1);
    expect(results.browser?.code).toBeUndefined();
  });

  it('asks for the permission to write, without the one to read, for a command that writes', () => {
    expect(claimsOf('browserWrites')?.scopes).toEqual(['Policy.ReadWrite.CrossTenantAccess']);
  });

  it('says what to do if the person declines', () => {
    expect(results.browserDeclined).toMatchObject({ code: 'credential-unavailable' });
    expect(results.browserDeclined?.message).toMatch(
      /^xtap got no token, and read nothing\. The sign-in, or the consent to its permissions, was declined\./,
    );
  });

  it('says that the organization blocks the sign-in', () => {
    expect(results.browserBlocked?.message).toContain('Your organization blocks this sign-in');
    expect(results.browserBlocked?.message).toContain('AADSTS53003');
  });

  it('offers the device code on a machine without a browser, before it asks for anything', () => {
    expect(results.browserNone?.message).toContain('xdg-open is not installed');
    expect(results.browserNone?.message).toContain('--auth device');
    expect(requestsTo('/authorize', 'app-none')).toEqual([]);
  });

  it('accepts every work or school account while no tenant is known', () => {
    expect(requestsTo('/authorize', 'app-any')[0]?.path).toBe('/organizations/oauth2/v2.0/authorize');
  });

  it('names the application of Microsoft that it falls back to', () => {
    expect(results.browserTools?.prompts?.[0]).toContain(`Microsoft Graph Command Line Tools (${tools})`);
    expect(requestsTo('/authorize', tools)[0]?.scope).toContain('https://graph.microsoft.us/Policy.Read.All');
  });

  it('needs an application of its own in China', () => {
    expect(results.browserChina?.message).toContain('is not available in the cloud china');
  });
});

describe('--auth device', () => {
  it('shows the message of Entra ID, waits, and gets a token for the permission of the command', () => {
    expect(results.device?.prompts).toEqual([
      'To sign in, open https://login.test/device and enter the code ABCD1234. Ctrl-C ends the wait.',
    ]);
    expect(requestsTo('/token', 'app-device')).toHaveLength(2);
    expect(claimsOf('device')).toMatchObject({ scopes: ['Policy.Read.All'], applicationId: 'app-device' });
  });

  it.each([
    ['deviceBlocked', 'AADSTS53003'],
    ['deviceDefaults', 'AADSTS530035'],
  ])('has words of its own for an organization that blocks device codes: %s', (name, number) => {
    expect(results[name]).toMatchObject({ code: 'credential-unavailable' });
    expect(results[name]?.message).toContain('Your organization blocks the sign-in with a device code');
    expect(results[name]?.message).toContain('Use --auth browser');
    expect(results[name]?.message).toContain(number);
  });

  it.each([
    ['deviceDeclined', 'was declined'],
    ['deviceExpired', 'was not completed in time'],
    ['deviceNobody', 'was not completed in time'],
    ['deviceConsent', 'An administrator must consent'],
  ])('explains why there is no token: %s', (name, words) => {
    expect(results[name]).toMatchObject({ code: 'credential-unavailable' });
    expect(results[name]?.message).toContain(words);
  });

  it('stops waiting when the run is stopped', () => {
    expect(results.deviceStopped?.token).toBeUndefined();
    expect(results.deviceStopped?.message).not.toContain('in time');
  });
});

it('keeps no token on disk', () => {
  expect(readdirSync(home, { recursive: true })).toEqual([]);
});
