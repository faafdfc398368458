/**
 * The facts of the emulator under `npm run test:facts` and in the jest project `facts`: jest takes this module in the
 * place of src/emulator/facts.ts, so that the tests run against an emulator that behaves like another tenant. A test
 * that needs one value of a fact states it, in the options of its emulator.
 */
import { readFileSync } from 'node:fs';
import { type Facts, factNames, factTable, readFacts as readRealFacts } from '../../src/emulator/./facts.ts';

export const readFacts = readRealFacts;

/** The usual facts of this run: those of the file XTAP_FACTS. Without a file, each fact has its first unusual value. */
export const usualFacts = factsOfThisRun(process.env.XTAP_FACTS);

function factsOfThisRun(file: string | undefined): Facts {
  if (file !== undefined && file !== 'turned') return readFacts(readFileSync(file, 'utf8'));
  return Object.fromEntries(factNames.map((name) => [name, factTable[name][1]])) as Facts;
}
