import type { Explanation } from '../../src/access/explain.ts';
import { renderExplainText } from '../../src/render/explainText.ts';
import { expectFixture } from '../support/render/expectFixture.ts';
import { hiddenIn, hostileNames } from '../support/render/hostileNames.ts';
import { allApplications, allUsers, half, object, office, tenant } from '../support/render/samplePlan.ts';

const options = { color: false, width: 100 };

const everything: Explanation = {
  tenantId: tenant(2),
  partner: true,
  settings: [
    {
      setting: 'b2bCollaborationInbound',
      source: 'partner',
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
      value: { usersAndGroups: half('blocked', allUsers), applications: half('blocked', allApplications) },
    },
    { setting: 'inboundTrust', source: 'default', value: { isMfaAccepted: true, isCompliantDeviceAccepted: false } },
    { setting: 'tenantRestrictions', source: 'default', value: null },
    {
      setting: 'identitySynchronization',
      source: 'partner',
      value: { userSyncInbound: { isSyncAllowed: true }, displayName: 'Fabrikam' },
    },
  ],
};

test('every setting is shown with its effective value, its source and its line', () => {
  expectFixture('explain.txt', renderExplainText(everything, options));
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
  expect(text).toContain(`${tenant(2)}  no partner: the default settings apply`);
});

test.each(hostileNames)('a name that %s stays on its line', (_purpose, name) => {
  const text = renderExplainText(
    {
      ...everything,
      settings: [{ setting: name, source: 'partner', value: { [name]: name, targets: [name] }, file: name }],
    },
    options,
  );
  expect(hiddenIn(text)).toEqual([]);
});
