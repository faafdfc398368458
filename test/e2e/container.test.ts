/*
 * The template of the container image. No daemon builds it here: the test runs the file that it adds, as it starts it.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { home } from '../support/tenants.ts';

const folder = folderForEach();
const root = join(__dirname, '..', '..');
const lines = readFileSync(join(root, '.github', 'templates', 'Dockerfile'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const instruction = (name: string): string =>
  lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';

test('has no shell, no packages, one file, and a user without rights', () => {
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['FROM', 'COPY', 'WORKDIR', 'USER', 'ENTRYPOINT']);
  expect(instruction('FROM')).toMatch(/^gcr\.io\/distroless\/nodejs\d+-debian\d+:nonroot$/);
  expect(instruction('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test('the one file runs alone, with nothing around it', () => {
  const [source = '', target = ''] = instruction('COPY').split(' ');
  expect(existsSync(join(root, source))).toBe(true);
  copyFileSync(join(root, source), join(folder.path, target));
  folder.write('work/configs/tenant.yaml', `version: 1\ntenant: ${home}\n`);
  const [node, file = ''] = JSON.parse(instruction('ENTRYPOINT')) as readonly string[];
  expect(node).toBe('/nodejs/bin/node');
  const options = { cwd: join(folder.path, 'work'), env: {}, encoding: 'utf8' } as const;
  const run = (...words: readonly string[]): string =>
    execFileSync(process.execPath, [join(folder.path, file), ...words], options);
  expect(run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(run('validate')).toContain('configs/ is valid');
});

test('the CronJob runs as the user of the image, with arguments that xtap knows', async () => {
  const [, job] = parseAllDocuments(readFileSync(join(root, '.github', 'templates', 'cronjob.yml'), 'utf8'));
  const pod = job?.toJS().spec.jobTemplate.spec.template.spec;
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532 });
  const [{ args, securityContext, workingDir, volumeMounts }] = pod.containers;
  expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
  expect([instruction('USER').split(':')[0], instruction('WORKDIR')]).toEqual(['65532', workingDir]);
  // Whatever the run writes has a volume.
  const file = args.at(-1) as string;
  expect(volumeMounts).toContainEqual({ name: 'state', mountPath: dirname(file) });
  folder.write('configs/tenant.yaml', `version: 1\ntenant: ${home}\n`);
  folder.write('live.json', JSON.stringify({ formatVersion: 1 }));
  const known = [...args.slice(0, -1), 'notify.json', '--live', 'live.json'] as readonly string[];
  expect((await runIn(folder.path, known)).stderr).not.toContain('error[usage]');
});
