import { readSignIns } from '../../src/app/readSignIns.ts';
import { serializeSignIns } from '../../src/graph/signIns/signInsFile.ts';
import { signInRow, signInsFile } from '../support/signIns.ts';
import { folderForEach } from '../support/temporaryFolder.ts';

const folder = folderForEach();

test('a sign-ins file is read from the folder of the run', async () => {
  const file = signInsFile([signInRow()]);
  folder.write('month.json', serializeSignIns(file));
  expect(await readSignIns('month.json', { cwd: folder.path })).toEqual(file);
});

test('a file that is missing and a file of another kind are errors that name the file', async () => {
  folder.write('plan.json', '{"digest":"sha256:0","changes":[]}');
  await expect(readSignIns('none.json', { cwd: folder.path })).rejects.toThrow(
    'Cannot read none.json: it does not exist.',
  );
  await expect(readSignIns('plan.json', { cwd: folder.path })).rejects.toMatchObject({ code: 'invalid-sign-ins' });
});
