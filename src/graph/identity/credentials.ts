/**
 * The run's token source: a token that was brought along, or @azure/identity. The latter is loaded only when a token
 * is really asked for, so that offline commands never pay for it.
 */
import type { TokenCredential } from '@azure/identity';
import { XtapError } from '../../model/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Environment } from '../../platform/http/proxy.ts';
import { singleLine, truncate } from '../../platform/text.ts';
import { cloudEndpoints } from '../cloudEndpoints.ts';
import type { GraphTarget } from '../graphTarget.ts';
import type { RetryOptions } from '../withRetries.ts';
import { type AuthKind, type CredentialKind, chooseCredential } from './credentialKind.ts';
import { noIdentity } from './noIdentity.ts';
import { fixedTokenSource, sharedTokenSource, type TokenIssuer, type TokenSource } from './tokenSource.ts';

export interface CredentialOptions extends Pick<Clock, 'wallNow'> {
  readonly auth: AuthKind;
  readonly target: GraphTarget;
  readonly env: Environment;
  /** The home tenant of the configuration: asked for where AZURE_TENANT_ID names none. */
  readonly tenantId?: string | undefined;
  /** For what is asked for here and not by @azure/identity, which retries by itself, with waits of its own. */
  readonly retry: RetryOptions;
}

/** A token request with everything around it. */
const tokenTimeoutMs = 60_000;

/**
 * Undefined where no token is needed: a loopback Graph, and no credential asked for. Throws XtapError `insecure-tls`
 * where a token would go to a server whose certificate nobody checks.
 */
export function createTokenSource(options: CredentialOptions): TokenSource | undefined {
  const { auth, env, target } = options;
  const brought = (env.XTAP_ACCESS_TOKEN ?? '').trim();
  if (brought === '' && target.isLoopback && auth === 'auto') return undefined;
  const usesTls = brought === '' || target.origin.startsWith('https:');
  if (usesTls && env.NODE_TLS_REJECT_UNAUTHORIZED === '0') throw unverifiedTls();
  if (brought !== '') return fixedTokenSource(brought);
  return sharedTokenSource(identityIssuer(options), options.wallNow);
}

/** `AZURE_AUTHORITY_HOST` wins over the cloud's own authority. */
export function authorityOf(target: GraphTarget, env: Environment): string {
  const chosen = env.AZURE_AUTHORITY_HOST ?? '';
  return (chosen === '' ? target.authorityHost : chosen).replace(/\/+$/, '');
}

function identityIssuer(options: CredentialOptions): TokenIssuer {
  const chosen = chooseCredential(options.auth, options.env);
  let credential: TokenCredential | undefined;
  return async (isRenewal) => {
    if ('missing' in chosen) throw missingVariables(options.auth, chosen.missing);
    const { budget, signal } = options.retry;
    const wasStopped = signal?.aborted === true;
    try {
      // The cache lives in the credential, so only a new one asks anew for a token that should still be good.
      if (credential === undefined || isRenewal) credential = await createCredential(chosen.kind, options);
      const token = await credential.getToken(options.target.scope, {
        abortSignal: AbortSignal.timeout(tokenTimeoutMs + budget.remainingMs()),
      });
      if (token === null) throw new Error('the identity provider gave no token');
      return { token: token.token, expiresAt: token.expiresOnTimestamp };
    } catch (error) {
      // @azure/identity keeps of a reason no more than its text.
      if (!wasStopped) signal?.throwIfAborted();
      throw error instanceof XtapError ? error : credentialProblem(chosen.kind, error, options);
    }
  };
}

async function createCredential(kind: CredentialKind, options: CredentialOptions): Promise<TokenCredential> {
  const { env, target, retry: retrying } = options;
  const identity = await import('@azure/identity');
  const authorityHost = authorityOf(target, env);
  const isKnownAuthority = Object.values(cloudEndpoints).some((cloud) => cloud.authorityHost === authorityHost);
  // Instance discovery asks Microsoft's public authority about the host, which cannot know a private one.
  const common = { authorityHost, disableInstanceDiscovery: !isKnownAuthority };
  const value = (name: string): string => env[name] ?? '';
  const tenantId = value('AZURE_TENANT_ID') || options.tenantId || '';
  const clientId = value('AZURE_CLIENT_ID');
  const machine = () => new identity.ManagedIdentityCredential(clientId === '' ? {} : { clientId });
  const cli = () =>
    new identity.AzureCliCredential({ ...(tenantId && { tenantId }), processTimeoutInMs: tokenTimeoutMs });
  switch (kind) {
    case 'client-secret':
      return new identity.ClientSecretCredential(tenantId, clientId, value('AZURE_CLIENT_SECRET'), common);
    case 'certificate':
      return new identity.ClientCertificateCredential(
        tenantId,
        clientId,
        {
          certificatePath: value('AZURE_CLIENT_CERTIFICATE_PATH'),
          ...(value('AZURE_CLIENT_CERTIFICATE_PASSWORD') && {
            certificatePassword: value('AZURE_CLIENT_CERTIFICATE_PASSWORD'),
          }),
        },
        { ...common, sendCertificateChain: /^(1|true)$/i.test(value('AZURE_CLIENT_SEND_CERTIFICATE_CHAIN')) },
      );
    case 'federated-file':
      return new identity.WorkloadIdentityCredential({
        ...common,
        tenantId,
        clientId,
        tokenFilePath: value('AZURE_FEDERATED_TOKEN_FILE'),
      });
    case 'github': {
      const audience = cloudEndpoints[target.cloud].federationAudience;
      return new identity.ClientAssertionCredential(
        tenantId,
        clientId,
        async () => {
          const { requestGithubAssertion } = await import('./githubAssertion.ts');
          return requestGithubAssertion(env, audience, retrying);
        },
        common,
      );
    }
    case 'azure-pipelines':
      return new identity.AzurePipelinesCredential(
        value('AZURESUBSCRIPTION_TENANT_ID') || tenantId,
        value('AZURESUBSCRIPTION_CLIENT_ID'),
        value('AZURESUBSCRIPTION_SERVICE_CONNECTION_ID'),
        value('SYSTEM_ACCESSTOKEN'),
        common,
      );
    case 'managed-identity':
      return machine();
    case 'azure-cli':
      return cli();
    case 'cli-or-machine':
      return new identity.ChainedTokenCredential(cli(), machine());
  }
}

function unverifiedTls(): XtapError {
  return new XtapError(
    'insecure-tls',
    'NODE_TLS_REJECT_UNAUTHORIZED=0 turns off the check of server certificates, so any server on the way could take the token. xtap asked for no token and sent nothing. Unset NODE_TLS_REJECT_UNAUTHORIZED. If a proxy of yours inspects TLS, name the file with its authority in NODE_EXTRA_CA_CERTS.',
  );
}

function missingVariables(auth: AuthKind, missing: readonly (readonly string[])[]): XtapError {
  const ways = missing.map((names) => names.join(', ')).join('; or ');
  return new XtapError('credential-unavailable', `--auth ${auth} needs variables that are not set: ${ways}.`);
}

function credentialProblem(kind: CredentialKind, error: unknown, { env, target }: CredentialOptions): XtapError {
  const reasonOf = (each: unknown): string =>
    withoutSecrets(hasMessage(each) ? each.message : String(each), env).replace(/[.,\s]*$/, '');
  const reason = reasonOf(error);
  if (kind === 'azure-cli') return noIdentity({ cli: reason, machine: undefined });
  if (kind === 'cli-or-machine') {
    // In a chain, only the machine's credential fails with an error that is not one of a list.
    const [cli, machine] = errorsIn(error)?.map(reasonOf) ?? [undefined, reason];
    return noIdentity({ cli, machine });
  }
  const authority = authorityOf(target, env);
  const advice = /^(?:endpoints_resolution|network)_error\b/.test(reason)
    ? `xtap cannot reach ${authority}, or does not trust its certificate. Check the network, AZURE_AUTHORITY_HOST, the proxy (HTTPS_PROXY) and NODE_EXTRA_CA_CERTS.`
    : '"xtap doctor" checks the identity.';
  return new XtapError(
    'credential-unavailable',
    `xtap got no token for ${target.scope} (${kind.replaceAll('-', ' ')}, ${authority}): ${reason}. ${advice}`,
  );
}

/** The errors of a chain of credentials, in its order. */
function errorsIn(error: unknown): readonly unknown[] | undefined {
  const errors: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'errors') : undefined;
  return Array.isArray(errors) ? errors : undefined;
}

function hasMessage(error: unknown): error is { readonly message: string } {
  return typeof error === 'object' && error !== null && typeof Reflect.get(error, 'message') === 'string';
}

const secretVariables = [
  'XTAP_ACCESS_TOKEN',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'SYSTEM_ACCESSTOKEN',
  'IDENTITY_HEADER',
  'MSI_SECRET',
];

/** @azure/identity quotes whole answers, and once a whole request with its headers: a message may hold a secret. */
export function withoutSecrets(message: string, env: Environment): string {
  const values = secretVariables.map((name) => env[name] ?? '').filter((value) => value.length > 3);
  const hidden = values.reduce((text, value) => text.replaceAll(value, '***'), message);
  const safe = hidden.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***').replace(/(bearer\s+)[^\s"',]+/gi, '$1***');
  return truncate(singleLine(safe), 600);
}
