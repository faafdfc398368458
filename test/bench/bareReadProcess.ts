/*
 * Reads what a plan reads, with Node's own client: the pages one after another, and the three other objects in
 * parallel.
 */
import { createClient } from './clients.ts';

const policy = '/v1.0/policies/crossTenantAccessPolicy';
const client = createClient(process.argv[2] ?? '');

async function readPages(): Promise<void> {
  let next: string | undefined = `${policy}/partners?$expand=identitySynchronization&$top=999`;
  while (next !== undefined) {
    const page = (await client.send('GET', next)) as { readonly '@odata.nextLink'?: string };
    const link = page['@odata.nextLink'];
    next = link === undefined ? undefined : `${new URL(link).pathname}${new URL(link).search}`;
  }
}

void Promise.all([
  readPages(),
  ...[policy, `${policy}/default`, '/v1.0/organization'].map((path) => client.send('GET', path)),
]).then(client.close);
