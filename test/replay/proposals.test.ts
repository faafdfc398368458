import { fieldTable } from '../../src/model/fieldTable.ts';
import { compareText } from '../../src/model/json.ts';
import type { SignInRow } from '../../src/model/signIns.ts';
import { consumerTenant, type TenantId } from '../../src/model/tenantId.ts';
import type { DiscoveredTenant, Discovery } from '../../src/replay/discovery.ts';
import { type DiscoveryInput, discoverTenants } from '../../src/replay/proposals.ts';
import { a1, a2, access, desiredState, open, partner } from '../support/builders.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { datum, fabrikam, home, litware, proseware, relecloud, woodgrove } from '../support/tenants.ts';

function discover(rows: readonly Partial<SignInRow>[], more: Partial<DiscoveryInput> = {}): Discovery {
  const signIns = signInsFile(rows.map(signInRow));
  return discoverTenants({
    home,
    cloud: 'global',
    signIns,
    names: new Map(),
    minPeople: 1,
    onlySeenApps: false,
    table: fieldTable,
    ...more,
  });
}

const only = ({ tenants }: Discovery): DiscoveredTenant | undefined => {
  expect(tenants).toHaveLength(1);
  return tenants[0];
};

test('a proposal allows the directions and kinds that were seen, for all users', () => {
  const rows: readonly Partial<SignInRow>[] = [
    { direction: 'inbound', people: [1, 2], signIns: 5, last: '2026-11-20' },
    { direction: 'inbound', people: [2, 3], app: a2, last: '2026-11-24' },
    { direction: 'outbound', type: 'b2bDirectConnect', people: [9] },
  ];
  expect(only(discover(rows))).toEqual({
    tenantId: fabrikam,
    declared: false,
    evidence: {
      inbound: {
        people: 3,
        signIns: 7,
        types: ['b2bCollaboration'],
        apps: [
          { app: a1, people: 2 },
          { app: a2, people: 2 },
        ],
        lastSeen: '2026-11-24',
      },
      outbound: {
        people: 1,
        signIns: 1,
        types: ['b2bDirectConnect'],
        apps: [{ app: a1, people: 1 }],
        lastSeen: '2026-11-20',
      },
    },
    people: 4,
    proposal: { b2bCollaborationInbound: open, b2bDirectConnectOutbound: open },
    caveats: [],
  });
});

test('only a sign-in that worked is evidence', () => {
  const outcomes = ['other', 'blocked-inbound', 'blocked-outbound'] as const;
  expect(discover(outcomes.map((outcome) => ({ outcome }))).tenants).toEqual([]);
});

test('with the applications that were seen, both the client and the resource are allowed', () => {
  const found = only(discover([{ app: a2, resource: a1 }], { onlySeenApps: true }));
  expect(found?.proposal).toEqual({ b2bCollaborationOutbound: access('allowed AllUsers', `allowed ${a1} ${a2}`) });
  expect(found?.caveats).toEqual([expect.stringContaining('depend on')]);
});

test('with the applications that were seen, guest accounts alone open nothing, since they show no application', () => {
  const guests = [{ domain: 'fabrikam.example', guests: 9, tenantId: fabrikam }];
  const appsSeen = (rows: readonly Partial<SignInRow>[]) => only(discover(rows, { onlySeenApps: true, guests }));
  const seen = access('allowed AllUsers', `allowed ${a1}`);
  const leftOut = 'Guest accounts show no application, so b2bCollaborationInbound is left out.';
  const outbound = appsSeen([{}]);
  expect(outbound?.proposal).toEqual({ b2bCollaborationOutbound: seen });
  expect(outbound?.caveats).toEqual([expect.stringContaining('depend on'), leftOut]);
  const inbound = appsSeen([{ direction: 'inbound' }]);
  expect(inbound?.proposal).toEqual({ b2bCollaborationInbound: seen });
  expect(inbound?.caveats).toEqual([expect.stringContaining('depend on')]);
  expect(appsSeen([])).toMatchObject({ proposal: null, reason: 'apps-unknown' });
  expect(appsSeen([{ type: 'unknown' }])).toMatchObject({ proposal: null, reason: 'apps-unknown' });
});

test('tenants that nobody should declare are listed with the reason', () => {
  const support = 'b4c546a4-7dac-46a6-a7dd-ed822a11efd3' as TenantId;
  const consumer = consumerTenant;
  const ids = [fabrikam, proseware, woodgrove, datum, relecloud, home, support, consumer];
  const desired = desiredState([partner(fabrikam, {}), partner(proseware, {}, { state: 'absent' })], {
    ignored: new Map([[woodgrove, { tenantId: woodgrove, reason: 'others', access: 'any' }]]),
    protected: new Set([datum]),
  });
  const { tenants } = discover([...ids.map((tenantId) => ({ tenantId })), { tenantId: litware, type: 'unknown' }], {
    desired,
    minPeople: 1,
  });
  const reasons = new Map(
    tenants.map(({ tenantId, reason, declared, proposal }) => {
      expect(proposal === null).toBe(reason !== undefined);
      return [tenantId, declared ? `${reason}!` : reason];
    }),
  );
  expect(reasons).toEqual(
    new Map([
      [fabrikam, 'declared!'],
      [proseware, 'tombstone'],
      [woodgrove, 'ignored'],
      [datum, 'protected'],
      [relecloud, undefined],
      [home, 'home'],
      [support, 'microsoft'],
      [consumer, 'consumer'],
      [litware, 'type-unknown'],
    ]),
  );
});

test('a tenant with fewer people is not proposed', () => {
  const { tenants } = discover([{ people: [1, 2] }, { people: [3, 4, 5], tenantId: litware }], { minPeople: 3 });
  expect(tenants.map(({ tenantId, reason }) => [tenantId, reason])).toEqual([
    [litware, undefined],
    [fabrikam, 'few-people'],
  ]);
});

test('guest accounts are evidence of inbound collaboration, and domains without a tenant are listed', () => {
  const guests = [
    { domain: 'fabrikam.example', guests: 2, tenantId: fabrikam, name: 'Fabrikam' },
    { domain: 'fabrikam.test', guests: 7, tenantId: fabrikam },
    { domain: 'mail.example', guests: 4 },
  ];
  const found = discover([], { signIns: undefined, guests });
  expect(only(found)).toMatchObject({
    name: 'Fabrikam',
    domain: 'fabrikam.test',
    evidence: { guests: 9 },
    people: 9,
    proposal: { b2bCollaborationInbound: open },
    caveats: [expect.stringContaining('no sign-in was seen')],
  });
  expect(found.unresolvedDomains).toEqual([{ domain: 'mail.example', guests: 4 }]);
  expect(found.sources).toEqual([{ source: 'guests', state: 'read' }]);
});

test('a file with gaps says that there may be more', () => {
  const signIns = signInsFile([signInRow()], { complete: false });
  const found = discover([], { signIns });
  expect(found.sources).toEqual([{ source: 'sign-ins', state: 'incomplete', from: signIns.from, to: signIns.to }]);
  expect(only(found)?.caveats).toEqual([expect.stringContaining('not read')]);
});

test('a proposal never contains trust, consent, synchronization, tenant restrictions or a block', () => {
  const rows = (['inbound', 'outbound'] as const).flatMap((direction) =>
    (['b2bCollaboration', 'b2bDirectConnect', 'unknown'] as const).map((type) => ({ direction, type })),
  );
  const { proposal } = only(discover(rows)) ?? {};
  expect(Object.keys(proposal ?? {}).sort(compareText)).toEqual([
    'b2bCollaborationInbound',
    'b2bCollaborationOutbound',
    'b2bDirectConnectInbound',
    'b2bDirectConnectOutbound',
  ]);
  expect(JSON.stringify(proposal)).not.toContain('blocked');
});
