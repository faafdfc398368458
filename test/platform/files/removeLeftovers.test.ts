import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeLeftovers } from '../../../src/platform/files/removeLeftovers.ts';
import { temporaryName, writeFileWhole } from '../../../src/platform/files/writeFileWhole.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xtap-leftovers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the temporary file of a killed run is removed', async () => {
  writeFileSync(join(folder, temporaryName.create()), 'half a conf');
  writeFileSync(join(folder, 'a.yaml'), 'whole');
  await removeLeftovers(folder);
  expect(readdirSync(folder)).toEqual(['a.yaml']);
});

test('a file, a link or a folder that xtap did not make stays', async () => {
  const uuid = '0a1b2c3d-0000-4000-8000-000000000000';
  const foreign = [`.${uuid}.tmp`, `.xtap-${uuid}.tmp.yaml`, `.xtap-${uuid}`, `xtap-${uuid}.tmp`, '.xtap-1.tmp'];
  for (const name of foreign) writeFileSync(join(folder, name), 'precious');
  symlinkSync(foreign[0] ?? '', join(folder, temporaryName.create()));
  mkdirSync(join(folder, temporaryName.create()));
  const before = readdirSync(folder);
  await removeLeftovers(folder);
  expect(readdirSync(folder)).toEqual(before);
});

test('a folder that is not there has no leftovers', async () => {
  await expect(removeLeftovers(join(folder, 'nowhere'))).resolves.toBeUndefined();
});

test('two runs side by side: a write whose temporary file is removed is made again, and no half is ever seen', async () => {
  const file = join(folder, 'a.yaml');
  const texts = ['one', 'two'].map((word) => word.repeat(100_000));
  writeFileSync(file, texts[0] ?? '');
  for (let n = 0; n < 30; n += 1) {
    const text = texts[n % 2] ?? '';
    let isWriting = true;
    const writing = writeFileWhole(file, text, 'a.yaml').finally(() => {
      isWriting = false;
    });
    while (isWriting && readdirSync(folder).length === 1) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([writing, removeLeftovers(folder)]);
    expect(readFileSync(file, 'utf8') === text).toBe(true);
  }
  expect(readdirSync(folder)).toEqual(['a.yaml']);
});
