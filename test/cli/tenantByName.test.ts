import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorForEach, factsOfSynchronization } from '../support/emulatorForEach.ts';
import { xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, proseware, versionAndTenant, woodgrove } from '../support/tenants.ts';

const partners = `partners:
  - { tenantId: ${fabrikam}, name: Fabrikam, domain: fabrikam.example, inboundTrust: { isMfaAccepted: true } }
  - { tenantId: ${woodgrove}, name: Bank, inboundTrust: { isMfaAccepted: false } }
  - { tenantId: ${proseware}, name: bank, inboundTrust: { isMfaAccepted: false } }
`;

const emulator = emulatorForEach({ facts: factsOfSynchronization });
const folder = folderForEach();
beforeEach(() => {
  folder.write('configs/a.yaml', versionAndTenant + partners);
});
const xtap = xtapIn(folder, emulator);

describe('a TENANT argument', () => {
  test.each(['Fabrikam', 'fabrikam', 'fabrikam.example', fabrikam])('accepts %s', async (word) => {
    const { stdout } = await xtap('plan', '--only', word, '--format', 'json');
    const plan = JSON.parse(stdout) as { readonly partial: boolean; readonly changes: readonly { tenantId: string }[] };
    expect(plan.partial).toBe(true);
    expect(plan.changes.map(({ tenantId }) => tenantId)).toEqual([fabrikam]);
    const explained = JSON.parse((await xtap('explain', word, '--format', 'json')).stdout) as { tenantId: string };
    expect(explained.tenantId).toBe(fabrikam);
  });

  test.each([
    [['plan', '--only', 'Bank'], '--only'],
    [['explain', 'Bank'], 'explain'],
  ])('is refused if two partners have that name: %j', async (words, where) => {
    const { code, stdout, stderr } = await xtap(...words);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(`${where} Bank matches 2 partners.`);
    expect(stderr).toContain(`${woodgrove} (configs/a.yaml:5)`);
    expect(stderr).toContain(`${proseware} (configs/a.yaml:6)`);
    expect(emulator.requests).toEqual([]);
  });

  test.each([
    ['plan', '--only', 'Fabricam'],
    ['explain', 'Fabricam'],
  ])('with an unknown name is refused with a suggestion: %s', async (...words) => {
    const { code, stderr } = await xtap(...words);
    expect(code).toBe(64);
    expect(stderr).toContain('did you mean `Fabrikam`?');
    expect(stderr).toContain('Partners: bank, Bank, Fabrikam.');
    expect(emulator.requests).toEqual([]);
  });

  test('must be an id if there is no configuration', async () => {
    rmSync(join(folder.path, 'configs'), { recursive: true });
    const { code, stderr } = await xtap('explain', 'Fabrikam');
    expect(code).toBe(64);
    expect(stderr).toContain(
      'explain takes the id of a tenant (a GUID), not "Fabrikam": names are those of a configuration',
    );
  });
});

describe('an id that is neither in the configuration nor in the tenant', () => {
  const apply = ['apply', '--yes', '--allow-broadening', '--only'] as const;

  test('is refused with possible reasons', async () => {
    const { code, stderr } = await xtap(...apply, '00000000-0000-4000-8000-000000000000');
    expect(code).toBe(64);
    expect(stderr).toContain('neither the configuration nor the tenant has such a partner');
    expect(stderr).toContain('If it has been deleted, there is nothing to do');
  });

  test('gives an empty plan if the base has it, so that a deletion can be run again', async () => {
    folder.write('base.yaml', `${versionAndTenant}undeclaredPartners: delete\n${partners}`);
    folder.write(
      'configs/a.yaml',
      `${versionAndTenant}undeclaredPartners: delete\npartners: [{ tenantId: ${woodgrove}, inboundTrust: inherit }]\n`,
    );
    const words = [...apply, fabrikam, '--base', 'base.yaml', '--allow-deletes', '1'];
    const first = await xtap(...words);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('DELETE') });
    const second = await xtap(...words);
    expect(second).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing was written: the tenant is already as planned.'),
    });
  });

  test('gives an empty plan if it has a tombstone', async () => {
    folder.write('configs/a.yaml', `${versionAndTenant}partners:\n  - { tenantId: ${fabrikam}, state: absent }\n`);
    expect((await xtap(...apply, fabrikam)).code).toBe(0);
    expect((await xtap(...apply, fabrikam)).stdout).toContain('Nothing was written: the tenant is already as planned.');
  });
});
