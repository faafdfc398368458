/* Tenants that `discover` never proposes as partners. */

/**
 * Tenants of Microsoft, each with its source. An entry for one of them would be about Microsoft's own services.
 */
export const microsoftTenants: ReadonlyMap<string, string> = new Map([
  // Owns most applications of Microsoft.
  // https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
  ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', 'Microsoft Services'],
  // Owns the other applications; the same page.
  ['72f988bf-86f1-41af-91ab-2d7cd011db47', 'Microsoft'],
  // Support cases add it as a partner.
  // https://learn.microsoft.com/entra/external-id/cross-tenant-access-overview
  ['b4c546a4-7dac-46a6-a7dd-ed822a11efd3', 'Microsoft support'],
]);

/**
 * The tenant of personal Microsoft accounts.
 * https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export const consumerTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
