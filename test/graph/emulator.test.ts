import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { findTenantById } from '../../src/graph/directory.ts';
import { fixedTokenSource } from '../../src/graph/identity/tokenSource.ts';
import { readLive } from '../../src/graph/readLive.ts';
import { factsOfSynchronization, factsOfTheBudget } from '../support/emulatorForEach.ts';
import { readsOver, transportTo } from '../support/fakeGraph.ts';
import { home } from '../support/tenants.ts';

/* xtap's Graph client against the emulator: two independent implementations of Graph's behaviour. */
const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

let emulator: Emulator | undefined;
afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
});

describe('the emulator', () => {
  it('gives the same live state with every spelling and page size', async () => {
    const states: unknown[] = [];
    for (const [randomSeed, pageSize] of [
      [1, 100],
      [2, 1],
      [3, 2],
    ] as const) {
      emulator = await startEmulator({ randomSeed, pageSize, facts: factsOfSynchronization });
      const context = readsOver(transportTo(emulator.url));
      states.push(
        await readLive(context, { cloud: 'global', expandSync: true, tokens: undefined, expectedTenant: home }),
      );
      await emulator.close();
    }
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).toEqual(states[0]);
    expect(states[0]).toMatchObject({ tenantId: home, source: 'graph' });
    const { partners } = states[0] as { readonly partners: readonly unknown[] };
    expect(partners.length).toBeGreaterThan(2);
  });

  it('accepts a token with the permission, and gets no request for the organization', async () => {
    emulator = await startEmulator({ requireToken: true, facts: factsOfTheBudget });
    const exp = Math.floor(Date.now() / 1000) + 600;
    const token = jwt({ tid: home, roles: ['Policy.Read.All', 'CrossTenantInformation.ReadBasic.All'], exp });
    const tokens = fixedTokenSource(token);
    const context = readsOver(transportTo(emulator.url, { tokens }));
    const live = await readLive(context, { cloud: 'global', expandSync: false, tokens, expectedTenant: home });
    expect(context.transport.calls()).toMatchObject({ get: 3 });
    const found = await Promise.all(live.partners.map(({ tenantId }) => findTenantById(context, tenantId)));
    expect(found.filter((tenant) => tenant !== undefined).length).toBeGreaterThan(0);
  });
});
