import { factNames, factTable, readFacts, usualFacts } from '../../src/emulator/facts.ts';
import { runIn } from '../support/recordingIo.ts';
import { folderForEach } from '../support/temporaryFolder.ts';

const folder = folderForEach();
const fileOf = (facts: object): string => JSON.stringify({ formatVersion: 1, facts });

describe('a file of facts', () => {
  it('takes measured values; a fact that was not measured has its usual value', () => {
    const facts = readFacts(
      fileOf({ nestedPatch: { value: 'merge', evidence: 'x' }, topOfList: { value: null, evidence: 'y' } }),
    );
    expect(facts).toEqual({ ...usualFacts, nestedPatch: 'merge' });
  });

  it.each([
    [fileOf({ nested: { value: 'merge' } }), '"nested" is not a fact'],
    [fileOf({ toString: { value: 1 } }), '"toString" is not a fact'],
    [fileOf({ nestedPatch: { value: 'both' } }), 'nestedPatch is replace or merge, not "both"'],
    ['{}', 'the facts need "formatVersion": 1'],
    ['{', 'the facts are not JSON'],
  ])('that cannot be used is refused: %s', (text, words) => {
    expect(() => readFacts(text)).toThrow(words);
  });

  it('that cannot be used does not start the emulator', async () => {
    folder.write('facts.json', fileOf({ nestedPatch: { value: 'both' } }));
    const { code, stdout, stderr } = await runIn(folder.path, ['emulate', '--facts', 'facts.json']);
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
    expect(stderr).toContain('facts.json: the facts cannot be used: nestedPatch is replace or merge');
  });
});

it('has at least two values for every fact', () => {
  expect(factNames.filter((name) => new Set<unknown>(factTable[name]).size < 2)).toEqual([]);
});
