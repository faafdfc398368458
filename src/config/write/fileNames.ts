import type { TenantId } from '../../model/tenantId.ts';

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A file name for each partner, without extension: its label in characters that every file system accepts and
 * distinguishes. With the start of the id if two names were equal, and the id alone if there is no label.
 */
export function choosePartnerFileNames(
  partners: readonly { readonly tenantId: TenantId; readonly name?: string | undefined }[],
  taken: ReadonlySet<string> = new Set(),
): ReadonlyMap<TenantId, string> {
  const slugs = new Map(partners.map(({ tenantId, name = '' }) => [tenantId, slugOf(name)]));
  const counts = new Map<string, number>();
  for (const slug of slugs.values()) counts.set(slug, (counts.get(slug) ?? 0) + 1);
  const used = new Set(taken);
  const names = new Map<TenantId, string>();
  for (const [tenantId, slug] of slugs) {
    const isUnique = slug !== '' && counts.get(slug) === 1 && !reserved.test(slug);
    const candidates = [...(isUnique ? [slug] : []), ...(slug ? [`${slug}-${tenantId.slice(0, 8)}`] : []), tenantId];
    const name = candidates.find((candidate) => !used.has(candidate)) ?? `${slug}-${tenantId}`;
    used.add(name);
    names.set(tenantId, name);
  }
  return names;
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '');
}
