import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam } from '../support/tenants.ts';

const entry = `partners:\n  - tenantId: ${fabrikam}\n    profiles: [supplier]\n`;

const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/b.yaml', '');
  writeFileSync(join(folder.path, 'configs/b.yaml'), Buffer.from([0xff, 0x00]));
});

async function validate(...paths: readonly string[]): Promise<string> {
  const io = recordingIo(folder.path);
  expect(await run(['validate', ...paths], io)).toBe(65);
  return io.written.stderr;
}

const notText =
  'configs/b.yaml:1:1: error[not-text]: configs/b.yaml is not UTF-8 text: it has the invalid byte 0xFF here\n    save it as UTF-8\n';
const oneError = 'error[invalid-configuration]: The configuration has 1 error.\n';

it('does not call an unreadable file missing', async () => {
  expect(await validate()).toBe(notText + oneError);
});

it('does not claim that an entry is missing that an unreadable file may contain', async () => {
  folder.write('configs/a.yaml', entry);
  expect(await validate()).toBe(notText + oneError);
  expect(await validate('configs/a.yaml', 'nowhere.yaml')).toBe(
    `error[invalid-path]: nowhere.yaml does not exist\n${oneError}`,
  );
});
