import { run } from '../../src/cli/main.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { recordingIo, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, home } from '../support/tenants.ts';

const emulator = emulatorForEach();
const folder = folderForEach();

const known = 'f3b1d0c4-8e52-4a97-b60d-2c7e9f14a538';
const unknown = '7c9e1d52-3ab8-4f60-95c7-e20b84d6a139';

async function validateOnline(domain: string, application = known) {
  folder.write(
    'configs/a.yaml',
    `version: 1
tenant: ${home}
partners:
  - tenantId: ${fabrikam}
    domain: ${domain}
    b2bCollaborationInbound:
      usersAndGroups: allowed
      applications: { allowed: [${application}] }
`,
  );
  return runIn(folder.path, ['validate', '--online'], emulator.url);
}

it('accepts a correct domain and an existing application', async () => {
  const { code, stderr } = await validateOnline('fabrikam.example');
  expect([code, stderr]).toEqual([0, '']);
});

it('reports a wrong domain and an application that the tenant does not have', async () => {
  const { code, stderr } = await validateOnline('proseware.example', unknown);
  expect(code).toBe(65);
  expect(stderr).toContain('domain-of-another-tenant');
  expect(stderr).toContain(`unknown-application]: the tenant has no enterprise application with the id ${unknown}`);
});

it('lists all findings in the order of the lines, with position and line, including the warnings of the file', async () => {
  folder.write(
    'configs/a.yaml',
    `version: 1
tenant: ${home}
partners:
  - tenantId: ${fabrikam}
    domain: proseware.example # whose?
    inboundTrust: inherit
    reviewBy: 2020-01-01
  - tenantId: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
    domain: "nobody.example"
    inboundTrust: inherit
`,
  );
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  expect(await run(['validate', '--online'], io)).toBe(65);
  expect(
    io.written.stderr,
  ).toBe(`configs/a.yaml:5:13: error[domain-of-another-tenant]: domain proseware.example belongs to tenant 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a, not to ${fabrikam}
  5 |     domain: proseware.example # whose?
    |             ^
    correct the domain or the tenantId
configs/a.yaml:7:15: warning[review-overdue]: the review of ${fabrikam} was due by 2020-01-01
  7 |     reviewBy: 2020-01-01
    |               ^
configs/a.yaml:9:13: warning[unknown-domain]: domain nobody.example belongs to no tenant that can be seen from here, not to 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
  9 |     domain: "nobody.example"
    |             ^
    correct the domain or the tenantId
error[invalid-configuration]: The configuration has 1 error.
`);
});

it('shows no source line that is too long, like the findings of reading', async () => {
  const name = 'x'.repeat(400);
  folder.write(
    'configs/a.yaml',
    `version: 1
tenant: ${home}
partners: [{ tenantId: ${fabrikam}, domain: proseware.example, inboundTrust: inherit, reviewBy: 2020-01-01, name: ${name} }]
`,
  );
  const io = recordingIo(folder.path, { env: { XTAP_GRAPH_URL: emulator.url } });
  expect(await run(['validate', '--online'], io)).toBe(65);
  const { stderr } = io.written;
  expect([...stderr.matchAll(/^configs\/a\.yaml:3:/gm)]).toHaveLength(2);
  expect(stderr).not.toContain('  3 | ');
});

it('reports a wrong domain also if it may not look up applications', async () => {
  const { servicePrincipals: _, ...seed } = emulator.state();
  emulator.setState(seed);
  const { code, stderr } = await validateOnline('proseware.example', unknown);
  expect(code).toBe(65);
  expect(stderr).toContain('domain-of-another-tenant');
  expect(stderr).toContain('Application ids were not checked: that needs Application.Read.All.');
});
