/** Explains why the sign-in of a person gave no token, and what to do next. */
import type { PersonKind } from './credentialKind.ts';

interface SignInAdvice {
  readonly pattern: RegExp;
  readonly words: (kind: PersonKind) => string;
}

const otherIdentity = 'Or use an application with a certificate or a federated identity (identities.md).';

/** Source of the numbers: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const advices: readonly SignInAdvice[] = [
  {
    pattern: /AADSTS(?:53003|530035)\b/,
    words: (kind) =>
      kind === 'device-code'
        ? `Your organization blocks the sign-in with a device code (Conditional Access or security defaults), as Microsoft recommends. Use --auth browser on a machine with a browser. ${otherIdentity}`
        : `Your organization blocks this sign-in (Conditional Access or security defaults). Ask your administrator which devices and networks the policy accepts. ${otherIdentity}`,
  },
  {
    pattern: /authorization_declined|access_denied|AADSTS65004\b/,
    words: () => 'The sign-in, or the consent to its permissions, was declined. Run the command again to sign in.',
  },
  {
    pattern: /device_code_expired|expired_token|code_expired|AADSTS70020\b|TimeoutError/,
    words: () => 'The sign-in was not completed in time. Run the command again to sign in.',
  },
  {
    pattern: /consent_required|AADSTS(?:65001|90093|90094)\b/,
    words: () => 'An administrator must consent to the permissions for this application.',
  },
  {
    pattern: /AADSTS700016\b/,
    words: () => 'The tenant does not know the application. Check AZURE_CLIENT_ID and the tenant.',
  },
  {
    pattern: /AADSTS50011\b/,
    words: () =>
      'Add the redirect URI http://localhost to the application (Authentication, platform "Mobile and desktop applications").',
  },
  {
    pattern: /AADSTS7000218\b/,
    words: () => 'Turn on "Allow public client flows" for the application (Authentication).',
  },
  {
    pattern: /AADSTS500(?:20|34)\b/,
    words: () => 'The account does not belong to the tenant. Sign in with an account of the tenant.',
  },
];

/** What to do about the reason of Entra ID; undefined for a reason without advice of its own. */
export function signInAdvice(kind: PersonKind, reason: string): string | undefined {
  return advices.find(({ pattern }) => pattern.test(reason))?.words(kind);
}
