/** The errors of an identity that gives no token: the reason, free of secrets, and what to do next. */
import { XtapError } from '../../model/errors.ts';
import { permissions } from '../../model/permissions.ts';
import type { Environment } from '../../platform/http/proxy.ts';
import { singleLine, truncate } from '../../platform/text.ts';
import { authorityOf, type GraphTarget } from '../graphTarget.ts';
import { cliPreauthorization } from './azureCli.ts';
import { type AuthKind, type CredentialKind, isPersonKind } from './credentialKind.ts';
import { signInAdvice } from './signInProblem.ts';

export function unverifiedTlsProblem(): XtapError {
  return new XtapError(
    'insecure-tls',
    'NODE_TLS_REJECT_UNAUTHORIZED=0 turns off the check of server certificates, so any server on the way could take the token. xtap asked for no token and sent nothing.',
    {
      next: 'Unset NODE_TLS_REJECT_UNAUTHORIZED. If a proxy of yours inspects TLS, name the file with its authority in NODE_EXTRA_CA_CERTS.',
    },
  );
}

export function missingVariablesProblem(auth: AuthKind, missing: readonly (readonly string[])[]): XtapError {
  const ways = missing.map((names) => names.join(', ')).join('; or ');
  return new XtapError('credential-unavailable', `--auth ${auth} needs variables that are not set: ${ways}.`);
}

interface ProblemContext {
  readonly env: Environment;
  readonly target: GraphTarget;
}

export function credentialProblem(kind: CredentialKind, error: unknown, { env, target }: ProblemContext): XtapError {
  const reasonOf = (each: unknown): string =>
    withoutSecrets(hasMessage(each) ? each.message : String(each), env).replace(/[.,\s]*$/, '');
  const reason = reasonOf(error);
  if (kind === 'azure-cli') return noIdentityProblem({ cli: reason, machine: undefined });
  if (kind === 'cli-or-machine') {
    // A chain fails with a list of errors; only the machine's credential can fail with an error of its own.
    const [cli, machine] = errorsIn(error)?.map(reasonOf) ?? [undefined, reason];
    return noIdentityProblem({ cli, machine });
  }
  const authority = authorityOf(target, env);
  if (isPersonKind(kind)) {
    const advice = signInAdvice(kind, reason);
    if (advice !== undefined) {
      return new XtapError('credential-unavailable', 'xtap got no token, and read nothing.', {
        next: `${advice} (${reason})`,
      });
    }
  }
  const advice = /^(?:endpoints_resolution|network)_error\b/.test(reason)
    ? `xtap cannot reach ${authority}, or does not trust its certificate. Check the network, AZURE_AUTHORITY_HOST, the proxy (HTTPS_PROXY) and NODE_EXTRA_CA_CERTS.`
    : '"xtap doctor" checks the identity.';
  return new XtapError(
    'credential-unavailable',
    `xtap got no token for ${target.scope} (${kind.replaceAll('-', ' ')}, ${authority}): ${reason}.`,
    { next: advice },
  );
}

/** The messages of `@azure/identity`; undefined if the credential was not asked, or its message is not known. */
interface Refusals {
  readonly cli: string | undefined;
  readonly machine: string | undefined;
}

function noIdentityProblem({ cli, machine }: Refusals): XtapError {
  const allReasons = [cli === undefined ? '' : cliReason(cli), machine === undefined ? '' : machineReason(machine)];
  const reasons = allReasons.filter((reason) => reason !== '').join('; ');
  const next = [
    'Use one of these:',
    '- An application: set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or AZURE_CLIENT_CERTIFICATE_PATH instead of the secret. In a pipeline, use a federated identity, which needs no secret.',
    '- Yourself: pass --auth browser, or --auth device on a machine without a browser.',
    '- A token: set XTAP_ACCESS_TOKEN.',
    `- The Azure CLI: run "az login". Graph probably refuses this token. ${cliPreauthorization(permissions.readPolicy)}`,
  ];
  return new XtapError('credential-unavailable', `xtap found no identity: ${reasons}. xtap read nothing.`, {
    next: next.join('\n'),
  });
}

function cliReason(text: string): string {
  if (text.includes('could not be found')) return 'the Azure CLI is not installed';
  if (text.includes("Please run 'az login'")) return 'nobody is signed in to the Azure CLI';
  return `the Azure CLI gave no token (${text})`;
}

/** The library asks an address that only virtual machines in Azure can reach. */
function machineReason(text: string): string {
  const isElsewhere = /network unreachable|not available|no managed identity endpoint/i.test(text);
  return isElsewhere ? 'this machine has no managed identity' : `the managed identity gave no token (${text})`;
}

/** The errors of a chain of credentials, in the order of the chain. */
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

/** Removes secrets: @azure/identity quotes complete answers, and in one case a request with its headers. */
export function withoutSecrets(message: string, env: Environment): string {
  const values = secretVariables.map((name) => env[name] ?? '').filter((value) => value.length > 3);
  const hidden = values.reduce((text, value) => text.replaceAll(value, '***'), message);
  const safe = hidden.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***').replace(/(bearer\s+)[^\s"',]+/gi, '$1***');
  return truncate(singleLine(safe), 600);
}
