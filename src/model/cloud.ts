/** A Microsoft cloud: each has its own Graph host, authority and directory of tenants. */
export const clouds = ['global', 'usgov', 'usgovdod', 'china'] as const;
export type Cloud = (typeof clouds)[number];

/** The name that `allowedCloudEndpoints` has for each cloud (Microsoft: crossTenantAccessPolicy). */
export const endpointOf: Readonly<Record<Cloud, string>> = {
  global: 'microsoftonline.com',
  usgov: 'microsoftonline.us',
  usgovdod: 'microsoftonline.us',
  china: 'partner.microsoftonline.cn',
};

/** The Graph version that every request of a run uses. */
export const apiVersions = ['v1.0', 'beta'] as const;
export type ApiVersion = (typeof apiVersions)[number];
