import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeError } from '../../../src/platform/files/writeError.ts';
import { writeFileAtomically } from '../../../src/platform/files/writeFileAtomically.ts';
import { writePrivateFile } from '../../../src/platform/files/writePrivateFile.ts';
import { testOnLinux, testOnPosix } from '../../support/systems.ts';
import { folderForEach } from '../../support/temporaryFolder.ts';

const folder = folderForEach();

describe('a private file', () => {
  const at = (name: string): string => join(folder.path, name);

  testOnPosix('is readable for its owner only, also if the existing file had a more open mode', async () => {
    writeFileSync(at('plan.json'), 'old', { mode: 0o644 });
    await writePrivateFile(at('plan.json'), 'new', 'plan.json');
    expect(readFileSync(at('plan.json'), 'utf8')).toBe('new');
    expect(statSync(at('plan.json')).mode & 0o777).toBe(0o600);
  });

  testOnPosix('is not written through a symbolic link, which a checked-out repository may hold', async () => {
    writeFileSync(at('victim'), 'precious', { mode: 0o644 });
    symlinkSync('victim', at('plan.json'));
    symlinkSync('nowhere', at('dangling.json'));
    await expect(writePrivateFile(at('plan.json'), 'new', 'plan.json')).rejects.toThrow('is a symbolic link');
    await expect(writePrivateFile(at('dangling.json'), 'new', 'dangling.json')).rejects.toThrow('is a symbolic link');
    expect(readFileSync(at('victim'), 'utf8')).toBe('precious');
    expect(statSync(at('victim')).mode & 0o777).toBe(0o644);
    expect(() => statSync(at('nowhere'))).toThrow('ENOENT');
  });

  testOnPosix('may be a device such as /dev/stdout, also through a link', async () => {
    symlinkSync('/dev/null', at('sink'));
    await writePrivateFile(at('sink'), 'new', 'sink');
    await writePrivateFile('/dev/null', 'new', '/dev/null');
  });

  testOnLinux('that cannot be written causes an error with its given name, the reason and advice', async () => {
    symlinkSync('/dev/full', at('full.json'));
    await expect(writePrivateFile(at('full.json'), 'new', 'full.json')).rejects.toThrow(
      'Cannot write full.json: no space is left. Free some, or name a file elsewhere.',
    );
    // Linux reports there that the folder is missing, although it exists.
    for (const name of ['/proc/plan.json', '/proc/self/nowhere/plan.json'])
      await expect(writePrivateFile(name, 'new', name)).rejects.toThrow(
        `Cannot write ${name}: no file can be made there. Name a file elsewhere.`,
      );
  });

  testOnPosix('in a folder that is a file causes an error that says so', async () => {
    writeFileSync(at('file'), '');
    await expect(writeFileAtomically(at('file/a.yaml'), 'new', 'file/a.yaml')).rejects.toThrow(
      'Cannot write file/a.yaml: what should be its folder is a file. Name another file.',
    );
  });

  test('causes an error with the words of the system for a reason that xtap does not know', () => {
    const others = Object.assign(new Error("EMFILE: too many open files, open '/secret'"), { code: 'EMFILE' });
    expect(writeError('a.yaml', others).message).toBe('Cannot write a.yaml: too many open files (EMFILE).');
  });
});
