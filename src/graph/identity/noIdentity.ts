/** Nobody is signed in: what xtap looked for, and the ways to give it an identity. */
import { XtapError } from '../../model/errors.ts';
import { permissions } from '../../model/permissions.ts';
import { cliPreauthorization } from './azureCli.ts';

/** Why each of them gave no token, in the words of `@azure/identity`; undefined where it is not known, or nobody asked. */
export interface Refusals {
  readonly cli: string | undefined;
  readonly machine: string | undefined;
}

export function noIdentity({ cli, machine }: Refusals): XtapError {
  const reasons = [cli === undefined ? '' : cliReason(cli), machine === undefined ? '' : machineReason(machine)];
  const found = reasons.filter((reason) => reason !== '').join('; ');
  return new XtapError(
    'credential-unavailable',
    [
      `xtap found no identity: ${found}. xtap read nothing. Use one of these:`,
      '- An application: set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or AZURE_CLIENT_CERTIFICATE_PATH instead of the secret. In a pipeline, use a federated identity, which needs no secret.',
      '- A token: set XTAP_ACCESS_TOKEN.',
      `- The Azure CLI: run "az login". Graph probably refuses this token. ${cliPreauthorization(permissions.readPolicy)}`,
    ].join('\n'),
  );
}

function cliReason(text: string): string {
  if (text.includes('could not be found')) return 'the Azure CLI is not installed';
  if (text.includes("Please run 'az login'")) return 'nobody is signed in to the Azure CLI';
  return `the Azure CLI gave no token (${text})`;
}

/** The library asks an address that only machines in Azure can reach. */
function machineReason(text: string): string {
  const isElsewhere = /network unreachable|not available|no managed identity endpoint/i.test(text);
  return isElsewhere ? 'this machine has no managed identity' : `the managed identity gave no token (${text})`;
}
