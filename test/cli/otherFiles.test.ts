import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const planAgain = '"xtap plan -o json=FILE" saves a plan';

const emulator = emulatorForEach({ seed: 'empty' });
const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/a.yaml', `${versionAndTenant}partners:\n  - { tenantId: ${fabrikam}, name: Fabrikam }\n`);
});

const xtap = (line: string) => runIn(folder.path, line.split(' '), emulator.url);

test.each([
  ['pull --snapshot F.json', `it is a snapshot, which says what is there and not what to change; ${planAgain}`],
  ['apply --yes --allow-broadening --format json', `it is the report of an apply; ${planAgain}`],
  ['apply --yes --allow-broadening --journal F.json', 'it is a journal; "xtap apply --resume FILE" goes on from it'],
  [`explain ${fabrikam} -o json=F.json`, `it is what "xtap explain" printed; ${planAgain}`],
  ['doctor -o json=F.json', `it is what "xtap doctor" printed; ${planAgain}`],
  ['plan nowhere -o json=F.json', `it is the error that a run ended with; ${planAgain}`],
])('a file that %s wrote is not accepted as a plan, and the message names its kind', async (line, what) => {
  const { stdout } = await xtap(line);
  if (line.endsWith('--format json')) folder.write('F.json', stdout);
  const { code, stderr } = await xtap('apply F.json');
  expect(stderr).toBe(`error[invalid-plan-file]: This plan file cannot be used: ${what}.\n`);
  expect(code).toBe(65);
});

test('a .jsonl journal is not read as a configuration', async () => {
  await xtap('apply --yes --allow-broadening --journal run.jsonl');
  const { code, stderr } = await xtap('apply run.jsonl');
  expect(stderr).toContain('it is a journal; "xtap apply --resume FILE" goes on from it');
  expect(code).toBe(65);
});

test('a journal that a crash cut off after its first line is recognized as a journal', async () => {
  await xtap('apply --yes --allow-broadening --journal F.json');
  const journal = readFileSync(join(folder.path, 'F.json'), 'utf8');
  folder.write('F.json', journal.slice(0, journal.indexOf('\n') + 1));
  expect((await xtap('apply F.json')).stderr).toContain('it is a journal');
});
