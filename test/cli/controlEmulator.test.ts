import { closeAll, startForTest } from '../support/graphCalls.ts';
import { xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam } from '../support/tenants.ts';

const folder = folderForEach();
afterEach(closeAll);

async function started(options = {}) {
  const emulator = await startForTest(options);
  return { emulator, xtap: xtapIn(folder, emulator) };
}

describe('xtap emulate edit', () => {
  it('changes one member of a setting, keeps its others, and records who did it', async () => {
    const { emulator, xtap } = await started();
    const { code, stdout } = await xtap('emulate', 'edit', 'fabrikam', 'inboundTrust.isCompliantDeviceAccepted=true');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Edited as if in the portal: fabrikam inboundTrust.isCompliantDeviceAccepted=true\n',
    });
    const partner = emulator.state().partners.find(({ tenantId }) => tenantId === fabrikam);
    expect(partner?.inboundTrust).toMatchObject({ isMfaAccepted: false, isCompliantDeviceAccepted: true });
    expect(JSON.stringify(emulator.state().auditEvents[0])).toContain('dana@contoso.example');
  });

  it('takes allowed and blocked for a whole setting, and several changes at once', async () => {
    const { emulator, xtap } = await started();
    await xtap('emulate', 'edit', fabrikam, 'b2bDirectConnectInbound=allowed', 'inboundTrust.isMfaAccepted=true');
    const partner = emulator.state().partners.find(({ tenantId }) => tenantId === fabrikam);
    expect(partner).toMatchObject({
      b2bDirectConnectInbound: { applications: { accessType: 'allowed', targets: [{ target: 'AllApplications' }] } },
      inboundTrust: { isMfaAccepted: true },
    });
  });

  it('takes allowed and blocked for one half, and for a setting that has only one', async () => {
    const { emulator, xtap } = await started();
    const half = 'b2bCollaborationInbound.applications=blocked';
    await xtap('emulate', 'edit', fabrikam, half, 'm365CollaborationInbound=allowed');
    const partner = emulator.state().partners.find(({ tenantId }) => tenantId === fabrikam);
    const [all, everybody] = [
      { target: 'AllApplications', targetType: 'application' },
      { target: 'AllUsers', targetType: 'user' },
    ];
    expect(partner?.b2bCollaborationInbound).toMatchObject({ usersAndGroups: { accessType: 'allowed' } });
    expect(partner?.b2bCollaborationInbound).toHaveProperty('applications', { accessType: 'blocked', targets: [all] });
    expect(partner?.m365CollaborationInbound).toEqual({ users: { accessType: 'allowed', targets: [everybody] } });
  });

  it('deletes a partner', async () => {
    const { emulator, xtap } = await started();
    await xtap('emulate', 'edit', 'Fabrikam', 'delete');
    expect(emulator.state().partners.map(({ tenantId }) => tenantId)).not.toContain(fabrikam);
  });

  it.each([
    [['edit', 'Nobody', 'delete'], 'The emulated directory has no "Nobody". Give a tenant id.'],
    [['edit', 'Fabrikam', 'inboundTrust'], '"inboundTrust" is not MEMBER=VALUE.'],
    [['edit', 'Fabrikam', 'inboundTrust=open'], '"open" is not JSON, "allowed" or "blocked".'],
    [['fault', 'no rule'], 'no rule'],
    [['start'], 'Give "reset", "fault RULE", or "edit TARGET MEMBER=VALUE".'],
  ])('refuses %j and changes nothing', async (words, message) => {
    const { emulator, xtap } = await started();
    const before = emulator.state();
    const { code, stderr } = await xtap('emulate', ...words);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
    expect(emulator.state()).toEqual(before);
  });
});

describe('xtap emulate fault and reset', () => {
  it('adds a fault, and reset removes it with every edit', async () => {
    const { emulator, xtap } = await started();
    const before = emulator.state();
    await xtap('emulate', 'edit', 'Fabrikam', 'delete');
    await xtap('emulate', 'fault', 'GET partners every 503');
    const failed = await xtap('pull', '--dry-run', '--retry-timeout', '0');
    expect(failed.code).toBe(1);
    await xtap('emulate', 'reset');
    expect(emulator.state().partners).toEqual(before.partners);
    expect((await xtap('pull', '--dry-run')).code).toBe(0);
  });

  it('reset keeps the faults of the start', async () => {
    const { xtap } = await started({ faults: ['GET partners every 503'] });
    await xtap('emulate', 'reset');
    expect((await xtap('pull', '--dry-run', '--retry-timeout', '0')).code).toBe(1);
  });
});

it('sends nothing to a Graph that is not on this machine', async () => {
  const { code, stderr } = await xtapIn(folder, { url: 'https://graph.example.com' })('emulate', 'reset');
  expect(code).toBe(64);
  expect(stderr).toContain('Set XTAP_GRAPH_URL to its address, or give its port with --port.');
});

it('says how to start an emulator if there is none', async () => {
  const { emulator, xtap } = await started();
  await emulator.close();
  const { code, stderr } = await xtap('emulate', 'reset');
  expect(code).toBe(64);
  expect(stderr).toContain(
    `No emulator answers at ${emulator.url}. No emulator was changed. Start one with "xtap emulate".`,
  );
});

it('init --sample writes the sample configuration, and never replaces a file', async () => {
  const xtap = xtapIn(folder);
  const { code, stdout } = await xtap('init', '--sample');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'wrote configs/contoso.yaml\nwrote configs/partners.yaml\n' });
  expect((await xtap('validate')).stdout).toContain('configs/ is valid');
  const again = await xtap('init', '--sample');
  expect(again.code).toBe(64);
  expect(again.stderr).toContain(
    'configs/contoso.yaml exists. Nothing was written. Choose an empty folder with --dir.',
  );
});
