import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';
import { recordingIo } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';

const entry = 'partners:\n  - tenantId: 90e29127-71ad-49c7-9ce8-db3f41ea06f1\n    profiles: [supplier]\n';

const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/b.yaml', '');
  writeFileSync(join(folder.path, 'configs/b.yaml'), Buffer.from([0xff, 0xfe]));
});

async function validate(...paths: readonly string[]): Promise<string> {
  const io = recordingIo(folder.path);
  expect(await run(['validate', ...paths], io)).toBe(65);
  return io.written.stderr;
}

const notText =
  'configs/b.yaml:1:1: error[not-text]: configs/b.yaml is not UTF-8 text: the byte 0xFF stands here\n    save it as UTF-8\n';
const oneError = 'error[invalid-configuration]: The configuration has 1 error.\n';

it('does not say of a file that cannot be read that there is none', async () => {
  expect(await validate()).toBe(notText + oneError);
});

it('says nothing of what may stand in a file that cannot be read', async () => {
  folder.write('configs/a.yaml', entry);
  expect(await validate()).toBe(notText + oneError);
  expect(await validate('configs/a.yaml', 'nowhere.yaml')).toBe(
    `error[invalid-path]: nowhere.yaml does not exist\n${oneError}`,
  );
});
