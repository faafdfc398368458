import type { Explanation } from '../../src/access/explain.ts';
import { renderExplainText } from '../../src/render/explainText.ts';
import { displayWidth } from '../../src/render/text/displayWidth.ts';
import { expectFixture } from '../support/render/expectFixture.ts';
import { hiddenIn, hostileNames, runnerCommandsIn } from '../support/render/hostileNames.ts';
import { allApplications, allUsers, half, object, office, tenant } from '../support/render/samplePlan.ts';

const options = { color: false, width: 100 };

const everything: Explanation = {
  tenantId: tenant(2),
  partner: true,
  settings: [
    {
      setting: 'b2bCollaborationInbound',
      source: 'partner',
      members: { usersAndGroups: 'partner', applications: 'partner' },
      value: {
        usersAndGroups: half('allowed', ['group', object(1)], ['group', object(2)]),
        applications: half('allowed', office),
      },
      file: 'configs/partners.yaml',
      line: 24,
    },
    {
      setting: 'b2bDirectConnectInbound',
      source: 'default',
      members: { usersAndGroups: 'default', applications: 'default' },
      value: { usersAndGroups: half('blocked', allUsers), applications: half('blocked', allApplications) },
    },
    {
      setting: 'inboundTrust',
      source: 'partner',
      members: { isMfaAccepted: 'partner', isCompliantDeviceAccepted: 'default' },
      value: { isMfaAccepted: true, isCompliantDeviceAccepted: false },
    },
    {
      setting: 'tenantRestrictions',
      source: 'default',
      members: { usersAndGroups: 'default', applications: 'default' },
      value: null,
    },
    {
      setting: 'identitySynchronization',
      source: 'partner',
      members: { 'userSyncInbound.isSyncAllowed': 'partner', displayName: 'partner' },
      value: { userSyncInbound: { isSyncAllowed: true }, displayName: 'Fabrikam' },
    },
  ],
};

test('every setting is shown with its effective value, its source and its line', () => {
  expectFixture('explain.txt', renderExplainText(everything, options));
});

test.each([
  [100, '  b2bCollaborationInbound  partner  profile supplier-mfa  configs/partners.yaml:24'],
  [72, '  b2bCollaborationInbound  partner\n      profile supplier-mfa  configs/partners.yaml:24'],
])('a value from a profile names the profile beside the line, in %d columns', (width, title) => {
  const settings = everything.settings.slice(0, 1).map((each) => ({ ...each, profile: 'supplier-mfa' }));
  expect(renderExplainText({ ...everything, settings }, { color: false, width })).toContain(title);
  const answer = { access: 'yes', setting: 'inboundTrust', source: 'partner', because: 'it is so' } as const;
  const place = { file: 'a.yaml', line: 7, profile: 'supplier-mfa' };
  expect(renderExplainText({ ...everything, answer: { ...answer, ...place } }, { color: false, width })).toContain(
    'through inboundTrust of the partner, profile supplier-mfa, a.yaml:7',
  );
});

test('the rules that the tenant fails come last, with what decides', () => {
  const title = 'A partner has full access, its claims are trusted, and invitations are redeemed without a prompt';
  const text = renderExplainText(
    {
      ...everything,
      settings: [],
      findings: [
        {
          rule: 'X006',
          severity: 'error',
          title,
          result: 'fail',
          source: 'partner',
          settings: ['inboundTrust', 'owner'],
        },
        {
          rule: 'X001',
          severity: 'note',
          title,
          result: 'waived',
          until: '2027-01-31',
          source: 'default',
          settings: ['a'],
        },
      ],
    },
    options,
  );
  expect(text.split('\n').slice(2)).toEqual([
    '',
    'Fails rules of the pack xtap (xtap check says why, and what to do):',
    '  error X006  A partner has full access, its claims are trusted, and invitations are redeemed',
    '    without a prompt',
    '      inboundTrust, owner',
    '  waived until 2027-01-31 X001  A partner has full access, its claims are trusted, and invitations',
    '    are redeemed without a prompt',
    '      a (of the tenant default)',
    '',
  ]);
});

test('an answer comes first, with its reason and the line that decides', () => {
  const answer = {
    access: 'no',
    setting: 'b2bCollaborationInbound',
    source: 'partner',
    because: 'applications allows Office365',
    file: 'configs/partners.yaml',
    line: 24,
  } as const;
  expect(renderExplainText({ ...everything, answer }, options)).toBe(`\
${tenant(2)}  partner

no
  because applications allows Office365
  through b2bCollaborationInbound of the partner, configs/partners.yaml:24
`);
});

test('a tenant without a partner configuration is shown with the defaults', () => {
  const text = renderExplainText({ ...everything, partner: false }, { color: false, width: 80 });
  expect(text).toContain(`${tenant(2)}  not a partner: the default settings apply`);
});

test('the title has the name of the partner, and labels follow the ids', () => {
  const named = { ...everything, name: 'Fabrikam', names: { [object(1)]: 'Supplier staff' } };
  const text = renderExplainText(named, options);
  expect(text.split('\n')[0]).toBe(`Fabrikam  ${tenant(2)}  partner`);
  expect(text).toContain(`group ${object(1)} (Supplier staff),`);
  const answer = { access: 'yes', setting: 'b2bCollaborationInbound', source: 'partner' } as const;
  const answered = { ...named, answer: { ...answer, because: `usersAndGroups allows group ${object(1)}` } };
  expect(renderExplainText(answered, options)).toContain(`allows group ${object(1)} (Supplier staff)`);
});

test.each([72, 100, 140])('in %d columns, no line is wider, and every member says its source', (width) => {
  const text = renderExplainText(
    { ...everything, names: { [object(1)]: 'A label of some length' } },
    { color: false, width },
  );
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  expect(text).toMatch(/isMfaAccepted +true +partner\n/);
  expect(text).toMatch(/isCompliantDeviceAccepted +false +default\n/);
});

test.each(hostileNames)('a name that %s stays on its line', (_purpose, name) => {
  const text = renderExplainText(
    {
      ...everything,
      name,
      names: { [object(1)]: name },
      settings: [
        ...everything.settings,
        {
          setting: name,
          source: 'partner',
          members: { [name]: 'partner' },
          value: { [name]: name, targets: [name] },
          file: name,
        },
      ],
    },
    options,
  );
  expect(hiddenIn(text)).toEqual([]);
  expect(runnerCommandsIn(text)).toEqual([]);
});
