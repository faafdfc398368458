import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { type Folder, temporaryFolder } from '../support/program.ts';
import { runIn } from '../support/recordingIo.ts';

const partner = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';
const planAgain = '"xtap plan -o json=FILE" saves a plan';

let emulator: Emulator;
let folder: Folder;

beforeEach(async () => {
  folder = temporaryFolder();
  emulator = await startEmulator({ seed: 'empty' });
  folder.write(
    'configs/a.yaml',
    `version: 1\ntenant: 6babcaad-604b-40ac-a9d7-9fd97c0b779f\npartners:\n  - { tenantId: ${partner}, name: Fabrikam }\n`,
  );
});
afterEach(async () => {
  await emulator.close();
  folder.remove();
});

const xtap = (line: string) => runIn(folder.path, line.split(' '), emulator.url);

test.each([
  ['pull --snapshot F.json', `it is a snapshot, which says what is there and not what to change; ${planAgain}`],
  ['apply --yes --allow-broadening --format json', `it is the report of an apply; ${planAgain}`],
  ['apply --yes --allow-broadening --journal F.json', 'it is a journal; "xtap apply --resume FILE" goes on from it'],
  [`explain ${partner} -o json=F.json`, `it is what "xtap explain" printed; ${planAgain}`],
  ['doctor -o json=F.json', `it is what "xtap doctor" printed; ${planAgain}`],
  ['plan nowhere -o json=F.json', `it is the error that a run ended with; ${planAgain}`],
])('what %s wrote is no plan, and is called what it is', async (line, what) => {
  const { stdout } = await xtap(line);
  if (line.endsWith('--format json')) folder.write('F.json', stdout);
  const { code, stderr } = await xtap('apply F.json');
  expect(stderr).toBe(`error[invalid-plan-file]: This plan file cannot be used: ${what}.\n`);
  expect(code).toBe(65);
});

test('a journal by its usual name is no configuration either', async () => {
  await xtap('apply --yes --allow-broadening --journal run.jsonl');
  const { code, stderr } = await xtap('apply run.jsonl');
  expect(stderr).toContain('it is a journal; "xtap apply --resume FILE" goes on from it');
  expect(code).toBe(65);
});

test('a journal that a crash cut off after its first line is one as well', async () => {
  await xtap('apply --yes --allow-broadening --journal F.json');
  const journal = readFileSync(join(folder.path, 'F.json'), 'utf8');
  folder.write('F.json', journal.slice(0, journal.indexOf('\n') + 1));
  expect((await xtap('apply F.json')).stderr).toContain('it is a journal');
});
