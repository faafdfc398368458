/*
 * Every error says what happened, what did not happen because of it, and what to do next. The middle part depends on
 * the command.
 */
import { readdirSync } from 'node:fs';
import { commandTable } from '../../src/cli/flags/commandTable.ts';
import { emulatorForEach } from '../support/emulatorForEach.ts';
import { type Run, runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { fabrikam, versionAndTenant } from '../support/tenants.ts';

const emulator = emulatorForEach({ quirks: false });
const folder = folderForEach();
beforeEach(() => folder.write('configs/a.yaml', `${versionAndTenant}partners: []\n`));

const xtap = (words: string, graphUrl = emulator.url): Promise<Run> =>
  runIn(folder.path, [...words.split(' '), '--retry-timeout', '0', '--request-timeout', '1'], graphUrl);

const commands: readonly (readonly [words: string, notDone: string])[] = [
  ['plan', 'No plan was made.'],
  ['apply --yes', 'Nothing was written.'],
  ['drift', 'The tenant was not compared.'],
  ['drift --correct', 'The tenant was not compared, and nothing was corrected.'],
  ['pull --dir new', 'No file was written.'],
  ['init --dir new', 'No file was written.'],
  ['explain Fabrikam --live nowhere.json', 'Nothing was explained.'],
  ['explain 90e29127-71ad-49c7-9ce8-db3f41ea06f1', 'Nothing was explained.'],
  ['check --online', 'No rule was checked.'],
];

const failures: readonly (readonly [fault: string, code: number, next: string])[] = [
  ['GET ** 401', 77, 'Sign in again'],
  ['GET ** 403', 77, '"xtap doctor" shows what it has.'],
  ['GET partners 403', 77, '"xtap doctor" shows what it has.'],
  ['GET ** 404', 1, 'Check the cloud'],
  ['GET ** 429', 1, 'Try again later'],
  ['GET ** 500', 1, 'Try again later'],
  ['GET ** hang', 1, 'Check the network'],
  ['GET ** html', 1, 'Check --graph-url'],
  ['GET ** drop-before', 1, 'Check the network'],
];

describe.each(failures)('a read that fails with %s', (fault, code, next) => {
  test.each(commands.filter(([words]) => !words.includes('nowhere')))('%s', async (words, notDone) => {
    emulator.addFault(fault);
    const run = await xtap(words);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code, stdout: '' });
    expect(run.stderr).toMatch(
      new RegExp(`^error\\[[\\w-]+\\]: GET http.*\\. ${escaped(notDone)} ${escaped(next)}`, 'm'),
    );
    expect(run.stderr.split(next)).toHaveLength(2);
    expect(readdirSync(folder.path)).toEqual(['configs']);
  });
});

test.each(commands)('a server that is absent, or a file: %s', async (words, notDone) => {
  const { stderr } = await xtap(words, 'http://127.0.0.1:9');
  expect(stderr).toMatch(new RegExp(`\\. ${escaped(notDone)} (?:Start the server there|Check the path|Give the id)`));
});

test.each(commandTable.map(({ name }) => name))('a mistake on the command line: %s', async (name) => {
  const { code, stdout, stderr } = await xtap(`${name} --nonsense`);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(`^error\\[usage\\]: unknown option '--nonsense'\\. [A-Z][^.]+\\. See "xtap ${name} --help"\\.\\n$`),
  );
});

test('an error after the result, or after the first write, does not say that nothing happened', async () => {
  const late = await xtap('plan -o json=configs');
  expect(late.stderr).toContain('No plan was made.');
  folder.write('configs/a.yaml', `${versionAndTenant}partners: [{ tenantId: ${fabrikam}, state: present }]\n`);
  const { code, stdout, stderr } = await xtap('plan --format json -o json=/dev/full');
  expect({ code, stdout: stdout !== '' }).toEqual({ code: 1, stdout: true });
  expect(stderr).toMatch(/Cannot write \/dev\/full: no space is left\. Free some/);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
