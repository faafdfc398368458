/**
 * Creates the run's token source: XTAP_ACCESS_TOKEN, or @azure/identity. The package is loaded when the first token is
 * needed, so that offline commands do not load it.
 */
import type { AccessToken, TokenCredential } from '@azure/identity';
import { XtapError } from '../../model/errors.ts';
import { beforeAbort } from '../../platform/beforeAbort.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Environment } from '../../platform/http/proxy.ts';
import { cloudEndpoints } from '../cloudEndpoints.ts';
import { authorityOf, type GraphTarget } from '../graphTarget.ts';
import type { RetryOptions } from '../withRetries.ts';
import { type AuthKind, type CredentialKind, chooseCredential, isPersonKind } from './credentialKind.ts';
import { credentialProblem, missingVariablesProblem, unverifiedTlsProblem } from './credentialProblem.ts';
import { createPersonCredential, personScopes, personTimeoutMs } from './personSignIn.ts';
import { fixedTokenSource, sharedTokenSource, type TokenIssuer, type TokenSource } from './tokenSource.ts';

export interface CredentialOptions extends Pick<Clock, 'wallNow'> {
  readonly auth: AuthKind;
  readonly target: GraphTarget;
  readonly env: Environment;
  /** The home tenant of the configuration, used if AZURE_TENANT_ID is not set. */
  readonly tenantId?: string | undefined;
  /** The delegated permissions that a person's sign-in asks for. Every other identity gets the permissions it has. */
  readonly scopes: readonly string[];
  /** Shows a person what to do now. */
  readonly prompt: (text: string) => void;
  /** For xtap's own token requests. @azure/identity retries its requests by itself. */
  readonly retry: RetryOptions;
}

/** The timeout of a token request, including the requests that it causes. */
const tokenTimeoutMs = 60_000;

/**
 * Undefined if no token is needed: Graph is on loopback and no credential was chosen. Throws XtapError `insecure-tls`
 * if a token would go to a server whose certificate is not checked.
 */
export function createTokenSource(options: CredentialOptions): TokenSource | undefined {
  const { auth, env, target } = options;
  const givenToken = (env.XTAP_ACCESS_TOKEN ?? '').trim();
  if (givenToken === '' && target.isLoopback && auth === 'auto') return undefined;
  const usesTls = givenToken === '' || target.origin.startsWith('https:');
  if (usesTls && env.NODE_TLS_REJECT_UNAUTHORIZED === '0') throw unverifiedTlsProblem();
  if (givenToken !== '') return fixedTokenSource(givenToken);
  return sharedTokenSource(createIssuer(options), options.wallNow);
}

function createIssuer(options: CredentialOptions): TokenIssuer {
  const chosen = chooseCredential(options.auth, options.env);
  let credential: TokenCredential | undefined;
  return async (isRenewal) => {
    if ('missing' in chosen) throw missingVariablesProblem(options.auth, chosen.missing);
    const { kind } = chosen;
    const wasStopped = options.retry.signal?.aborted === true;
    // The credential caches its token, so replacing a token before it expires needs a new credential. A person would
    // have to sign in again, so a person's credential stays: it renews its token with the refresh token in memory.
    if (isRenewal && !isPersonKind(kind)) credential = undefined;
    const ask = isPersonKind(kind) ? askPerson : askForToken;
    try {
      credential ??= await createCredential(kind, options);
      const token = await ask(credential, options, wasStopped);
      if (token === null) throw new Error('the identity provider gave no token');
      return { token: token.token, expiresAt: token.expiresOnTimestamp };
    } catch (error) {
      // @azure/identity keeps only the text of an abort reason, so throw the reason itself.
      if (!wasStopped) options.retry.signal?.throwIfAborted();
      throw asProblem(error, kind, options);
    }
  };
}

function asProblem(error: unknown, kind: CredentialKind, options: CredentialOptions): XtapError {
  return error instanceof XtapError ? error : credentialProblem(kind, error, options);
}

async function askForToken(
  credential: TokenCredential,
  { target, retry }: CredentialOptions,
): Promise<AccessToken | null> {
  const abortSignal = AbortSignal.timeout(tokenTimeoutMs + retry.budget.remainingMs());
  return credential.getToken(target.scope, { abortSignal });
}

async function askPerson(
  credential: TokenCredential,
  options: CredentialOptions,
  wasStopped: boolean,
): Promise<AccessToken | null> {
  const { signal } = options.retry;
  const abortSignal = AbortSignal.timeout(personTimeoutMs);
  const request = credential.getToken(personScopes(options), { abortSignal });
  // @azure/identity does not end the wait for a person when a signal is aborted.
  return beforeAbort(request, wasStopped || !signal ? abortSignal : AbortSignal.any([abortSignal, signal]));
}

async function createCredential(kind: CredentialKind, options: CredentialOptions): Promise<TokenCredential> {
  const { env, target, retry } = options;
  const identity = await import('@azure/identity');
  const authorityHost = authorityOf(target, env);
  const isKnownAuthority = Object.values(cloudEndpoints).some((cloud) => cloud.authorityHost === authorityHost);
  // Instance discovery asks Microsoft's public authority about the host, which does not know a private authority.
  const common = { authorityHost, disableInstanceDiscovery: !isKnownAuthority };
  const value = (name: string): string => env[name] ?? '';
  const tenantId = value('AZURE_TENANT_ID') || options.tenantId || '';
  const clientId = value('AZURE_CLIENT_ID');
  const machine = () => new identity.ManagedIdentityCredential(clientId === '' ? {} : { clientId });
  const cli = () =>
    new identity.AzureCliCredential({ ...(tenantId && { tenantId }), processTimeoutInMs: tokenTimeoutMs });
  switch (kind) {
    case 'browser':
    case 'device-code':
      return createPersonCredential(kind, identity, { ...options, ...common, tenantId });
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
          return requestGithubAssertion(env, audience, retry);
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
