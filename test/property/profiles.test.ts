/** Proposed profiles move settings; they never change what is declared. */
import fc from 'fast-check';
import { readConfiguration } from '../../src/config/read/readConfiguration.ts';
import type { SourceFile } from '../../src/config/read/sourceFile.ts';
import { newConfiguration } from '../../src/config/write/newConfiguration.ts';
import { proposeProfiles } from '../../src/config/write/proposeProfiles.ts';
import { decodeLive, type RawState } from '../../src/graph/decodeLive.ts';
import type { DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { LiveState } from '../../src/model/liveState.ts';
import { otherOwner } from '../../src/plan/partition.ts';
import { makePlan } from '../../src/plan/planner.ts';
import { handWritten } from '../support/handWritten.ts';
import { rawStates } from '../support/liveShapes.ts';
import { home } from '../support/tenants.ts';

const numRuns = process.env.XTAP_LONG ? 1000 : 40;

function liveOf(raw: RawState): LiveState {
  const decoded = decodeLive(raw, 'graph');
  if ('value' in decoded) return decoded.value;
  throw new Error(decoded.complaint);
}

function read(sources: readonly SourceFile[]): DesiredState {
  const { desired, diagnostics } = readConfiguration(sources, { sourceName: 'configs', today: '2026-11-22' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (!desired) throw new Error('no configuration');
  return desired;
}

/** Every value that is declared, without its place. */
const declaredBy = ({ partners }: DesiredState) =>
  partners.map(({ tenantId, name, settings }) => ({
    tenantId,
    name,
    settings: Object.fromEntries(
      [...settings].map(([setting, { state, ...rest }]) => [setting, [state, 'value' in rest ? rest.value : null]]),
    ),
  }));

const pulled = (live: LiveState, split: boolean): readonly SourceFile[] =>
  newConfiguration(live, { table: fieldTable, otherOwner, names: new Map(), split });

it('declares the same as before, for every live shape, and proposes nothing a second time', () => {
  fc.assert(
    fc.property(rawStates, fc.integer({ min: 1, max: 3 }), fc.boolean(), (raw, copies, split) => {
      const partners = raw.partners.flatMap((partner, index) =>
        Array.from({ length: copies }, (_, copy) => ({
          ...(partner as object),
          tenantId: `${index}000000${copy}-0000-4000-8000-00000000000f`,
        })),
      );
      const before = pulled(liveOf({ ...raw, partners } as RawState), split);
      const desired = read(before);
      const { sources, profiles } = proposeProfiles(before, desired);
      expect(declaredBy(read(sources))).toEqual(declaredBy(desired));
      for (const { partners: users } of profiles) expect(users).toBeGreaterThan(1);
      expect(proposeProfiles(sources, read(sources))).toEqual({ sources, profiles: [] });
    }),
    { numRuns },
  );
});

it.each(Object.entries(handWritten))('declares the same as before in files that people wrote: %s', (_, text) => {
  const before = [{ file: 'configs/a.yaml', text }];
  const { sources } = proposeProfiles(before, read(before));
  expect(declaredBy(read(sources))).toEqual(declaredBy(read(before)));
});

it('makes four profiles of 300 partners with four patterns, and the plan stays empty', () => {
  const everything = (accessType: string) => ({
    usersAndGroups: { accessType, targets: [{ target: 'AllUsers', targetType: 'user' }] },
    applications: { accessType, targets: [{ target: 'AllApplications', targetType: 'application' }] },
  });
  const pattern = fc.record(
    {
      b2bCollaborationInbound: fc.constantFrom(everything('allowed'), everything('blocked')),
      b2bDirectConnectInbound: fc.constantFrom(everything('allowed'), everything('blocked')),
      inboundTrust: fc.record({ isMfaAccepted: fc.boolean(), isCompliantDeviceAccepted: fc.boolean() }),
    },
    { requiredKeys: ['inboundTrust'] },
  );
  const patterns = fc.uniqueArray(pattern, { minLength: 4, maxLength: 4, selector: (each) => JSON.stringify(each) });
  fc.assert(
    fc.property(patterns, fc.boolean(), (settings, split) => {
      const partners = Array.from({ length: 300 }, (_, index) => ({
        tenantId: `${String(index).padStart(8, '0')}-0000-4000-8000-00000000000a`,
        ...settings[index % 4],
      }));
      const raw = { tenantId: home, cloud: 'global', apiVersion: 'v1.0', policy: {}, default: {}, partners } as const;
      const live = liveOf(raw);
      const before = pulled(live, split);
      const { sources, profiles } = proposeProfiles(before, read(before));
      expect(profiles.map(({ partners: users }) => users)).toEqual([75, 75, 75, 75]);
      const input = { live, table: fieldTable, toolVersion: '1', createdAt: '2026-11-22T00:00:00Z', warnings: [] };
      expect(makePlan({ ...input, desired: read(sources) }).plan?.changes).toEqual([]);
    }),
    { numRuns: 3 },
  );
});

const partner = (digit: number, settings: string) => `
  - tenantId: 0000000${digit}-0000-4000-8000-00000000000a # ${digit}
${settings}`;
const head = `version: 1\ntenant: ${home}\n`;
const trust = '    inboundTrust: { isMfaAccepted: true }\n';
const inbound = `    b2bCollaborationInbound:
      usersAndGroups: { allowed: [{ group: 20000000-0000-4000-8000-000000000001, name: Buyers }] }
      applications: allowed
`;

it('keeps labels, comments and entries that a person wrote in another way', () => {
  const text = `${head}# Our partners.
partners:${partner(1, `    owner: a@b.example\n${inbound}    ticket: C-1\n${trust}`)}${partner(2, trust + inbound)}${partner(
    3,
    `${trust}${inbound}    m365CollaborationInbound: allowed\n`,
  )}${partner(4, '    inboundTrust: { isMfaAccepted: true } # agreed by phone\n')}
  - { tenantId: 00000005-0000-4000-8000-00000000000a, inboundTrust: { isMfaAccepted: true } }
`;
  const before = [{ file: 'configs/a.yaml', text }];
  const { sources, profiles } = proposeProfiles(before, read(before));
  expect(profiles).toEqual([{ name: 'profile-1', partners: 3 }]);
  const use = '    profiles: [profile-1]\n';
  expect(sources[0]?.text).toBe(`${head}# Proposed by xtap: give each profile a name that says what it is for.
profiles:
  profile-1:
${inbound}${trust}
# Our partners.
partners:${partner(1, `    owner: a@b.example\n${use}    ticket: C-1\n`)}${partner(2, use)}${partner(
    3,
    `${use}    m365CollaborationInbound: allowed\n`,
  )}${partner(4, '    inboundTrust: { isMfaAccepted: true } # agreed by phone\n')}
  - { tenantId: 00000005-0000-4000-8000-00000000000a, inboundTrust: { isMfaAccepted: true } }
`);
});
