import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { runIn } from '../support/recordingIo.ts';
import { signInsFile } from '../support/signIns.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const nothingDone = 'Nothing was written.';
const planAgain = '"xtap plan -o json=FILE" saves a plan.';

const emulator = emulatorForEach({ seed: 'empty' });
const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/a.yaml', `${versionAndTenant}partners:\n  - { tenantId: ${fabrikam}, name: Fabrikam }\n`);
  folder.write('m.json', serializeSignIns(signInsFile([])));
});

const xtap = (line: string) => runIn(folder.path, line.split(' '), emulator.url);

test.each([
  [
    'pull --snapshot F.json',
    `it is a snapshot, which says what is there and not what to change. ${nothingDone} ${planAgain}`,
  ],
  ['apply --yes --allow-broadening --format json', `it is the report of an apply. ${nothingDone} ${planAgain}`],
  [
    'apply --yes --allow-broadening --journal F.json',
    `it is a journal. ${nothingDone} "xtap apply --resume FILE" continues from it.`,
  ],
  [`explain ${fabrikam} -o json=F.json`, `it is what "xtap explain" printed. ${nothingDone} ${planAgain}`],
  ['doctor -o json=F.json', `it is what "xtap doctor" printed. ${nothingDone} ${planAgain}`],
  ['replay --sign-ins m.json -o json=F.json', `it is what "xtap replay" printed. ${nothingDone} ${planAgain}`],
  ['discover --sign-ins m.json -o json=F.json', `it is what "xtap discover" printed. ${nothingDone} ${planAgain}`],
  ['plan nowhere -o json=F.json', `it is the error that a run ended with. ${nothingDone} ${planAgain}`],
])('a file that %s wrote is not accepted as a plan, and the message names its kind', async (line, what) => {
  const { stdout } = await xtap(line);
  if (line.endsWith('--format json')) folder.write('F.json', stdout);
  const { code, stderr } = await xtap('apply F.json');
  expect(stderr).toBe(`error[invalid-plan-file]: This file is not a plan that xtap can use: ${what}\n`);
  expect(code).toBe(65);
});

test('a .jsonl journal is not read as a configuration', async () => {
  await xtap('apply --yes --allow-broadening --journal run.jsonl');
  const { code, stderr } = await xtap('apply run.jsonl');
  expect(stderr).toContain(`it is a journal. ${nothingDone} "xtap apply --resume FILE" continues from it.`);
  expect(code).toBe(65);
});

test('a journal that a crash cut off after its first line is recognized as a journal', async () => {
  await xtap('apply --yes --allow-broadening --journal F.json');
  const journal = readFileSync(join(folder.path, 'F.json'), 'utf8');
  folder.write('F.json', journal.slice(0, journal.indexOf('\n') + 1));
  expect((await xtap('apply F.json')).stderr).toContain('it is a journal');
});

describe('one kind of file for another', () => {
  const config = '{ "version": 1, "tenant": "6babcaad-604b-40ac-a9d7-9fd97c0b779f", "partners": [] }';

  test('a configuration with the extension .json is not a saved plan, and apply says what to do', async () => {
    folder.write('config.json', config);
    const { code, stderr } = await xtap('apply config.json');
    expect(stderr).toBe(
      'error[invalid-plan-file]: This file is not a plan that xtap can use: it is a configuration, and apply takes a .json file for a saved plan. Nothing was written. Give it the extension .yaml (JSON is YAML), or save a plan of it with "xtap plan FILE -o json=PLAN.json".\n',
    );
    expect(code).toBe(65);
  });

  test.each([
    ['plan -o json=F.json', 'it is a saved plan', '"xtap apply F.json" applies a saved plan'],
    ['pull --snapshot F.json', 'it is a snapshot', '"xtap plan --live F.json" plans against a snapshot'],
    ['apply --yes --allow-broadening --journal F.json', 'it is a journal', '"xtap apply --resume F.json" explains'],
  ])('what %s wrote is not a configuration, which is one error', async (line, what, hint) => {
    await xtap(line);
    const { code, stderr } = await xtap('plan F.json');
    expect(stderr).toContain(`F.json:1:1: error[wrong-file]: F.json is not a configuration: ${what}`);
    expect(stderr).toContain(hint);
    expect(stderr).toContain('The configuration has 1 error.');
    expect(code).toBe(65);
  });

  test('a plan, a configuration or a state of Terraform is not a snapshot', async () => {
    await xtap('plan -o json=F.json');
    expect((await xtap('plan --live F.json')).stderr).toContain('cannot be used as a snapshot: it is a saved plan');
    expect((await xtap('plan --live configs/a.yaml')).stderr).toContain('as a snapshot: it is a configuration');
    folder.write('terraform.tfstate', '{ "version": 4, "terraform_version": "1.9.0" }');
    expect((await xtap('plan --live terraform.tfstate')).stderr).toContain('as a snapshot: it is a file of Terraform');
  });

  test('a plan is not a journal', async () => {
    await xtap('plan -o json=F.json');
    expect((await xtap('apply --resume F.json')).stderr).toContain('F.json is a saved plan, not a journal of xtap');
  });

  test('a saved plan of Terraform is called what it is, as a configuration and as a plan', async () => {
    folder.write('tfplan', Buffer.from([0x50, 0x4b, 3, 4, 0, 0xff]));
    folder.write('tfplan.json', Buffer.from([0x50, 0x4b, 3, 4, 0, 0xff]));
    expect((await xtap('apply tfplan')).stderr).toContain('tfplan is a zip archive, as a saved plan of Terraform is');
    expect((await xtap('apply tfplan.json')).stderr).toContain('it is a zip archive, as a saved plan of Terraform is');
  });
});
