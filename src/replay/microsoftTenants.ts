/* Tenants that `discover` never proposes as partners. */

/**
 * Tenants of Microsoft, each with its source. An entry for one of them would be about Microsoft's own services.
 */
export const microsoftTenants: ReadonlyMap<string, string> = new Map([
  // Owns Microsoft's first-party applications: "the Microsoft Service's Microsoft Entra tenant ID".
  // https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in (2024-03)
  ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', 'Microsoft Services'],
  // Owns the "Microsoft tenant-owned applications" of the same page, such as Graph Explorer.
  ['72f988bf-86f1-41af-91ab-2d7cd011db47', 'Microsoft'],
  // Support cases add it as a partner. Source: Microsoft's page "Understand Microsoft 365 support case creation and
  // data access" (2026-02).
  ['b4c546a4-7dac-46a6-a7dd-ed822a11efd3', 'Microsoft support'],
]);
