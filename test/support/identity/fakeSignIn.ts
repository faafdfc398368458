/** The sign-in of a person at Entra ID: authorization code with PKCE, device code, and the refusals of both. */
import { createHash } from 'node:crypto';

export interface SignInAnswer {
  readonly status: number;
  readonly body?: object;
  readonly location?: string;
}

interface Refusal {
  readonly error: string;
  readonly error_description: string;
  readonly suberror?: string;
}

const blockedByPolicy = {
  error: 'invalid_grant',
  error_description: 'AADSTS53003: Access has been blocked by Conditional Access policies.',
  error_codes: [53003],
};

/** What happens to the sign-in with an application; the others succeed. */
const refusals: Readonly<Record<string, Refusal>> = {
  'app-declined': { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent.' },
  'app-blocked': blockedByPolicy,
  'app-defaults': {
    error: 'invalid_grant',
    error_description: 'AADSTS530035: Access has been blocked by security defaults.',
  },
  'app-consent': {
    error: 'invalid_grant',
    error_description: 'AADSTS65001: The user or administrator has not consented to use the application.',
    suberror: 'consent_required',
  },
  'app-expired': { error: 'expired_token', error_description: 'AADSTS70020: The code has expired.' },
};

interface Started {
  readonly clientId: string;
  readonly scope: string;
  readonly challenge?: string;
  polls: number;
}

export interface FakeSignIn {
  /** The answer to a request to `path`; undefined if it does not belong to the sign-in of a person. */
  readonly answer: (
    path: string,
    values: Readonly<Record<string, string>>,
    authority: string,
  ) => SignInAnswer | undefined;
}

export function createFakeSignIn(tenantId: string): FakeSignIn {
  const started = new Map<string, Started>();
  let count = 0;

  const start = (values: Readonly<Record<string, string>>): string => {
    count += 1;
    const code = `code-${count}`;
    const { client_id: clientId = '', scope = '', code_challenge: challenge } = values;
    started.set(code, { clientId, scope, polls: 0, ...(challenge === undefined ? {} : { challenge }) });
    return code;
  };

  /** The browser: the person signs in at once, and the browser goes back to the program. */
  const authorize = (values: Readonly<Record<string, string>>): SignInAnswer => {
    const { client_id = '', redirect_uri = '', state = '', code_challenge_method } = values;
    const refusal = refusals[client_id];
    const isPkce = code_challenge_method === 'S256' && (values.code_challenge ?? '').length > 40;
    const answer = refusal ?? (isPkce ? { code: start(values) } : { error: 'no_pkce' });
    const query = new URLSearchParams({ ...answer, state } as Record<string, string>);
    return { status: 302, location: `${redirect_uri}/?${query}` };
  };

  const deviceCode = (values: Readonly<Record<string, string>>): SignInAnswer => ({
    status: 200,
    body: {
      device_code: start(values),
      user_code: 'ABCD1234',
      verification_uri: 'https://login.test/device',
      expires_in: values.client_id === 'app-nobody' ? 1 : 60,
      interval: 1,
      message: 'To sign in, open https://login.test/device and enter the code ABCD1234.',
    },
  });

  /** The answer to a poll; undefined if the person has signed in. */
  const poll = (sign: Started): SignInAnswer | undefined => {
    sign.polls += 1;
    const isPending = sign.polls === 1 || sign.clientId === 'app-nobody';
    const pending = { error: 'authorization_pending', error_description: 'AADSTS70016: pending' };
    const refusal = isPending ? pending : refusals[sign.clientId];
    return refusal && { status: 400, body: refusal };
  };

  const redeem = (values: Readonly<Record<string, string>>, authority: string): SignInAnswer | undefined => {
    const { grant_type = '', code_verifier = '', code, device_code = '' } = values;
    if (grant_type === 'refresh_token') return tokens(values, authority);
    const sign = started.get(code ?? device_code);
    if (sign === undefined) return undefined;
    const isVerified = createHash('sha256').update(code_verifier).digest('base64url') === sign.challenge;
    const wrong = { error: 'invalid_grant', error_description: 'AADSTS501481: wrong code verifier' };
    const refused = code === undefined ? poll(sign) : isVerified ? undefined : { status: 400, body: wrong };
    return refused ?? tokens({ ...values, scope: values.scope ?? sign.scope }, authority);
  };

  const tokens = ({ client_id, scope = '' }: Readonly<Record<string, string>>, authority: string): SignInAnswer => {
    count += 1;
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const granted = scope.split(' ').filter((each) => each.startsWith('https://'));
    const extra = client_id === 'app-rich' ? ['Directory.ReadWrite.All'] : [];
    const scp = [...granted.map((each) => each.split('/').at(-1)), ...extra].join(' ');
    const shared = { tid: tenantId, exp, iss: `${authority}/v2.0`, sub: 'subject-1', oid: 'object-1' };
    const claims = { ...shared, appid: client_id, scp, upn: 'megan@contoso.example', name: 'Megan', n: count };
    return {
      status: 200,
      body: {
        token_type: 'Bearer',
        scope: granted.join(' '),
        expires_in: 3600,
        access_token: `${encode({ alg: 'none' })}.${encode(claims)}.c2ln`,
        id_token: `${encode({ alg: 'none' })}.${encode({ ...shared, aud: client_id, preferred_username: 'megan@contoso.example' })}.c2ln`,
        refresh_token: `refresh-${count}`,
        client_info: encode({ uid: 'object-1', utid: tenantId }),
      },
    };
  };

  return {
    answer: (path, values, authority) => {
      if (path.endsWith('/oauth2/v2.0/authorize')) return authorize(values);
      if (path.endsWith('/oauth2/v2.0/devicecode')) return deviceCode(values);
      return path.endsWith('/oauth2/v2.0/token') ? redeem(values, authority) : undefined;
    },
  };
}

/** A program in the place of `xdg-open`: the browser of a person who agrees to everything. Returns its folder. */
export function browserScript(node: string, authorityFile: string): string {
  return `#!/bin/sh
NODE_EXTRA_CA_CERTS='${authorityFile}' exec '${node}' -e 'fetch(process.argv[1]).then((answer) => answer.text())' "$1"
`;
}
