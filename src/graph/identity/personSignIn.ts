/**
 * Signs a person in: in the browser of this machine (authorization code with PKCE), or with a code that the person
 * types on another device. The token stays in memory. Rejected: a token cache on disk, because the token of an
 * administrator must not outlive the run.
 */
import { access, constants } from 'node:fs/promises';
import { platform } from 'node:os';
import { delimiter, join } from 'node:path';
import type { DeviceCodeCredentialOptions, TokenCredential } from '@azure/identity';
import { XtapError } from '../../model/errors.ts';
import { isJsonObject, parseUntrustedJson } from '../../model/json.ts';
import type { Environment } from '../../platform/http/proxy.ts';
import { singleLine, truncate } from '../../platform/text.ts';
import type { GraphTarget } from '../graphTarget.ts';
import type { PersonKind } from './credentialKind.ts';

/** Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
const commandLineTools = { id: '14d82eec-204b-4c2f-b7e8-296a70dab67e', name: 'Microsoft Graph Command Line Tools' };

/** As long as Entra ID accepts a device code. */
export const personTimeoutMs = 900_000;

interface PersonOptions {
  readonly target: GraphTarget;
  readonly env: Environment;
  readonly scopes: readonly string[];
  readonly prompt: (text: string) => void;
}

/** `Policy.Read.All` as the scope of the cloud's Graph. */
export function personScopes({ target, scopes }: Pick<PersonOptions, 'target' | 'scopes'>): string[] {
  return scopes.map((scope) => target.scope.replace(/\.default$/, scope));
}

/** Throws XtapError `credential-unavailable` if no application or no browser can be used. */
export async function createPersonCredential(
  kind: PersonKind,
  identity: Pick<typeof import('@azure/identity'), 'InteractiveBrowserCredential' | 'DeviceCodeCredential'>,
  options: PersonOptions & {
    readonly tenantId: string;
    readonly authorityHost: string;
    readonly disableInstanceDiscovery: boolean;
  },
): Promise<TokenCredential> {
  const { prompt, authorityHost, disableInstanceDiscovery } = options;
  const clientId = applicationFor(options);
  // Without a known tenant, every work or school account may sign in, and its home tenant is the tenant.
  const tenantId = options.tenantId === '' ? 'organizations' : options.tenantId;
  const { policy, withReason } = watchRefusals();
  const additionalPolicies = [{ policy, position: 'perCall' } as const];
  const common = { clientId, tenantId, authorityHost, disableInstanceDiscovery, additionalPolicies };
  if (kind === 'device-code') {
    // Entra ID's own message names the page and the code.
    const userPromptCallback = ({ message }: { readonly message: string }): void =>
      prompt(`${truncate(singleLine(message), 400)} Ctrl-C ends the wait.`);
    return withReason(new identity.DeviceCodeCredential({ ...common, userPromptCallback }));
  }
  await requireBrowser(options.env);
  prompt(
    'xtap opens a browser window: sign in there. If no window opens, press Ctrl-C and use --auth device, which shows a code for the browser of another machine.',
  );
  const browserCustomizationOptions = {
    successMessage: '<p>xtap has its token. You can close this window.</p>',
    errorMessage: '<p>The sign-in failed. The terminal shows the reason. You can close this window.</p>',
  };
  return withReason(new identity.InteractiveBrowserCredential({ ...common, browserCustomizationOptions }));
}

type Policy = NonNullable<DeviceCodeCredentialOptions['additionalPolicies']>[number]['policy'];

/** Keeps Entra ID's reason: for a device code, the library's error has only the kind (`invalid_grant`). */
function watchRefusals(): { readonly policy: Policy; readonly withReason: (from: TokenCredential) => TokenCredential } {
  let reason: string | undefined;
  const policy: Policy = {
    name: 'xtap-refusals',
    sendRequest: async (request, next) => {
      const response = await next(request);
      reason = reasonIn(response.bodyAsText ?? '');
      return response;
    },
  };
  const withReason = (credential: TokenCredential): TokenCredential => ({
    getToken: async (scopes, options) => {
      try {
        return await credential.getToken(scopes, options);
      } catch (error) {
        throw reason === undefined ? error : new Error(reason, { cause: error });
      }
    },
  });
  return { policy, withReason };
}

/** Undefined unless the answer refuses the sign-in for good. */
function reasonIn(text: string): string | undefined {
  if (!text.includes('"error"')) return undefined;
  try {
    const body = parseUntrustedJson(text);
    if (!isJsonObject(body) || body.error === 'authorization_pending') return undefined;
    const [description] = String(body.error_description ?? '').split(/ Trace ID: |\r?\n/);
    return `${String(body.error)}: ${description}`;
  } catch {
    return undefined; // not JSON, such as the page of a proxy: the library's error describes it
  }
}

/** The application that signs the person in; it decides which permissions the person can consent to. */
function applicationFor({ env, target, prompt }: PersonOptions): string {
  const own = env.AZURE_CLIENT_ID ?? '';
  if (own !== '') return own;
  if (target.cloud === 'china') {
    throw new XtapError(
      'credential-unavailable',
      `AZURE_CLIENT_ID is not set, and ${commandLineTools.name} is not available in the cloud china. xtap asked for no token.`,
      { next: 'Register an application (identities.md, "As yourself") and set AZURE_CLIENT_ID.' },
    );
  }
  prompt(
    `AZURE_CLIENT_ID is not set, so the sign-in uses ${commandLineTools.name} (${commandLineTools.id}), an application of Microsoft's. What is consented to there applies to every tool that uses this application.`,
  );
  return commandLineTools.id;
}

/**
 * The package that opens the browser on Linux starts `xdg-open`. Without that program it ends the process with an
 * error that no caller can catch.
 */
async function requireBrowser(env: Environment): Promise<void> {
  if (platform() !== 'linux' || (env.WSL_DISTRO_NAME ?? '') !== '') return;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, 'xdg-open'), constants.X_OK)));
  if (found.some(({ status }) => status === 'fulfilled')) return;
  throw new XtapError(
    'credential-unavailable',
    'xtap cannot open a browser on this machine: the program xdg-open is not installed. xtap asked for no token.',
    { next: 'Use --auth device, which shows a code for the browser of another machine.' },
  );
}
