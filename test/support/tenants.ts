/** The tenants of the emulator's sample, under the names that it gives them. */
import type { TenantId } from '../../src/model/tenantId.ts';

/** The tenant whose policy is managed; the others are its partners. */
export const home = '6babcaad-604b-40ac-a9d7-9fd97c0b779f' as TenantId;

export const fabrikam = '90e29127-71ad-49c7-9ce8-db3f41ea06f1' as TenantId;
export const proseware = '3d0f5dec-5d3d-455c-8016-e2af1ae4d31a' as TenantId;
export const woodgrove = '8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11' as TenantId;
export const datum = 'c2f1a8d3-54b6-4e7a-9c10-7be85d2f4a96' as TenantId;
export const relecloud = 'a4e0c9b1-7f3d-4826-95ea-d3c1b2f06e58' as TenantId;
/** The sample knows this tenant, which is not a partner yet. */
export const litware = '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064' as TenantId;

/** Tenants that the sample does not know, told apart by a digit. */
export const partnerId = (digit: number): TenantId => `90e29127-71ad-49c7-9ce8-00000000000${digit}` as TenantId;

/** The first two lines of a configuration of `home`. */
export const versionAndTenant = `version: 1\ntenant: ${home}\n`;
