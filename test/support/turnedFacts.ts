/**
 * The facts of the emulator under `npm run test:facts` and in the jest project `facts`: jest takes this module in the
 * place of src/emulator/facts.ts, so that the tests run against an emulator that behaves like another tenant.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Facts, factNames, factTable, readFacts as readRealFacts } from '../../src/emulator/./facts.ts';

export const readFacts = readRealFacts;

/**
 * With an expansion that Graph refuses, xtap cannot manage synchronization, and deletes no partner: it never sends one
 * GET for each partner. These suites do one of both. test/contract/refusedExpansion.test.ts has what xtap does then.
 */
const needsExpansion: readonly string[] = [
  'test/app/driftCorrection.test.ts',
  'test/app/edit/pullCommand.test.ts',
  'test/app/writeUndoPlan.test.ts',
  'test/cli/check.test.ts',
  'test/cli/demo.test.ts',
  'test/cli/drift.test.ts',
  'test/cli/givenApproval.test.ts',
  'test/cli/noLongerManaged.test.ts',
  'test/cli/problems.test.ts',
  'test/cli/savedPlanGuards.test.ts',
  'test/cli/serviceProvider.test.ts',
  'test/cli/tenantByName.test.ts',
  'test/cli/watching.test.ts',
  'test/config/base/loadBase.test.ts',
  'test/contract/everyRow.test.ts',
  'test/contract/faultMatrix.test.ts',
  'test/contract/prototypeNames.test.ts',
  'test/contract/randomRuns.test.ts',
  'test/e2e/concurrent.test.ts',
  'test/e2e/secrets.test.ts',
  'test/graph/emulator.test.ts',
  'test/workflows/appliedLast.test.ts',
  'test/workflows/azureRuns.test.ts',
  'test/workflows/fleetGate.test.ts',
  'test/workflows/fleetRuns.test.ts',
  'test/workflows/gitlab.test.ts',
  'test/workflows/guardInputs.test.ts',
  'test/workflows/resultRuns.test.ts',
];

/** The usual facts of this run: those of the file XTAP_FACTS. Without a file, each fact has its first unusual value. */
export const usualFacts = factsOfThisRun(process.env.XTAP_FACTS);

function factsOfThisRun(file: string | undefined): Facts {
  const turned = Object.fromEntries(factNames.map((name) => [name, factTable[name][1]])) as Facts;
  const facts = file === undefined || file === 'turned' ? turned : readFacts(readFileSync(file, 'utf8'));
  const suite = relative(join(__dirname, '..', '..'), expect.getState().testPath ?? '');
  return needsExpansion.includes(suite) ? { ...facts, expandSynchronization: 'accepted' } : facts;
}
