import { spawnSync } from 'node:child_process';
import { program } from '../support/program.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** Runs xtap in a folder that is removed before it starts. */
function run(words: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const folder = temporaryFolder();
  const script = `rmdir "$PWD"; exec "${process.execPath}" "${program}" ${words}`;
  return spawnSync('sh', ['-c', script], { cwd: folder.path, encoding: 'utf8', timeout: 60_000 });
}

const said =
  'xtap cannot use the working directory: it no longer exists. Nothing was done. Change to a folder that exists, then run xtap again.';

test('a removed working directory is reported as an error', () => {
  const { status, stdout, stderr } = run('plan');
  expect([status, stdout, stderr]).toEqual([65, '', `error[invalid-path]: ${said}\n`]);
});

test('the error is also reported as JSON', () => {
  const { status, stdout } = run('validate --format json');
  expect([status, JSON.parse(stdout)]).toEqual([
    65,
    { error: { code: 'invalid-path', message: said, diagnostics: [] } },
  ]);
});

test('help needs no working directory', () => {
  expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
});
