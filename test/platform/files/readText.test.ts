import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readText } from '../../../src/platform/files/readText.ts';

const text = '{ "name": "Zürich – 東京 😀" }\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xtap-text-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const littleEndian = Buffer.from(`\uFEFF${text}`, 'utf16le');

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, as PowerShell writes it', littleEndian],
  ['UTF-16 with the high byte first', Buffer.from(littleEndian).swap16()],
])('a file in %s is read as its text', async (_, bytes) => {
  const path = join(folder, 'live.json');
  writeFileSync(path, bytes);
  await expect(readText(path, 'live.json')).resolves.toBe(text);
});

test('a file in UTF-16 with an odd byte at its end is read up to there', async () => {
  const path = join(folder, 'live.json');
  writeFileSync(path, Buffer.concat([Buffer.from(littleEndian).swap16(), Buffer.of(0)]));
  await expect(readText(path, 'live.json')).resolves.toBe(text);
});
