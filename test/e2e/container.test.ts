/* The template of the container image. No daemon builds it here: the test runs the file that it adds, as it starts it. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  expect(run('validate')).toContain('configs is valid');
});
