/*
 * The request patterns of other tools, without their start, parsing and comparison, so they are faster here than the
 * real tools. Each checks every partner of the list and then fixes the ones that differ.
 */
import { Agent, request } from 'node:http';

export interface Client {
  readonly send: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly close: () => void;
}

export interface Work {
  readonly partnerIds: readonly string[];
  readonly changedIds: readonly string[];
}

export interface Pattern {
  readonly name: string;
  readonly check: (client: Client, work: Work) => Promise<void>;
  readonly fix: (client: Client, work: Work) => Promise<void>;
}

const policy = '/v1.0/policies/crossTenantAccessPolicy';
const partner = (id: string): string => `${policy}/partners/${id}`;
/** Not minimal: these tools send what they manage, whether it drifted or not. */
const everySetting = {
  inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false },
  b2bCollaborationInbound: {
    usersAndGroups: { accessType: 'allowed', targets: [{ target: 'AllUsers', targetType: 'user' }] },
    applications: { accessType: 'allowed', targets: [{ target: 'Office365', targetType: 'application' }] },
  },
};

/** Microsoft365DSC: one after the other; a GET each, and for a fix a GET, two look-ups and a PATCH of everything. */
export const dscLike: Pattern = {
  name: 'Microsoft365DSC-like',
  check: async (client, { partnerIds }) => {
    for (const id of partnerIds) await client.send('GET', partner(id));
  },
  fix: async (client, { changedIds }) => {
    for (const id of changedIds) {
      await client.send('GET', partner(id));
      await client.send('GET', '/v1.0/organization');
      await client.send('GET', `${policy}/default`);
      await client.send('PATCH', partner(id), everySetting);
    }
  },
};

/** The Terraform providers: ten at once; a GET each, and for a fix a PATCH and a GET. */
export const terraformLike: Pattern = {
  name: 'Terraform-like',
  check: (client, { partnerIds }) => tenAtOnce(partnerIds, (id) => client.send('GET', partner(id))),
  fix: (client, { changedIds }) =>
    tenAtOnce(changedIds, async (id) => {
      await client.send('PATCH', partner(id), everySetting);
      await client.send('GET', partner(id));
    }),
};

/** Scripts that list and then write everything, whether it differs or not. */
export const listThenPatch: Pattern = {
  name: 'list-then-patch',
  check: async (client) => {
    let next: string | undefined = `${policy}/partners`;
    while (next !== undefined) {
      const page = (await client.send('GET', next)) as { readonly '@odata.nextLink'?: string };
      const link = page['@odata.nextLink'];
      next = link === undefined ? undefined : `${new URL(link).pathname}${new URL(link).search}`;
    }
  },
  fix: async (client, { partnerIds }) => {
    for (const id of partnerIds) await client.send('PATCH', partner(id), everySetting);
  },
};

async function tenAtOnce(ids: readonly string[], each: (id: string) => Promise<unknown>): Promise<void> {
  const waiting = [...ids].reverse();
  const worker = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) await each(id);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
}

/** Node's own client with connections kept alive: the cheapest client. */
export function createClient(origin: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  const send = (method: string, path: string, body?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers =
        text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const outgoing = request(`${origin}${path}`, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          if ((response.statusCode ?? 500) >= 300) reject(new Error(`${method} ${path}: ${response.statusCode}`));
          else resolve(chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8')));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  return { send, close: () => agent.destroy() };
}
