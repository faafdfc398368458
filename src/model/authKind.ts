/** Where a token comes from, as people name it. */
export const authKinds = ['auto', 'cli', 'env', 'workload', 'managed', 'certificate', 'github'] as const;
export type AuthKind = (typeof authKinds)[number];
