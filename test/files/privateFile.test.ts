import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivateFile } from '../../src/files/privateFile.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xtap-private-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a private file', () => {
  const at = (name: string): string => join(folder, name);

  test('is readable for its owner only, also where a more open one stood before', async () => {
    writeFileSync(at('plan.json'), 'old', { mode: 0o644 });
    await writePrivateFile(at('plan.json'), 'new');
    expect(readFileSync(at('plan.json'), 'utf8')).toBe('new');
    expect(statSync(at('plan.json')).mode & 0o777).toBe(0o600);
  });

  test('is not written through a symbolic link, which a checked-out repository may hold', async () => {
    writeFileSync(at('victim'), 'precious', { mode: 0o644 });
    symlinkSync('victim', at('plan.json'));
    symlinkSync('nowhere', at('dangling.json'));
    await expect(writePrivateFile(at('plan.json'), 'new')).rejects.toThrow('is a symbolic link');
    await expect(writePrivateFile(at('dangling.json'), 'new')).rejects.toThrow('is a symbolic link');
    expect(readFileSync(at('victim'), 'utf8')).toBe('precious');
    expect(statSync(at('victim')).mode & 0o777).toBe(0o644);
    expect(() => statSync(at('nowhere'))).toThrow('ENOENT');
  });

  test('may be no file at all, also behind a link: /dev/stdout is one', async () => {
    symlinkSync('/dev/null', at('sink'));
    await writePrivateFile(at('sink'), 'new');
    await writePrivateFile('/dev/null', 'new');
  });
});
