/** Explains why Graph refuses the token of an `az login`. */

import type { TokenHolder } from '../../model/graphPort.ts';
import { permissions } from '../../model/permissions.ts';

/** Source: https://learn.microsoft.com/troubleshoot/azure/active-directory/verify-first-party-apps-sign-in */
const azureCliApplication = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/**
 * The explanation for a token of the Azure CLI that lacks the permission. Undefined for every other token. Microsoft
 * does not publish the list of permissions; https://github.com/Azure/azure-cli/issues/23906 reports the refusal.
 */
export function azureCliLimit(holder: TokenHolder, permission: string = permissions.readPolicy): string | undefined {
  if (holder.applicationId !== azureCliApplication || holder.permissions.includes(permission)) return undefined;
  return `The token comes from the Azure CLI ("az login"). ${cliPreauthorization(permission)} Two ways out: sign in as yourself with --auth browser (or --auth device). Or use an application of your own: set AZURE_CLIENT_ID with a client secret, a certificate or a federated identity.`;
}

export function cliPreauthorization(permission: string): string {
  return `The Azure CLI's own application is preauthorized for a fixed list of Graph permissions, and ${permission} is probably not in that list. Admin consent and another sign-in do not change the list.`;
}
