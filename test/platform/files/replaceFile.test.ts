import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeLeftovers, temporaryName } from '../../../src/platform/files/replaceFile.ts';
import { writeFileAtomically } from '../../../src/platform/files/writeFileAtomically.ts';
import { testOnPosix } from '../../support/systems.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';

const folder = folderForEach();

test('the temporary file of a killed run is removed', async () => {
  writeFileSync(join(folder.path, temporaryName.create()), 'half a conf');
  writeFileSync(join(folder.path, 'a.yaml'), 'whole');
  await removeLeftovers(folder.path);
  expect(readdirSync(folder.path)).toEqual(['a.yaml']);
});

testOnPosix('a file, a link or a folder that xtap did not create stays', async () => {
  const uuid = '0a1b2c3d-0000-4000-8000-000000000000';
  const foreign = [`.${uuid}.tmp`, `.xtap-${uuid}.tmp.yaml`, `.xtap-${uuid}`, `xtap-${uuid}.tmp`, '.xtap-1.tmp'];
  for (const name of foreign) writeFileSync(join(folder.path, name), 'precious');
  symlinkSync(foreign[0] ?? '', join(folder.path, temporaryName.create()));
  mkdirSync(join(folder.path, temporaryName.create()));
  const before = readdirSync(folder.path);
  await removeLeftovers(folder.path);
  expect(readdirSync(folder.path)).toEqual(before);
});

test('a folder that does not exist has no leftovers', async () => {
  await expect(removeLeftovers(join(folder.path, 'nowhere'))).resolves.toBeUndefined();
});

test('a write whose temporary file another run removes is repeated, and no reader sees a partial file', async () => {
  const file = join(folder.path, 'a.yaml');
  const texts = ['one', 'two'].map((word) => word.repeat(100_000));
  writeFileSync(file, texts[0] ?? '');
  for (let n = 0; n < 30; n += 1) {
    const text = texts[n % 2] ?? '';
    let isWriting = true;
    const writing = writeFileAtomically(file, text, 'a.yaml').finally(() => {
      isWriting = false;
    });
    while (isWriting && readdirSync(folder.path).length === 1) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([writing, removeLeftovers(folder.path)]);
    expect(readFileSync(file, 'utf8') === text).toBe(true);
  }
  expect(readdirSync(folder.path)).toEqual(['a.yaml']);
});
