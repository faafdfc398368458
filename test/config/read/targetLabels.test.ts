/* Labels in targets are labels of ids, like those of `names`. */
import { readConfiguration } from '../../../src/config/read/readConfiguration.ts';
import { g1, g2, u1 } from '../../support/builders.ts';
import { fabrikam, home } from '../../support/tenants.ts';

const labelsOf = (lines: readonly string[]): unknown => {
  const text = ['version: 1', `tenant: ${home}`, ...lines, ''].join('\n');
  const { desired, diagnostics } = readConfiguration([{ file: 'a.yaml', text }], {
    sourceName: 'a.yaml',
    today: '2026-11-30',
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return Object.fromEntries(desired?.names ?? []);
};

test('a target has a label in every place and form, and upper case is the same id', () => {
  expect(
    labelsOf([
      'profiles:',
      `  one: { b2bCollaborationInbound: { usersAndGroups: { allowed: [{ group: ${g1.toUpperCase()}, name: Staff }] } } }`,
      'partners:',
      `  - tenantId: ${fabrikam}`,
      '    b2bDirectConnectInbound:',
      `      usersAndGroups: { accessType: allowed, targets: [{ target: ${u1}, targetType: user, name: Ann }] }`,
      `      applications: { allowed: [{ application: ${g2}, name: Portal }, Office365] }`,
    ]),
  ).toEqual({ [g1]: 'Staff', [u1]: 'Ann', [g2]: 'Portal' });
});

test('`names` counts before the label of a target', () => {
  expect(
    labelsOf([
      `names: { ${g1}: Directory name }`,
      'default:',
      '  b2bCollaborationInbound:',
      `    applications: { allowed: [{ application: ${g1}, name: Written here }] }`,
    ]),
  ).toEqual({ [g1]: 'Directory name' });
});
