import type { ExplainQuery } from '../../src/access/explain.ts';
import { ask, type Facts, settingOf, tenantWith } from '../support/askExplain.ts';
import { a1, a2, access, closed, g1, g2, half, open, u1, u2 } from '../support/builders.ts';
import { fabrikam, proseware } from '../support/tenants.ts';

describe('without a question', () => {
  test('every setting of a partner has its effective value and its source', () => {
    const explained = ask({
      partner: { b2bCollaborationInbound: closed, inboundTrust: { isMfaAccepted: true } },
      default: {
        b2bCollaborationOutbound: open,
        inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true },
      },
    });
    expect({ ...explained, settings: explained.settings.map(({ members: _members, ...rest }) => rest) }).toEqual({
      tenantId: fabrikam,
      partner: true,
      settings: [
        { setting: 'b2bCollaborationInbound', source: 'partner', value: closed },
        { setting: 'b2bCollaborationOutbound', source: 'default', value: open },
        { setting: 'b2bDirectConnectInbound', source: 'default', value: null },
        { setting: 'b2bDirectConnectOutbound', source: 'default', value: null },
        { setting: 'inboundTrust', source: 'partner', value: { isMfaAccepted: true, isCompliantDeviceAccepted: true } },
        { setting: 'automaticUserConsentSettings', source: 'default', value: null },
        { setting: 'tenantRestrictions', source: 'default', value: null },
        { setting: 'm365CollaborationInbound', source: 'default', value: null },
        { setting: 'm365CollaborationOutbound', source: 'default', value: null },
        { setting: 'appServiceConnectInbound', source: 'default', value: null },
        { setting: 'identitySynchronization', source: 'partner', value: null },
      ],
    });
  });

  test('a tenant that is not a partner has the values of the default', () => {
    const explained = ask(
      { partner: { b2bCollaborationInbound: closed }, default: { b2bCollaborationInbound: open } },
      { tenantId: proseware },
    );
    expect(explained.partner).toBe(false);
    expect(settingOf(explained, 'b2bCollaborationInbound')).toEqual({
      setting: 'b2bCollaborationInbound',
      source: 'default',
      members: { usersAndGroups: 'default', applications: 'default' },
      value: open,
    });
    expect(settingOf(explained, 'identitySynchronization')?.source).toBe('default');
  });

  test.each<[string, Facts, Readonly<Record<string, string>>]>([
    [
      'inboundTrust',
      {
        partner: { inboundTrust: { isMfaAccepted: true } },
        default: { inboundTrust: { isCompliantDeviceAccepted: true } },
      },
      {
        isMfaAccepted: 'partner',
        isCompliantDeviceAccepted: 'default',
        isHybridAzureADJoinedDeviceAccepted: 'default',
      },
    ],
    [
      'b2bCollaborationInbound',
      {
        partner: { b2bCollaborationInbound: { usersAndGroups: half(`allowed ${g1}`) } },
        default: { b2bCollaborationInbound: open },
      },
      { usersAndGroups: 'partner', applications: 'partner' },
    ],
    [
      'identitySynchronization',
      { partner: { identitySynchronization: { userSyncInbound: { isSyncAllowed: true } } } },
      {
        displayName: 'partner',
        'userSyncInbound.isSyncAllowed': 'partner',
      },
    ],
    ['tenantRestrictions', { partner: {} }, { usersAndGroups: 'default', applications: 'default' }],
  ])('every member of %s has its source; only flags are completed from the default', (name, facts, members) => {
    expect(settingOf(ask(facts), name)?.members).toEqual(members);
  });

  test('name and labels come from the configuration, and only those of ids that occur', () => {
    const facts = { partner: { b2bCollaborationInbound: { usersAndGroups: half(`allowed ${g1}`) } } };
    const names = new Map([
      [fabrikam, 'Fabrikam'],
      [g1, 'Supplier staff'],
      [g2, 'Nobody'],
    ]);
    const explained = ask(facts, { names });
    expect(explained.name).toBe('Fabrikam');
    expect(explained.names).toEqual({ [g1]: 'Supplier staff' });
    expect(ask(facts)).not.toHaveProperty('names');
  });

  test('settings of the beta version appear only with the beta version', () => {
    const live = { ...tenantWith({}), apiVersion: 'beta' as const };
    expect(settingOf(ask({}, { live }), 'blockServiceProviderOutboundAccess')).toBeDefined();
    expect(settingOf(ask({}), 'blockServiceProviderOutboundAccess')).toBeUndefined();
  });
});

describe('a question', () => {
  const groupOnly = { partner: { b2bCollaborationInbound: access(`allowed ${g1}`, `blocked ${a1}`) } };

  test('is answered with the reason', () => {
    expect(ask(groupOnly, { users: [u1], groups: [g1], apps: [a2] }).answer).toEqual({
      access: 'yes',
      setting: 'b2bCollaborationInbound',
      source: 'partner',
      because: `usersAndGroups allows group ${g1} and applications blocks others, not application ${a2}`,
    });
  });

  test('the reason leaves out a TargetConfiguration that does not affect the answer', () => {
    expect(ask(groupOnly, { users: [u1], apps: [a1] }).answer).toMatchObject({
      access: 'no',
      because: `applications blocks application ${a1}`,
    });
    const nobody = { partner: { b2bCollaborationInbound: access(`allowed ${u1}`, `allowed ${a1}`) } };
    expect(ask(nobody, { users: [u2] }).answer).toMatchObject({
      access: 'no',
      because: `usersAndGroups allows others, not user ${u2}`,
    });
    expect(ask({ partner: { b2bCollaborationInbound: closed } }, { users: [u2] }).answer).toMatchObject({
      access: 'no',
      because: 'usersAndGroups blocks all users and applications blocks all applications',
    });
  });

  test('depends on a membership that was not given', () => {
    for (const groups of [[], [g2]]) {
      expect(ask(groupOnly, { users: [u1], groups, apps: [a2] }).answer).toMatchObject({
        access: 'depends',
        because: `usersAndGroups allows group ${g1} (who is a member was not given) and applications blocks others, not application ${a2}`,
      });
    }
  });

  test('depends on a user or an application that was not named', () => {
    const single = { partner: { b2bCollaborationInbound: access(`allowed ${u1}`, 'allowed Office365') } };
    expect(ask(single, { direction: 'inbound' }).answer).toMatchObject({
      access: 'depends',
      because: `usersAndGroups allows user ${u1} (which user it is was not given) and applications allows Office365 (which application it is was not given)`,
    });
    expect(ask(single, { users: [u1], apps: [a1] }).answer?.because).toContain(
      `applications allows Office365 (whether ${a1} belongs to Office365 is not known here)`,
    );
  });

  test('for several users is yes or no only if it is the same for each of them', () => {
    const one = { partner: { b2bCollaborationInbound: access(`blocked ${u1}`, 'blocked AllApplications') } };
    expect(ask(one, { users: [u1, u2] }).answer).toMatchObject({
      access: 'depends',
      because: `no: usersAndGroups blocks user ${u1} and applications blocks all applications; yes: usersAndGroups blocks others, not user ${u2}`,
    });
    expect(ask(groupOnly, { users: [u1, u2], groups: [g1], apps: [a2] }).answer?.access).toBe('yes');
  });

  test('accepts ids in upper and lower case', () => {
    const group = 'abcdef00-0000-4000-8000-000000000001';
    const value = { usersAndGroups: { accessType: 'allowed', targets: [{ target: group, targetType: 'group' }] } };
    const facts = { partner: { b2bCollaborationInbound: { ...value, applications: half('allowed AllApplications') } } };
    expect(ask(facts, { groups: [group.toUpperCase()] }).answer?.access).toBe('yes');
  });

  test.each<[Partial<ExplainQuery>, string]>([
    [{ users: ['alice@fabrikam.example'] }, '--user takes an object id (GUID), not alice@fabrikam.example'],
    [{ users: ['Office365'] }, '--user takes an object id (GUID), not Office365'],
    [{ groups: ['Sales'] }, '--group takes an object id (GUID), not Sales'],
    [{ apps: ['AllApplications'] }, '--app takes an application id (GUID) or Office365, not AllApplications'],
  ])('with a malformed id is refused: %j', (question, message) => {
    expect(() => ask(groupOnly, question)).toThrow(message);
  });
});

describe('the setting of a question', () => {
  test.each<[Partial<ExplainQuery>, string]>([
    [{ users: [u1] }, 'b2bCollaborationInbound'],
    [{ direction: 'outbound' }, 'b2bCollaborationOutbound'],
    [{ service: 'direct-connect' }, 'b2bDirectConnectInbound'],
    [{ service: 'direct-connect', direction: 'outbound' }, 'b2bDirectConnectOutbound'],
    [{ service: 'm365' }, 'm365CollaborationInbound'],
    [{ service: 'm365', direction: 'outbound' }, 'm365CollaborationOutbound'],
    [{ service: 'tenant-restrictions' }, 'tenantRestrictions'],
    [{ service: 'tenant-restrictions', direction: 'outbound' }, 'tenantRestrictions'],
  ])('for %j is %s', (question, setting) => {
    expect(ask({}, question).answer?.setting).toBe(setting);
  });

  test('must have the direction that was asked for', () => {
    expect(() => ask({}, { service: 'tenant-restrictions', direction: 'inbound' })).toThrow(
      'tenant-restrictions has no inbound setting, only outbound',
    );
  });
});

describe('the service m365', () => {
  const users = half('allowed AllUsers');
  test.each<[string, Facts, Partial<ExplainQuery>, string]>([
    ['allows all', { partner: { m365CollaborationInbound: { users } } }, {}, 'users allows all users'],
    [
      'blocks all',
      { partner: { m365CollaborationOutbound: { usersAndGroups: half('blocked AllUsers') } } },
      { direction: 'outbound', users: [u1] },
      'usersAndGroups blocks all users',
    ],
  ])('where the trust %s, the answer is depends', (_, facts, question, reason) => {
    const { answer } = ask(facts, { service: 'm365', ...question });
    expect(answer).toMatchObject({
      access: 'depends',
      because: `${reason}; the Microsoft 365 capabilities of the partner decide, and xtap does not read them`,
    });
  });
});

describe('the source of an answer', () => {
  test('is the default if the partner inherits, and the reason says so', () => {
    expect(ask({ default: { b2bCollaborationInbound: open } }, { users: [u1] }).answer).toEqual({
      access: 'yes',
      setting: 'b2bCollaborationInbound',
      source: 'default',
      because:
        'the partner inherits the default; usersAndGroups allows all users and applications allows all applications',
    });
  });

  test('is the default for a tenant that is not a partner, with a warning if other clouds are allowed', () => {
    const facts = { default: { b2bCollaborationInbound: open } };
    const question = { tenantId: proseware, users: [u1] };
    expect(ask(facts, question).answer?.because).toMatch(/^the tenant is not a partner, so the default applies; users/);
    const clouds = { ...facts, policy: { allowedCloudEndpoints: ['microsoftonline.us'] } };
    expect(ask(clouds, question).answer).toMatchObject({
      access: 'yes',
      because: expect.stringContaining('if it belongs to another cloud it is blocked until it is a partner'),
    });
  });

  test('has the same warning if a snapshot does not contain the allowed clouds', () => {
    const unknown = { default: { b2bCollaborationInbound: open }, policy: undefined };
    expect(ask(unknown, { tenantId: proseware, users: [u1] }).answer).toMatchObject({
      access: 'yes',
      because: expect.stringContaining('if it belongs to another cloud it is blocked until it is a partner'),
    });
  });

  test.each<[string, Facts, string]>([
    ['no known default', { default: undefined }, 'no default is known'],
    ['a setting that nobody sets', {}, 'neither the partner nor the default sets it'],
    [
      'a value outside the rule',
      { partner: { b2bCollaborationInbound: { ...open, applications: { accessType: 'allowed', targets: [] } } } },
      'outside',
    ],
    [
      'an unset half',
      { partner: { b2bCollaborationInbound: { usersAndGroups: half('allowed AllUsers') } } },
      'applications is unset, and Graph does not say what that means',
    ],
  ])('with %s the answer is depends', (_, facts, reason) => {
    const { answer } = ask(facts, { users: [u1], apps: [a1] });
    expect(answer?.access).toBe('depends');
    expect(answer?.because).toContain(reason);
  });
});
