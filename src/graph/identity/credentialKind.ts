/**
 * Decides which identity a run uses. `auto` looks only at the environment variables that each platform sets, so the
 * same variables always give the same identity. Rejected: trying one credential after another until one gives a token
 * (DefaultAzureCredential). That hides a misspelled variable behind an old `az login`, and waits for a managed-identity
 * endpoint on every laptop. `auto` never starts a person's sign-in, since a pipeline would wait for a person.
 */
import type { Environment } from '../../platform/http/proxy.ts';

/** The values of `--auth`: where the token comes from. */
export const authKinds = [
  'auto',
  'cli',
  'env',
  'workload',
  'managed',
  'certificate',
  'github',
  'browser',
  'device',
] as const;
export type AuthKind = (typeof authKinds)[number];

export type CredentialKind =
  | 'client-secret'
  | 'certificate'
  | 'federated-file'
  | 'github'
  | 'azure-pipelines'
  | 'managed-identity'
  | 'azure-cli'
  | PersonKind
  /** No variable is set: the Azure CLI, then the managed identity of a virtual machine. */
  | 'cli-or-machine';

/** The sign-ins of a person: in the browser of this machine, or with a code in the browser of another device. */
export type PersonKind = 'browser' | 'device-code';

export function isPersonKind(kind: CredentialKind): kind is PersonKind {
  return kind === 'browser' || kind === 'device-code';
}

type CredentialCandidate = readonly [kind: CredentialKind, variables: readonly string[]];

const application: readonly string[] = ['AZURE_CLIENT_ID'];
const secret: CredentialCandidate = ['client-secret', [...application, 'AZURE_CLIENT_SECRET']];
const certificate: CredentialCandidate = ['certificate', [...application, 'AZURE_CLIENT_CERTIFICATE_PATH']];
const federatedFile: CredentialCandidate = ['federated-file', [...application, 'AZURE_FEDERATED_TOKEN_FILE']];
const github: CredentialCandidate = [
  'github',
  [...application, 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
];
const pipelines: CredentialCandidate = [
  'azure-pipelines',
  [
    'AZURESUBSCRIPTION_CLIENT_ID',
    'AZURESUBSCRIPTION_SERVICE_CONNECTION_ID',
    'SYSTEM_OIDCREQUESTURI',
    'SYSTEM_ACCESSTOKEN',
  ],
];

/** The candidates of each `--auth`, in order. The first whose variables are all set is chosen. */
const candidates: Readonly<Record<AuthKind, readonly CredentialCandidate[]>> = {
  auto: [
    secret,
    certificate,
    federatedFile,
    github,
    pipelines,
    ['managed-identity', ['IDENTITY_ENDPOINT']],
    ['managed-identity', ['MSI_ENDPOINT']],
    ['cli-or-machine', []],
  ],
  env: [secret, certificate],
  certificate: [certificate],
  workload: [federatedFile, pipelines],
  github: [github],
  managed: [['managed-identity', []]],
  cli: [['azure-cli', []]],
  browser: [['browser', []]],
  device: [['device-code', []]],
};

/** The kind of credential, or the missing variables: one list for each candidate. */
export function chooseCredential(
  auth: AuthKind,
  env: Environment,
): { readonly kind: CredentialKind } | { readonly missing: readonly (readonly string[])[] } {
  const isUnset = (name: string): boolean => (env[name] ?? '') === '';
  const chosen = candidates[auth].find(([, variables]) => !variables.some(isUnset));
  if (chosen !== undefined) return { kind: chosen[0] };
  return { missing: candidates[auth].map(([, variables]) => variables.filter(isUnset)) };
}
