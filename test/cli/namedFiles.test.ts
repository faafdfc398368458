import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { xtapIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { versionAndTenant } from '../support/tenants.ts';

const folder = folderForEach();

beforeEach(() => {
  folder.write('configs/a.yaml', versionAndTenant);
});

const xtap = xtapIn(folder);

describe.each([
  ['a snapshot', (file: string) => ['plan', '--live', file]],
  ['a saved plan', (file: string) => ['apply', file]],
  ['a journal', (file: string) => ['apply', '--yes', '--resume', file]],
  ['a seed', (file: string) => ['emulate', '--seed', file]],
])('%s', (_, wordsFor) => {
  test('that is a pipe is refused without waiting', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe.json')]);
    const { code, stderr } = await xtap(...wordsFor('pipe.json'));
    expect(code).toBe(65);
    expect(stderr).toContain('Cannot read pipe.json: it is neither a file nor a folder');
  });

  test('that is larger than any tenant is refused', async () => {
    folder.write('large.json', '');
    truncateSync(join(folder.path, 'large.json'), 256 * 1024 * 1024 + 1);
    const { code, stderr } = await xtap(...wordsFor('large.json'));
    expect(code).toBe(65);
    expect(stderr).toContain('Cannot read large.json: it is larger than 256 MB');
  });
});

test('an endless device is not accepted as a snapshot', async () => {
  const { code, stderr } = await xtap('plan', '--live', '/dev/zero');
  expect(code).toBe(65);
  expect(stderr).toContain('Cannot read /dev/zero: it is neither a file nor a folder');
});

test('a folder is a configuration, regardless of its name', async () => {
  mkdirSync(join(folder.path, 'plans.json'));
  const { code, stderr } = await xtap('apply', 'plans.json');
  expect(code).toBe(65);
  expect(stderr).toContain('plans.json has no *.yaml or *.yml file');
});

test('a seed that is not JSON is refused', async () => {
  folder.write('seed.json', '{');
  const { code, stderr } = await xtap('emulate', '--seed', 'seed.json');
  expect(code).toBe(65);
  expect(stderr).toContain('seed.json is not a snapshot');
});

it.each([
  [
    ['plan', '--live', 'nowhere.json'],
    'Cannot read nowhere.json: it does not exist. No plan was made. Check the path.\n',
  ],
  [['apply', 'nowhere.json'], 'Cannot read nowhere.json: it does not exist. Nothing was written. Check the path.\n'],
  [['plan', '--live', '.'], 'Cannot read .: it is a folder. No plan was made. Check the path.\n'],
])('the message says why a file cannot be read: %j', async (words, reason) => {
  const { code, stderr } = await xtap(...words);
  expect(code).toBe(65);
  expect(stderr).toContain(reason);
  expect(stderr).not.toContain('ENOENT');
});
