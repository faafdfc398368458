/** A declared TargetConfiguration that is completed to a value that Graph refuses. */
import { fieldTable } from '../../src/model/fieldTable.ts';
import { makePlan } from '../../src/plan/planner.ts';
import { closed, desiredState, g1, half, livePartner, liveState, partner, u1, value } from '../support/builders.ts';
import { fabrikam } from '../support/tenants.ts';

test('a TargetConfiguration whose completed setting Graph refuses is an error at its line', () => {
  const live = liveState([livePartner(fabrikam, { b2bDirectConnectInbound: closed })]);
  const declaration = value({ applications: half('allowed AllApplications') });
  const desired = desiredState([partner(fabrikam, { b2bDirectConnectInbound: declaration })]);
  const result = makePlan({ desired, live, table: fieldTable, toolVersion: '1', createdAt: '', warnings: [] });
  expect(result.plan).toBeUndefined();
  expect(result.errors).toEqual([
    expect.objectContaining({
      severity: 'error',
      code: 'completed-half-conflict',
      position: declaration.position,
      hint: 'declare both halves',
    }),
  ]);
});

test.each([
  ['no targets', { accessType: 'blocked', targets: [] }],
  ['no accessType', { targets: half('allowed AllApplications').targets ?? null }],
])(
  'a TargetConfiguration completed by one with %s is an error at its line if it must be written',
  (_, applications) => {
    const b2bCollaborationInbound = { usersAndGroups: half(`allowed ${g1}`), applications };
    const live = liveState([livePartner(fabrikam, { b2bCollaborationInbound })]);
    const result = (words: string) => {
      const declaration = value({ usersAndGroups: half(words) });
      const desired = desiredState([partner(fabrikam, { b2bCollaborationInbound: declaration })]);
      return makePlan({ desired, live, table: fieldTable, toolVersion: '1', createdAt: '', warnings: [] });
    };
    expect(result(`allowed ${g1}`).plan?.changes).toEqual([]);
    expect(result(`allowed ${g1} ${u1}`).errors).toEqual([
      expect.objectContaining({
        code: 'completed-half-conflict',
        message: expect.stringContaining('Graph: applications has no targets or no accessType'),
        hint: 'declare both halves',
      }),
    ]);
  },
);
