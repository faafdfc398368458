import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorForEach } from '../../support/emulatorForEach.ts';
import { xtapIn } from '../../support/recordingIo.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';
import { versionAndTenant } from '../../support/tenants.ts';

const configuration = `${versionAndTenant}undeclaredPartners: ignore\n`;

const emulator = emulatorForEach();
const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/a.yaml', configuration);
  folder.write('old/a.yaml', configuration);
  folder.write('tenant.txt', configuration);
  symlinkSync('configs', join(folder.path, 'alias'));
});

const xtap = xtapIn(folder, emulator);

test.each([
  'plan -o json=configs/a.yaml',
  'plan configs -o markdown=configs/new.yml',
  'plan configs -o json=alias/a.yaml',
  'validate tenant.txt -o json=tenant.txt',
  'plan --base old -o text=old/a.yaml',
  'check --live old/a.yaml --live tenant.txt -o json=tenant.txt',
  'check --pack xtap --pack tenant.txt -o sarif=tenant.txt',
  'apply --yes --undo configs/a.yaml',
  'apply --yes --journal ./configs/deep/a.yaml',
  'drift --correct --undo alias/a.yaml',
  'apply plan.json --undo plan.json',
  'pull --snapshot configs/a.yaml',
  'apply --yes --resume tenant.txt --undo tenant.txt',
  'apply --yes --resume tenant.txt -o json=tenant.txt',
  'add fabrikam.example --file new.yaml -o json=./new.yaml',
])('%s: a file that the run reads is refused as an output', async (line) => {
  const { code, stderr } = await xtap(...line.split(' '));
  expect(code).toBe(64);
  expect(stderr).toContain('which this run reads: it would be overwritten');
  expect(emulator.requests).toEqual([]);
  for (const file of ['configs/a.yaml', 'old/a.yaml', 'tenant.txt']) {
    expect(readFileSync(join(folder.path, file), 'utf8')).toBe(configuration);
  }
});

test.each([
  ['plan -o json=-', '--format json'],
  ['apply --yes -o text=out.txt -o html=-', '--format html'],
  ['pull --snapshot -', '--format'],
  ['apply --yes --undo -', '--format'],
  ['apply --yes --journal -', '--format'],
])('%s: - is refused as a file name', async (line, flag) => {
  const { code, stderr } = await xtap(...line.split(' '));
  expect(code).toBe(64);
  expect(stderr).toContain(`use ${flag} to choose what goes to stdout`);
  expect(emulator.requests).toEqual([]);
  expect(existsSync(join(folder.path, '-'))).toBe(false);
});

test('a file with the name - can be written as ./-', async () => {
  expect(await xtap('validate', '-o', 'json=./-')).toMatchObject({ code: 0 });
  expect(existsSync(join(folder.path, '-'))).toBe(true);
});

test('--journal may name the journal that the run resumes', async () => {
  folder.write('run.jsonl', '');
  const { stdout } = await xtap('apply', '--yes', '--resume', 'run.jsonl', '--journal', './run.jsonl');
  expect(stdout).toContain('The run of run.jsonl');
});

test.each([
  ['apply --yes --journal F --undo F', '--undo and --journal both name F'],
  ['apply plan.json --journal F --undo ./F', '--undo and --journal both name F'],
  ['apply plan.json --journal alias/F --undo configs/F', '--undo and --journal both name alias/F'],
  ['drift --correct --undo F -o json=F', '--out and --undo both name F'],
  ['apply --yes --journal F -o json=F', '--out and --journal both name F'],
  ['pull --snapshot F -o json=F', '--out and --snapshot both name F'],
  ['plan -o json=F -o text=F', '--out names F twice'],
  ['validate -o json=configs/F -o text=alias/F', '--out names alias/F twice'],
])('%s: two outputs in one file are refused', async (line, message) => {
  const { code, stderr } = await xtap(...line.split(' '));
  expect(code).toBe(64);
  expect(stderr).toContain(`${message}: they are two files.`);
  expect(emulator.requests).toEqual([]);
  expect(existsSync(join(folder.path, 'F'))).toBe(false);
});

test('two outputs may go to one device', async () => {
  expect((await xtap('validate', '-o', 'json=/dev/null', '-o', 'text=/dev/null')).code).toBe(0);
});

test.each(['configs/report.json', 'report.yaml', 'configs/.xtap/report.yaml'])(
  '%s is accepted: it is another file',
  async (file) => {
    expect((await xtap('validate', '-o', `json=${file}`)).code).toBe(0);
  },
);

describe('before anything is read, a run refuses an output', () => {
  const lines = [
    'plan -o json=AT',
    'apply --yes -o json=AT',
    'apply --yes --journal AT',
    'apply --yes --undo AT',
    'drift --correct --journal AT',
    'pull --snapshot AT',
  ];

  test.each(lines)('whose folder is a file: %s', async (line) => {
    const { code, stderr } = await xtap(...line.replace('AT', 'tenant.txt/result').split(' '));
    expect(stderr).toMatch(
      /^error\[invalid-path\]: Cannot write tenant.txt\/result: tenant.txt is a file\. \w.*\. Name another file\.\n$/,
    );
    expect(code).toBe(65);
    expect(emulator.requests).toEqual([]);
  });

  test.each(lines)('that is a link to a file, existing or not: %s', async (line) => {
    symlinkSync('tenant.txt', join(folder.path, 'link'));
    symlinkSync('nowhere', join(folder.path, 'dangling'));
    for (const link of ['link', 'dangling']) {
      const { code, stderr } = await xtap(...line.replace('AT', link).split(' '));
      expect(stderr).toContain(
        `error[invalid-path]: Cannot write ${link}: it is a symbolic link, which is not written through. `,
      );
      expect(code).toBe(65);
    }
    expect(emulator.requests).toEqual([]);
    expect(readdirSync(join(folder.path, 'configs'))).toEqual(['a.yaml']);
  });
});

test('an output may be a link to a device', async () => {
  symlinkSync('/dev/null', join(folder.path, 'sink'));
  expect((await xtap('validate', '-o', 'json=sink')).code).toBe(0);
});

test('an output that cannot be written is reported in addition to the error that ended the run', async () => {
  const { code, stderr } = await xtap('plan', 'nowhere', '-o', 'json=/dev/full');
  expect(code).toBe(65);
  expect(stderr).toMatch(
    /^error\[file-not-writable\]: Cannot write \/dev\/full: no space is left\..*\n(.*\n)*.*nowhere/,
  );
});
