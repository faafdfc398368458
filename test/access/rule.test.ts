import { type Access, decide, type UserFacts } from '../../src/access/decide.ts';
import { accessRule } from '../../src/access/rule.ts';
import type { Json } from '../../src/model/json.ts';
import { a1, a2, access, g1, g2, half, rowOf, u1, u2 } from '../support/builders.ts';

const inbound = rowOf('b2bCollaborationInbound');

function ask(value: Json, user: UserFacts, application?: string): Access | 'outside the rule' {
  const rule = accessRule(inbound, value);
  return rule ? decide(rule, user, application) : 'outside the rule';
}

const member = { id: u1, groups: [g1] };
/** A user without known facts. Groups do not matter, because the targets of the table are users. */
const otherUser = { id: u2, groups: [] };

describe("Microsoft's table of the combinations", () => {
  // The group of Microsoft's table is a single user here, so that "others" are known to be out.
  test.each<[string, string, Access, Access, Access, Access]>([
    // users, applications, then: the user to a1, the user to a2, others to a1, others to a2
    ['blocked AllUsers', 'blocked AllApplications', 'no', 'no', 'no', 'no'],
    ['allowed AllUsers', 'allowed AllApplications', 'yes', 'yes', 'yes', 'yes'],
    [`allowed ${u1}`, 'allowed AllApplications', 'yes', 'yes', 'no', 'no'],
    ['allowed AllUsers', `allowed ${a1}`, 'yes', 'no', 'yes', 'no'],
    [`allowed ${u1}`, `blocked ${a1}`, 'no', 'yes', 'no', 'no'],
    [`blocked ${u1}`, 'blocked AllApplications', 'no', 'no', 'yes', 'yes'],
    [`blocked ${u1}`, `allowed ${a1}`, 'no', 'no', 'yes', 'no'],
    [`allowed ${u1}`, `allowed ${a1}`, 'yes', 'no', 'no', 'no'],
    [`blocked ${u1}`, `blocked ${a1}`, 'no', 'yes', 'yes', 'yes'],
  ])('%s, %s decides as Microsoft documents', (users, applications, ...expected) => {
    const value = access(users, applications);
    expect([
      ask(value, member, a1),
      ask(value, member, a2),
      ask(value, otherUser, a1),
      ask(value, otherUser, a2),
    ]).toEqual(expected);
  });

  test('a user whose group is listed counts as listed', () => {
    expect(ask(access(`allowed ${g1}`, `blocked ${a1}`), member, a2)).toBe('yes');
    expect(ask(access(`allowed ${g1}`, `blocked ${a1}`), member, a1)).toBe('no');
  });
});

describe('unknown memberships', () => {
  test('the answer depends on a group that was not given', () => {
    expect(ask(access(`allowed ${g1}`, 'allowed AllApplications'), { id: u1, groups: [] })).toBe('depends');
    expect(ask(access(`allowed ${g1}`, 'allowed AllApplications'), { id: u1, groups: [g2] })).toBe('depends');
  });

  test('a group that was not given does not matter if the answer is the same with and without it', () => {
    expect(ask(access(`allowed ${g1}`, `allowed ${a1}`), { id: u1, groups: [] }, a2)).toBe('no');
    expect(ask(access(`blocked ${g1}`, `blocked ${a1}`), { id: u1, groups: [] }, a2)).toBe('yes');
  });

  test('an unnamed user may be any of the listed users', () => {
    expect(ask(access(`allowed ${u1}`, 'allowed AllApplications'), { groups: [] })).toBe('depends');
    expect(ask(access('allowed AllUsers', 'allowed AllApplications'), { groups: [] })).toBe('yes');
  });

  test('an application may or may not be part of Office365', () => {
    expect(ask(access('allowed AllUsers', 'allowed Office365'), otherUser, a1)).toBe('depends');
    expect(ask(access('allowed AllUsers', 'allowed Office365'), otherUser, 'Office365')).toBe('yes');
    expect(ask(access('allowed AllUsers', `allowed ${a1}`), otherUser, 'Office365')).toBe('depends');
    expect(ask(access('allowed AllUsers', `allowed ${a1} Office365`), otherUser, a1)).toBe('yes');
  });

  test('an unnamed application is a target only if all applications are', () => {
    expect(ask(access('allowed AllUsers', `allowed ${a1}`), otherUser)).toBe('depends');
    expect(ask(access('allowed AllUsers', 'allowed AllApplications'), otherUser)).toBe('yes');
  });
});

describe('one-sided settings', () => {
  test('the missing applications count as allowed, all of them', () => {
    const rule = accessRule(rowOf('m365CollaborationInbound'), { users: half(`blocked ${u1}`) });
    expect(rule && [decide(rule, member, a1), decide(rule, otherUser, a1)]).toEqual(['no', 'yes']);
  });

  test('all users blocked is valid if the setting has no applications', () => {
    const rule = accessRule(rowOf('m365CollaborationOutbound'), { usersAndGroups: half('blocked AllUsers') });
    expect(rule && decide(rule, otherUser, a1)).toBe('no');
  });

  test('the missing users count as allowed, all of them', () => {
    const rule = accessRule(rowOf('appServiceConnectInbound'), { applications: half(`allowed ${a1}`) });
    expect(rule && [decide(rule, otherUser, a1), decide(rule, otherUser, a2)]).toEqual(['yes', 'no']);
  });
});

describe('values outside the rule', () => {
  const users = half('allowed AllUsers');
  const applications = half('allowed AllApplications');
  test.each<[string, Json]>([
    ['not set', null],
    ['no object', 'allowed'],
    ['a half missing', { usersAndGroups: users }],
    ['a half that is not an object', { usersAndGroups: users, applications: true }],
    ['no targets', { usersAndGroups: users, applications: { accessType: 'allowed' } }],
    ['empty targets', { usersAndGroups: users, applications: { accessType: 'allowed', targets: [] } }],
    ['no access type', { usersAndGroups: { targets: users.targets ?? null }, applications }],
    ['an unknown access type', { usersAndGroups: { ...users, accessType: 'unknownFutureValue' }, applications }],
    ['an unknown member of a half', { usersAndGroups: { ...users, except: [] }, applications }],
    ['a target without type', { usersAndGroups: { accessType: 'allowed', targets: [{ target: u1 }] }, applications }],
    ['an unknown keyword', access('allowed AllUsers', 'allowed MicrosoftAdminPortals')],
    ['all applications and others', access('allowed AllUsers', `allowed AllApplications ${a1}`)],
    ['all users blocked, but not all applications', access('blocked AllUsers', `blocked ${a1}`)],
    ['all users blocked and applications allowed', access('blocked AllUsers', 'allowed AllApplications')],
    ['users allowed, all applications blocked', access(`allowed ${g1}`, 'blocked AllApplications')],
    ['an application among the users', { usersAndGroups: applications, applications }],
    ['a user among the applications', { usersAndGroups: users, applications: users }],
    ['AllUsers as a group', { usersAndGroups: typed('AllUsers', 'group'), applications }],
    ['an unknown target type', { usersAndGroups: typed(u1, 'servicePrincipal'), applications }],
  ])('%s has no rule', (_, value) => {
    expect(accessRule(inbound, value)).toBeUndefined();
  });

  function typed(target: string, targetType: string): Json {
    return { accessType: 'allowed', targets: [{ target, targetType }] };
  }
});
