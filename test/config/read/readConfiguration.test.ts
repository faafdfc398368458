import { readConfiguration } from '../../../src/config/read/readConfiguration.ts';
import { canonicalValue } from '../../../src/model/canonical.ts';
import type { DesiredState } from '../../../src/model/desiredState.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { Setting } from '../../../src/model/setting.ts';
import { fabrikam, home } from '../../support/tenants.ts';

const contoso = '3d0f5dec-5d3d-455c-8016-e2af1ae4d31a';
const group = '8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11';
const head = `version: 1\ntenant: ${home}\n`;
const options = { sourceName: 'configs/', today: '2026-11-22' };

function read(text: string, table: readonly Setting[] = fieldTable): DesiredState {
  const { desired, diagnostics } = readConfiguration([{ file: 'a.yaml', text }], { ...options, table });
  if (!desired) throw new Error(JSON.stringify(diagnostics, null, 1));
  return desired;
}

/** The settings of a configuration's only partner, as plain data. */
function settingsOf(lines: readonly string[], top = ''): Readonly<Record<string, unknown>> {
  const body = lines.map((line) => `    ${line}`).join('\n');
  const [partner] = read(`${head}${top}partners:\n  - tenantId: ${fabrikam}\n${body}\n`).partners;
  const declared = [...(partner?.settings ?? [])];
  return Object.fromEntries(declared.map(([name, each]) => [name, each.state === 'value' ? each.value : each.state]));
}

const everybody = { accessType: 'allowed', targets: [{ target: 'AllUsers', targetType: 'user' }] };
const nobody = { accessType: 'blocked', targets: [{ target: 'AllUsers', targetType: 'user' }] };
const everyApplication = { accessType: 'allowed', targets: [{ target: 'AllApplications', targetType: 'application' }] };
const noApplication = { accessType: 'blocked', targets: [{ target: 'AllApplications', targetType: 'application' }] };

describe('a configuration', () => {
  test('has defaults for missing keys', () => {
    expect(read(head)).toEqual({
      tenantId: home,
      cloud: 'global',
      apiVersion: 'v1.0',
      undeclaredPartners: 'report',
      unmanaged: new Set(),
      ignored: new Map(),
      silence: new Set(),
      names: new Map(),
      undeclaredSettings: 'broader',
      protected: new Set(),
      guards: { maxDeletes: 5, maxDeletePercent: 20, maxChangePercent: 50 },
      limitFiles: { guards: {}, protected: new Map(), ignored: new Map() },
      policy: new Map(),
      default: new Map(),
      partners: [],
      keyPositions: { tenant: { file: 'a.yaml', line: 2, column: 1 } },
      files: ['a.yaml'],
      sourceName: 'configs/',
    });
  });

  test('without files is an error, not an empty desired state', () => {
    expect(readConfiguration([], options)).toEqual({
      diagnostics: [{ severity: 'error', code: 'invalid-path', message: 'xtap found no configuration file' }],
      silenced: [],
    });
  });

  test('keeps the settings of the whole tenant, and each guard by itself', () => {
    const text = `${head}cloud: usgov\napi: beta\nundeclaredPartners: delete\nguards: { maxDeletes: 1 }\nprotected: [${fabrikam.toUpperCase()}]\n`;
    expect(read(text)).toMatchObject({
      cloud: 'usgov',
      apiVersion: 'beta',
      undeclaredPartners: 'delete',
      undeclaredPartnersPosition: { file: 'a.yaml', line: 5, column: 21 },
      guards: { maxDeletes: 1, maxDeletePercent: 20, maxChangePercent: 50 },
      protected: new Set([fabrikam]),
    });
  });

  test('prefers the cloud of the command line to its own', () => {
    const source = { file: 'a.yaml', text: `${head}cloud: china\n` };
    expect(readConfiguration([source], { ...options, cloud: 'usgovdod' }).desired?.cloud).toBe('usgovdod');
  });

  test('merges files and documents, and each partner keeps its position', () => {
    const { desired, diagnostics } = readConfiguration(
      [
        { file: 'b.yaml', text: `partners:\n  - tenantId: ${fabrikam}\n    profiles: [base]\n` },
        {
          file: 'a.yaml',
          text: `${head}---\nprotected: [${group}]\nprofiles: { base: { inboundTrust: inherit } }\n---\npartners:\n  - { tenantId: ${contoso}, state: absent }\n`,
        },
      ],
      options,
    );
    expect(diagnostics).toEqual([]);
    expect(desired?.files).toEqual(['a.yaml', 'b.yaml']);
    expect(desired?.partners.map(({ tenantId, state, position }) => [tenantId, state, position])).toEqual([
      [contoso, 'absent', { file: 'a.yaml', line: 8, column: 5 }],
      [fabrikam, 'present', { file: 'b.yaml', line: 2, column: 5 }],
    ]);
  });

  test('keeps labels as they are written, dates as text', () => {
    const partner = `partners:\n  - tenantId: ${fabrikam}\n    name: Fabrikam\n    domain: Fabrikam.Example\n    owner: o\n    ticket: CHG-1\n    reviewBy: 2027-03-31\n    inboundTrust: inherit\n`;
    expect(read(head + partner).partners[0]).toMatchObject({
      name: 'Fabrikam',
      domain: 'fabrikam.example',
      owner: 'o',
      ticket: 'CHG-1',
      reviewBy: '2027-03-31',
    });
  });
});

describe('the value of a setting', () => {
  test.each([
    ['allowed', { usersAndGroups: everybody, applications: everyApplication }],
    ['blocked', { usersAndGroups: nobody, applications: noApplication }],
    ['inherit', 'inherit'],
    ['{ usersAndGroups: allowed }', { usersAndGroups: everybody }],
    ['{ applications: blocked, usersAndGroups: blocked }', { usersAndGroups: nobody, applications: noApplication }],
    [
      `{ usersAndGroups: { blocked: [{ user: ${contoso.toUpperCase()}, name: Eve }, { group: ${group} }, { user: ${contoso} }] } }`,
      {
        usersAndGroups: {
          accessType: 'blocked',
          targets: [
            { target: contoso, targetType: 'user' },
            { target: group, targetType: 'group' },
          ],
        },
      },
    ],
    [
      `{ applications: { allowed: [Office365, ${group}, { application: ${contoso}, name: Payroll }] } }`,
      {
        applications: {
          accessType: 'allowed',
          targets: [
            { target: contoso, targetType: 'application' },
            { target: group, targetType: 'application' },
            { target: 'Office365', targetType: 'application' },
          ],
        },
      },
    ],
    [
      `{ "@odata.type": x, "usersAndGroups": { "accessType": "allowed", "targets": [{ "@odata.id": 1, "target": "AllUsers", "targetType": "user" }] } }`,
      { usersAndGroups: everybody },
    ],
  ])('b2bCollaborationInbound: %s', (written, meant) => {
    expect(settingsOf([`b2bCollaborationInbound: ${written}`])).toEqual({ b2bCollaborationInbound: meant });
  });

  test.each([
    ['m365CollaborationInbound: allowed', { users: everybody }],
    ['m365CollaborationOutbound: blocked', { usersAndGroups: nobody }],
    ['appServiceConnectInbound: { applications: allowed }', { applications: everyApplication }],
    ['tenantRestrictions: blocked', { usersAndGroups: nobody, applications: noApplication }],
    ['automaticUserConsentSettings: inherit', 'inherit'],
    ['automaticUserConsentSettings: { outboundAllowed: true }', { outboundAllowed: true }],
    ['identitySynchronization: absent', 'absent'],
    [
      `identitySynchronization: { displayName: Fabrikam, tenantId: ${fabrikam}, userSyncInbound: { isSyncAllowed: false } }`,
      { userSyncInbound: { isSyncAllowed: false }, displayName: 'Fabrikam' },
    ],
  ])('%s', (line, meant) => {
    expect(Object.values(settingsOf([line]))).toEqual([meant]);
  });

  test('is a list in its order, or a set without one', () => {
    const lines = `default:\n  invitationRedemptionIdentityProviderConfiguration: { primaryIdentityProviderPrecedenceOrder: [externalFederation, azureActiveDirectory] }\npolicy: { allowedCloudEndpoints: [partner.microsoftonline.cn, microsoftonline.us, microsoftonline.us] }\n`;
    const { policy, default: settings } = read(head + lines);
    expect(settings.get('invitationRedemptionIdentityProviderConfiguration')).toMatchObject({
      value: { primaryIdentityProviderPrecedenceOrder: ['externalFederation', 'azureActiveDirectory'] },
    });
    expect(policy.get('allowedCloudEndpoints')).toMatchObject({
      value: ['microsoftonline.us', 'partner.microsoftonline.cn'],
    });
  });

  test('can be a boolean, if it is one in Graph', () => {
    expect(settingsOf(['blockServiceProviderOutboundAccess: true'], 'api: beta\n')).toEqual({
      blockServiceProviderOutboundAccess: true,
    });
  });

  test('is canonical after reading', () => {
    const partner = `partners:\n  - tenantId: ${fabrikam}\n    b2bCollaborationInbound: { applications: { blocked: [Office365, ${group.toUpperCase()}, ${contoso}] }, usersAndGroups: { allowed: [{ group: ${group} }, { user: ${contoso} }] } }\n    inboundTrust: { isHybridAzureADJoinedDeviceAccepted: true, isMfaAccepted: false }\n`;
    for (const [name, declared] of read(head + partner).partners[0]?.settings ?? []) {
      const row = fieldTable.find((each) => each.name === name);
      if (!row || declared.state !== 'value') throw new Error(name);
      expect(JSON.stringify(canonicalValue(row, declared.value))).toBe(JSON.stringify(declared.value));
    }
  });
});

describe('profiles', () => {
  const profiles = `profiles:\n  one: { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true }, b2bDirectConnectInbound: blocked }\n  two: { inboundTrust: { isMfaAccepted: false }, b2bDirectConnectOutbound: inherit }\n`;

  test('override each other setting by setting: later ones earlier ones, own settings all', () => {
    expect(
      settingsOf(['profiles: [one, two]', 'b2bDirectConnectInbound: { usersAndGroups: blocked }'], profiles),
    ).toEqual({
      inboundTrust: { isMfaAccepted: false },
      b2bDirectConnectInbound: { usersAndGroups: nobody },
      b2bDirectConnectOutbound: 'inherit',
    });
  });

  test('give a setting the position where it is written', () => {
    const [partner] = read(
      `${head}${profiles}partners:\n  - tenantId: ${fabrikam}\n    profiles: [one]\n    b2bDirectConnectInbound: allowed\n`,
    ).partners;
    expect(partner?.settings.get('inboundTrust')?.position).toEqual({ file: 'a.yaml', line: 4, column: 10 });
    expect(partner?.settings.get('b2bDirectConnectInbound')?.position).toEqual({ file: 'a.yaml', line: 9, column: 5 });
  });
});

describe('undeclaredSettings: inherit', () => {
  const inheritable = fieldTable
    .filter((row) => row.places.includes('partner') && row.inherits !== 'never')
    .map(({ name }) => name);

  test('declares every other inheritable setting as inherited, at the position of this key', () => {
    const [partner] = read(
      `${head}undeclaredSettings: inherit\npartners:\n  - tenantId: ${fabrikam}\n    b2bDirectConnectInbound: blocked\n`,
    ).partners;
    expect(new Set(partner?.settings.keys())).toEqual(new Set(inheritable));
    expect(partner?.settings.get('b2bDirectConnectInbound')?.state).toBe('value');
    expect(partner?.settings.get('inboundTrust')).toEqual({
      state: 'inherit',
      position: { file: 'a.yaml', line: 3, column: 21 },
    });
    expect(partner?.undeclaredSettings).toBe('inherit');
  });

  test('is overridden by the partner', () => {
    expect(
      settingsOf(['undeclaredSettings: ignore', 'inboundTrust: inherit'], 'undeclaredSettings: inherit\n'),
    ).toEqual({ inboundTrust: 'inherit' });
    expect(Object.keys(settingsOf(['undeclaredSettings: inherit']))).toHaveLength(inheritable.length);
  });

  test('declares nothing for a tombstone', () => {
    expect(settingsOf(['state: absent'], 'undeclaredSettings: inherit\n')).toEqual({});
  });
});

describe('anchors, aliases and merge keys', () => {
  test('share values, and own keys override merged ones in any order', () => {
    const text = `${head}profiles:\n  base: &base\n    inboundTrust: &trust { isMfaAccepted: true }\n    b2bDirectConnectInbound: blocked\npartners:\n  - <<: [*base, { b2bDirectConnectInbound: allowed, b2bDirectConnectOutbound: blocked }]\n    tenantId: ${fabrikam}\n    b2bCollaborationInbound: inherit\n  - tenantId: ${contoso}\n    inboundTrust: *trust\n`;
    const [second, first] = read(text).partners;
    expect(
      Object.fromEntries(
        [...(first?.settings ?? [])].map(([name, { state, position }]) => [
          name,
          [state, position.line, position.column],
        ]),
      ),
    ).toEqual({
      b2bCollaborationInbound: ['inherit', 10, 5],
      inboundTrust: ['value', 5, 5],
      b2bDirectConnectInbound: ['value', 6, 5],
      b2bDirectConnectOutbound: ['value', 8, 53],
    });
    expect(second?.settings.get('inboundTrust')).toEqual({
      state: 'value',
      value: { isMfaAccepted: true },
      position: { file: 'a.yaml', line: 12, column: 5 },
      members: new Map([['isMfaAccepted', { file: 'a.yaml', line: 5, column: 28 }]]),
    });
  });
});

describe('findings', () => {
  test('of a document are reported before a later syntax error, but not keys that may follow the error', () => {
    const text = `partners:\n  - tenantId: bad\n    profiles: [below]\n---\nx: [\n---\nprofiles: { below: {} }\n`;
    const { desired, diagnostics } = readConfiguration([{ file: 'a.yaml', text }], options);
    expect(desired).toBeUndefined();
    expect(diagnostics.map(({ code, position }) => `${code} ${position?.line}`)).toEqual([
      'bad-guid 2',
      'yaml-syntax 5',
    ]);
  });

  test('quote only the beginning of a long label', () => {
    const name = `Fabrikam\\n${'x'.repeat(1000)}`;
    const text = `${head}partners: [{ tenantId: ${fabrikam}, name: "${name}", reviewBy: 2020-01-01, inboundTrust: inherit }]\n`;
    const { diagnostics } = readConfiguration([{ file: 'a.yaml', text }], options);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      `the review of Fabrikam ${'x'.repeat(51)}… was due by 2020-01-01`,
    ]);
  });

  test('of a review date that partners share through an anchor are one, which counts them', () => {
    const [first, second, third] = [1, 2, 3].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
    const text = `${head}x-old: &old { reviewBy: 2020-01-01, inboundTrust: inherit }
names: { ${third}: Third }
partners:
  - { <<: *old, tenantId: ${first} }
  - { <<: *old, tenantId: ${second} }
  - { tenantId: ${third}, reviewBy: 2020-01-01, inboundTrust: inherit }
`;
    const { diagnostics } = readConfiguration([{ file: 'a.yaml', text }], options);
    expect(diagnostics.map(({ message, position }) => [position?.line, message])).toEqual([
      [3, 'the review of 2 partners was due by 2020-01-01'],
      [8, 'the review of Third was due by 2020-01-01'],
    ]);
  });

  test('of a flag of a profile without consent are one, which counts the partners', () => {
    const partners = [1, 2].map(
      (digit) => `  - { tenantId: 00000000-0000-4000-8000-00000000000${digit}, profiles: [p] }\n`,
    );
    const text = `${head}profiles:
  p: { identitySynchronization: { userSyncInbound: { isSyncAllowed: true } } }
partners:
${partners.join('')}`;
    const { diagnostics } = readConfiguration([{ file: 'a.yaml', text }], options);
    expect(diagnostics.map(({ code, message }) => [code, message.includes(' for 2 partners, ')])).toEqual([
      ['sync-without-consent', true],
    ]);
  });

  test('are limited in number, errors before warnings, and the rest is counted', () => {
    const overdue = Array.from(
      { length: 1050 },
      (_, index) =>
        `  - { tenantId: 00000000-0000-4000-8000-${String(index).padStart(12, '0')}, reviewBy: 2020-01-01, inboundTrust: inherit }\n`,
    );
    const { diagnostics } = readConfiguration(
      [{ file: 'a.yaml', text: `${head}partners:\n${overdue.join('')}x: 1\n` }],
      options,
    );
    expect(diagnostics).toHaveLength(1001);
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(['unknown-key']);
    expect(diagnostics.at(-1)).toEqual({
      severity: 'warning',
      code: 'more-findings',
      message: '… and 51 more',
      hidden: 51,
    });
  });

  test('are reported once, also if many aliases share the error', () => {
    const users = Array.from(
      { length: 20 },
      (_, index) => `  - { tenantId: 00000000-0000-4000-8000-${String(index).padStart(12, '0')}, inboundTrust: *t }\n`,
    );
    const text = `${head}profiles: { p: { inboundTrust: &t { isMfaAccepted: 1 } } }\npartners:\n${users.join('')}`;
    const { diagnostics } = readConfiguration([{ file: 'a.yaml', text }], options);
    expect(diagnostics.map(({ code }) => code)).toEqual(['wrong-type']);
  });
});

describe('the field table', () => {
  test('a new setting of an existing kind needs only a new row', () => {
    const [access] = fieldTable;
    if (!access) throw new Error('the table is empty');
    const table = [...fieldTable, { ...access, name: 'teleportInbound' }];
    const text = `${head}default: { teleportInbound: blocked }\npartners:\n  - tenantId: ${fabrikam}\n    teleportInbound: { usersAndGroups: allowed }\n`;
    const { partners, default: settings } = read(text, table);
    expect(settings.get('teleportInbound')).toMatchObject({
      value: { usersAndGroups: nobody, applications: noApplication },
    });
    expect(partners[0]?.settings.get('teleportInbound')).toMatchObject({ value: { usersAndGroups: everybody } });
  });
});
