import { type Run, xtap } from '../support/program.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { versionAndTenant } from '../support/tenants.ts';

/* No identity is available: no variables, no Azure CLI, and no managed identity. */

const env = { PATH: '/nowhere', AZURE_POD_IDENTITY_AUTHORITY_HOST: 'http://127.0.0.1:9' };
const ways = [
  'xtap found no identity: the Azure CLI is not installed; this machine has no managed identity. xtap read nothing. Use one of these:',
  '- An application: set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or AZURE_CLIENT_CERTIFICATE_PATH instead of the secret. In a pipeline, use a federated identity, which needs no secret.',
  '- Yourself: pass --auth browser, or --auth device on a machine without a browser.',
  '- A token: set XTAP_ACCESS_TOKEN.',
  `- The Azure CLI: run "az login". Graph probably refuses this token. The Azure CLI's own application is preauthorized for a fixed list of Graph permissions, and Policy.Read.All is probably not in that list. Admin consent and another sign-in do not change the list.`,
];

let doctor: Run;
let doctorJson: Run;
let doctorGithub: Run;
let plan: Run;

// `@azure/identity` retries for some seconds, so all commands run in parallel.
beforeAll(async () => {
  const folder = temporaryFolder();
  folder.write('configs/a.yaml', versionAndTenant);
  const run = (...words: readonly string[]): Promise<Run> => xtap(words, { cwd: folder.path, env });
  const doctorAs = (format: string): Promise<Run> => run('doctor', '--format', format);
  [doctor, doctorJson, doctorGithub, plan] = await Promise.all([
    run('doctor'),
    doctorAs('json'),
    doctorAs('github'),
    run('plan'),
  ]);
  folder.remove();
}, 60_000);

test('doctor reports it once, with the ways to get an identity, and skips the checks that need one', () => {
  const { code, stdout, stderr } = doctor;
  expect({ code, stderr }).toEqual({ code: 77, stderr: '' });
  const skip = 'not checked: there is no identity';
  const [checks = ''] = stdout.split('\n\n');
  const unwrapped = checks.replace(/\n {15}(?!- )/g, ' ');
  expect(unwrapped.split('\n')).toEqual([
    '✓ endpoint     https://graph.microsoft.com (global, v1.0)',
    `✗ identity     ${ways[0]}`,
    ...ways.slice(1).map((way) => `${' '.repeat(15)}${way}`),
    ...['permissions', 'tenant', 'policy', 'clock', 'domains'].map((check) => `- ${check.padEnd(12)} ${skip}`),
  ]);
});

test('doctor reports the message once, also as JSON and as annotations', () => {
  const { checks } = JSON.parse(doctorJson.stdout) as {
    readonly checks: readonly { readonly status: string; readonly message: string }[];
  };
  expect(checks.filter(({ status }) => status === 'failed').map(({ message }) => message)).toEqual([ways.join('\n')]);
  expect(doctorGithub.stdout.match(/^::error/gm)).toEqual(['::error']);
});

test('plan ends with the same message', () => {
  const [, ...more] = ways;
  const first = ways[0]?.replace('xtap read nothing.', 'xtap read nothing. No plan was made.');
  expect(plan).toEqual({
    code: 77,
    stdout: '',
    stderr: `error[credential-unavailable]: ${first}\n${more.map((way) => `  ${way}\n`).join('')}`,
  });
});
