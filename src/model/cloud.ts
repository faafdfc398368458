/** A Microsoft cloud: each has its own Graph host, authority and directory of tenants. */
export const clouds = ['global', 'usgov', 'usgovdod', 'china'] as const;
export type Cloud = (typeof clouds)[number];

/** The Graph version that every request of a run uses. */
export const apiVersions = ['v1.0', 'beta'] as const;
export type ApiVersion = (typeof apiVersions)[number];
