import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessOf, activities, surplusPermissions } from '../../src/model/activities.ts';

const statusOf = (granted: readonly string[], isPerson = false): Readonly<Record<string, string>> =>
  Object.fromEntries(accessOf({ granted, isPerson }).map(({ activity, status }) => [activity, status]));

describe('the matrix of permissions', () => {
  it('is in identities.md', () => {
    const page = readFileSync(join(__dirname, '..', '..', '.github', 'docs', 'identities.md'), 'utf8');
    const table = [
      '| command | permission | role of a person | without it |',
      '|---|---|---|---|',
      ...activities.map(
        ({ activity, needs, role, without }) =>
          `| ${activity} | ${needs.map((need) => `\`${need}\``).join(', ')} | ${role} | ${without} |`,
      ),
    ].join('\n');
    expect(page).toContain(table);
  });

  it('lets the permission to write the policy also read it', () => {
    expect(statusOf(['Policy.ReadWrite.CrossTenantAccess'])).toMatchObject({
      'plan, drift, pull, explain': 'yes',
      apply: 'yes',
      'drift --correct': 'yes',
      'drift attribution': 'no',
    });
  });

  it('does not let a person correct drift', () => {
    expect(statusOf(['Policy.ReadWrite.CrossTenantAccess'], true)).toMatchObject({
      apply: 'yes',
      'drift --correct': 'no',
    });
  });

  it('names what is missing', () => {
    const apply = accessOf({ granted: ['Policy.Read.All'], isPerson: false }).find(
      ({ activity }) => activity === 'apply',
    );
    expect(apply).toMatchObject({ status: 'no', missing: ['Policy.ReadWrite.CrossTenantAccess'] });
  });

  it('answers unknown without a token', () => {
    expect(new Set(accessOf(undefined).map(({ status }) => status))).toEqual(new Set(['unknown']));
  });
});

describe('surplus permissions', () => {
  it('are those that the command does not need; permissions for reading and signing in are not surplus', () => {
    const granted = ['openid', 'User.Read', 'Policy.Read.All', 'AuditLog.Read.All', 'Mail.Read'];
    expect(surplusPermissions([...granted, 'Policy.ReadWrite.CrossTenantAccess'], ['Policy.Read.All'])).toEqual([
      'Mail.Read',
      'Policy.ReadWrite.CrossTenantAccess',
    ]);
  });

  it('of every command do not include the permission to write', () => {
    expect(surplusPermissions(['Policy.ReadWrite.CrossTenantAccess', 'Mail.Read'])).toEqual(['Mail.Read']);
  });
});
